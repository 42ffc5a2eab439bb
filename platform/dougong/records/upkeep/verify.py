"""Whether what is kept is what it would be now: stored formulas, stored rollups, search rows, and links that lead
somewhere."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.records.context import Context
from dougong.records.search import verify as search_verify
from dougong.records.upkeep import recompute
from dougong.records.writing import rollups
from dougong.records.writing.rollups_settle import hold_owners, refresh
from dougong.records.writing.rules import holds
from dougong.store.session import Rows
from dougong.store.sql import Statement
from dougong.store.statements import rolled
from dougong.store.statements import verify as statements_verify
from dougong.store.statements.forms import listed

#: Records looked at in one wait.
AT_ONCE: Final = 200

What = Literal["formula", "rollup", "link", "search"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not what it should be: `stored` and `right` in JSON form. `mended` says whether it is now.

    A link that leads to no record, or of a live record to one in the bin, has nothing right to say; it is for people
    to mend, and so is a formula whose value is to be unique and is another record's already. Of a search row its title
    is told: None where the row, or the record it speaks of, is missing.
    """

    what: What
    object: str
    id: int
    field: str
    stored: Any
    right: Any
    mended: bool = False


def verify(context: Context, *, objects: Collection[str] | None = None, repair: bool = False) -> Iterator[Difference]:
    """Yield every difference in `objects` (None: in all), mending all but links as it goes with `repair`.

    Safe while others write: a difference is looked at again under its record's lock before it is mended, and formulas
    before they are told. Derived values never touch version, updated_at or history.
    """
    chosen = [object for name, object in context.catalog.objects.items() if objects is None or name in objects]
    for object in chosen:
        if object.parent is None and object.computed:
            yield from _formulas(context, object, repair=repair)
    for object in chosen:
        names = tuple(field.name for field in object.fields.values() if field.moves)
        if names:
            yield from _rollups(context, object, names, repair=repair)
    for object in chosen:
        yield from _links(context, object)
    for object in chosen:
        yield from _search(context, object, repair=repair)


def _pages(context: Context, object: Object) -> Iterator[list[int]]:
    """Yield the ids of all records, in order, so many at once."""
    following, after = statements_verify.following(context.plans.ground, object), 0
    while True:
        with context.database.read() as session:
            ids = [id for id, in session.rows(following, {"after": after, "limit": AT_ONCE})]
        if not ids:
            return
        yield ids
        after = ids[-1]


def _formulas(context: Context, object: Object, *, repair: bool) -> Iterator[Difference]:
    for ids in _pages(context, object):
        for wrong in recompute.doubtful(context, object, ids):
            told, left = recompute.mended(context, object, wrong) if repair else \
                (recompute.settled(context, object, wrong), frozenset())
            yield from (Difference("formula", *each, mended=repair and each[:3] not in left) for each in told)


def _rollups(context: Context, object: Object, names: tuple[str, ...], *, repair: bool) -> Iterator[Difference]:
    statement, decode = rolled.wrong(context.plans.ground, object, names)
    for ids in _pages(context, object):
        with context.database.read() as session:
            rows = decode.all(session.rows(statement, {"after": ids[0] - 1, "until": ids[-1]}))
        if repair and rows:
            _take_anew(context, object, [row["id"] for row in rows])
        yield from (Difference(_what(object, name), object.name, row["id"], name, row[name], row[f"{name}/anew"],
                               mended=repair)
                    for row in rows for name in names if row[name] != row[f"{name}/anew"])


def _what(object: Object, name: str) -> What:
    return "formula" if object.fields[name].rollup is None else "rollup"


def _take_anew(context: Context, object: Object, ids: list[int]) -> None:
    storage, names = context.plans.storage(object.name), tuple(field.name for field in rollups.stored(object))
    chosen = {"ids": listed(ids, context.database.dialect)}
    with context.database.write(context.catalog.number) as session:
        hold_owners(session, context.plans, object.name, ids)
        session.send(storage.holding, chosen)
        if names:
            session.send(storage.retaken(names), chosen)
        refresh(session, context.plans, object.name, ids)
        session.commit()


def _search(context: Context, object: Object, *, repair: bool) -> Iterator[Difference]:
    pages = iter(()) if context.plans.searched(object.name) is None else _pages(context, object)
    found = (each for ids in pages for each in search_verify.wrong(context, object, ids, repair=repair))
    for id, stored, right in (*found, *search_verify.strays(context, object, repair=repair)):
        yield Difference("search", object.name, id, "search row", stored, right, mended=repair)


def _links(context: Context, object: Object) -> Iterator[Difference]:
    for field in (*object.fields.values(), *(object.system[name] for name in object.system if name == "parent")):
        if field.type.storage == "join" or (field.stored and field.type.kind is Kind.LINK):
            lost = statements_verify.lost(context.plans.ground, object, field, binned=holds(field))
            for id, missing in _told(context, lost, {}):
                yield _dangler(object, id, field, field.type.targets(field)[0], missing)
        elif field.stored and field.type.storage == "columns" and len(field.type.columns(field)) > 1:
            yield from _any_links(context, object, field)


def _any_links(context: Context, object: Object, field: Field) -> Iterator[Difference]:
    ground = context.plans.ground
    among = {uid for uid, in _told(context, statements_verify.pointed(ground, object, field), {})}
    if not among:
        return
    for statement, params in statements_verify.dangling(ground, object, field, among, binned=holds(field)):
        for id, target, missing in _told(context, statement, params):
            found = context.catalog.by_uid.get(target)
            yield _dangler(object, id, field, found.name if found else target, missing)


def _told(context: Context, statement: Statement, params: Mapping[str, Any]) -> Rows:
    with context.database.read() as session:
        return session.rows(statement, params)


def _dangler(object: Object, id: int, field: Field, target: str, missing: int) -> Difference:
    return Difference("link", object.name, id, field.name, {"object": target, "id": missing}, None)
