"""What a rule looks at beneath links, brought to records that were not read for its sake: as it is now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dougong.catalog.model import Object
from dougong.catalog.rule import Rule
from dougong.records.asof.walk import typed
from dougong.records.context import Context
from dougong.records.environ import bound
from dougong.records.writing.draft import Draft, Row
from dougong.store.query.paths import Path, Source
from dougong.store.session import Reader
from dougong.store.statements import reads
from dougong.store.statements.forms import listed

#: Which paths beneath links are wanted of a record, by lines field: of the record itself under "".
Wanted = Mapping[str, frozenset[Path]]


def wanted(rule: Rule, lines: str) -> Wanted:
    """Return what a rule looks at beneath links of the record, and of its lines; `lines` is the field whose lines it is
    about, "" for the record."""
    found: dict[str, set[Path]] = {}
    for at, path in _paths(rule, lines):
        if len(path) > 1:
            found.setdefault(at, set()).add(path)
    return {at: frozenset(paths) for at, paths in found.items()}


def _paths(rule: Rule, lines: str) -> Iterator[tuple[str, Path]]:
    """Yield every path with the lines field in whose rows it is read."""
    for said in rule.expressions:
        for path in said.checked.paths:
            yield ("", path[1:]) if path[0] == "parent" else (lines, path)
        for name, paths in said.checked.rows.items():
            yield from (("", path[1:]) if path[0] == "parent" else (name, path) for path in paths)
    for action in rule.do:
        if action.where is not None:
            yield from ((lines, path) for path in action.where.checked.this)


def bring(context: Context, session: Reader, asked: Wanted, drafts: Sequence[Draft]) -> None:
    """Put into drafts of one object, and into their lines, what they lack of it; one wait a link, none where nothing is
    lacking."""
    for name, paths in asked.items():
        rows: Sequence[Row] = [each for draft in drafts for each in draft.lines.get(name, ())] if name else drafts
        for link, rests in _by_link(rows, paths).items():
            _follow(context, session, rows[0].rules.object, link, rests, rows)


def _by_link(rows: Sequence[Row], paths: Iterable[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(paths):
        if any(".".join(path) not in row.linked for row in rows):
            found.setdefault(path[0], []).append(path[1:])
    return found


def _follow(context: Context, session: Reader, object: Object, link: str, rests: Sequence[Path],
            rows: Sequence[Row]) -> None:
    field = object.field(link)
    targets = () if field is None else field.type.targets(field)
    if len(targets) != 1:
        return
    ids = sorted({id for row in rows if (id := row.values.get(link)) is not None})
    source = Source(context.plans.ground, context.catalog.objects[targets[0]])
    read = reads.many(source, [("id",), *rests], "id")
    fields = [(".".join(rest), source.field(rest)) for rest in rests]
    given = bound(context, read, ids=listed(ids, source.dialect))
    found = {each["id"]: each for each in read.decode.all(session.rows(read.statement, given))} if ids else {}
    for row in rows:
        there = found.get(row.values.get(link), {})
        row.linked.update({f"{link}.{name}": typed(each, there.get(name)) for name, each in fields})
