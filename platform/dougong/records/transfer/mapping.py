"""Which column of a file is which field: guessed from names and labels in every language, remembered once confirmed."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import Malformed, Refused
from dougong.records.context import Context
from dougong.records.plans import ObjectPlan
from dougong.store.engine.jobs import job_statements

#: What finds the record a row is about. Any unique field does, too.
#: Whose a record is to be; only who may say so is asked.
OWNER: Final = "owner"
KEYS: Final = ("id", "external_id", "number")
#: What a column may say beside fields; `version` is the one the file was exported at.
TECHNICAL: Final = (*KEYS, "version", OWNER)
#: The header of the column that tells, in a file of refused rows, which import and row each was.
SAME_ROW: Final = "dougong_row"
_NOISE: Final = re.compile(r"[*＊:：\s_.·›/-]+|[(（][^()（）]*[)）]")


@dataclass(frozen=True, slots=True)
class Target:
    """What a column means: `path` is a field's name, "<lines>.<field>", "<lines>.id", or one of TECHNICAL."""

    path: str
    field: Field
    lines: str = ""

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Columns:
    """The targets of a file's columns in order, None for those left out, and what finds records ("" only creates)."""

    targets: tuple[Target | None, ...]
    match: str
    #: The column that says which import and row a line was refused in before.
    same_row: int | None = None

    @property
    def several(self) -> bool:
        """Return whether rows may be lines of one document."""
        return any(target is not None and target.lines for target in self.targets)


def targets(context: Context, object: Object) -> dict[str, Target]:
    """Return everything a column may mean to this person, by path, in the order of the definition."""
    plan = context.plan(object.name)
    found = {name: Target(name, field) for name in TECHNICAL
             if (field := context.actor.policy.field(object, name)) is not None
             and (name != OWNER or context.actor.policy.may(object, "assign").allowed)}
    found.update({field.name: Target(field.name, field) for field in _own(plan)})
    for name, below in plan.lines.items():
        found[f"{name}.id"] = Target(f"{name}.id", below.object.system["id"], name)
        found.update({f"{name}.{field.name}": Target(f"{name}.{field.name}", field, name) for field in _own(below)})
    return found


def guess(context: Context, object: Object, headers: Sequence[str]) -> list[str]:
    """Return a path for each header, "" where none is meant: as it was confirmed for these headers before, else by
    name or label, in any language, each path once."""
    known = targets(context, object)
    kept = _remembered(context, object, headers)
    if kept is not None and set(filter(None, kept)) <= known.keys():
        return kept
    names = {**_names(object, known), SAME_ROW: SAME_ROW}
    found: list[str] = []
    for header in headers:
        path = names.get(_folded(header)) or names.get(_bare(header), "")
        found.append("" if path in found else path)
    return found


def guess_match(object: Object, paths: Sequence[str]) -> str:
    """Return what finds records by the columns there are: the first of id, external id, number, a unique field."""
    return next((path for path in match_keys(object) if path in paths), "")


def match_keys(object: Object) -> list[str]:
    """Return the paths that may find a record."""
    return [*KEYS, *(field.name for field in object.fields.values() if field.unique)]


def mapping(context: Context, object: Object, paths: Sequence[str], match: str) -> Columns:
    """Return the mapping that is asked for; raises Malformed "import_column" or Refused "import_match", "import_twice",
    "import_nothing"."""
    known = targets(context, object)
    for path in paths:
        if path and path not in known and path != SAME_ROW:
            raise Malformed("import_column", name=path[:48])
    given = [path for path in paths if path]
    twice = next((path for path in given if given.count(path) > 1), "")
    if twice:
        raise Refused("import_twice", name=twice)
    if not any(path not in (*TECHNICAL, SAME_ROW) for path in given):
        raise Refused("import_nothing")
    if match and (match not in given or match not in match_keys(object)):
        raise Refused("import_match", name=match[:48])
    return Columns(tuple(known.get(path) for path in paths), match,
                   paths.index(SAME_ROW) if SAME_ROW in paths else None)


def remember(context: Context, object: Object, headers: Sequence[str], paths: Sequence[str]) -> None:
    """Keep what the columns of files with these headers mean, for everybody's next one."""
    context.database.once(job_statements(context.database.dialect).put_heading, {
        "object_uid": object.uid, "headers": _digest(headers), "columns": orjson.dumps(list(paths)).decode()})


def field_at(context: Context, name: str, pointer: str) -> Field | None:
    """Return the field a fault's pointer leads to, as far as this person may see it."""
    parts = [part for part in pointer.split("/") if part and not part.isdigit()]
    object, found = context.object(name), None
    for part in parts:
        found = context.actor.policy.field(object, part)
        if found is None or found.type.storage != "lines":
            break
        object = context.object(found.type.targets(found)[0])
    return found


def _remembered(context: Context, object: Object, headers: Sequence[str]) -> list[str] | None:
    with context.database.read() as session:
        rows = session.rows(job_statements(context.database.dialect).heading,
                            {"object_uid": object.uid, "headers": _digest(headers)})
    found: list[str] | None = orjson.loads(rows[0][0]) if rows else None
    return found


def _own(plan: ObjectPlan) -> Iterator[Field]:
    """Yield the fields a file may give: those a document may hold, lines apart."""
    for entry in plan.shape.entries:
        if entry.type.storage != "lines":
            yield plan.object.fields[entry.spec.name]


def _names(object: Object, known: Mapping[str, Target]) -> dict[str, str]:
    """Return paths by folded name; the first that claims a name has it: a record's own fields, then its lines' by
    both labels, then its lines' by their label alone."""
    found: dict[str, str] = {}
    own = {path: target for path, target in known.items() if not target.lines}
    lines = {path: target for path, target in known.items() if target.lines}
    called = [(path, (path, *target.field.label.values())) for path, target in own.items()]
    called += [(path, tuple(_short(object, target))) for path, target in own.items()]
    called += [(path, (path, *_line_names(object, target))) for path, target in lines.items()]
    called += [(path, (target.name, *target.field.label.values())) for path, target in lines.items()
               if target.name != "id"]
    for path, names in called:
        for name in names:
            found.setdefault(_folded(name), path)
    return found


def _short(object: Object, target: Target) -> Iterator[str]:
    """Yield the field's labels without the object's before them: 名称 for 客户名称 of a 客户."""
    for language, label in target.field.label.items():
        begins = object.label.get(language, "")
        if begins and label.startswith(begins) and label != begins:
            yield label.removeprefix(begins)


def _line_names(object: Object, target: Target) -> Iterator[str]:
    """Yield the line's label with its field's, language by language, as an export heads them."""
    for language, label in object.fields[target.lines].label.items():
        yield f"{label} {target.field.label.get(language, target.name)}"


def _folded(text: str) -> str:
    return re.sub(r"[*＊:：\s]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _bare(text: str) -> str:
    """Return the text without units, stars and other marks people put into headers."""
    return _folded(_NOISE.sub("", text))


def _digest(headers: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(headers).encode(errors="replace")).hexdigest()
