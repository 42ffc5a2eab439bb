"""M205, M207, M308, M313, M316: records a pack brings along name fields that can be written, and themselves once."""

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.catalog.checks.inspection import Fault, blamed, check, no_field
from dougong.catalog.checks.links import reached
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Field, Object
from dougong.catalog.reading.document import Where
from dougong.catalog.report import listed
from dougong.kernel.kinds import Kind
from dougong.kernel.names import suggestion

#: Names of options, by object and field.
Known = dict[tuple[str, str], frozenset[str]]

_WRITABLE = frozenset({"external_id", "owner"})


@check("M207")
def data_fit(linked: Linked) -> Iterator[Fault]:
    """Find records of nothing, values for no field, and ids given twice."""
    ids: dict[tuple[str, str], Where] = {}
    known: Known = {}
    for document in linked.draft.data:
        target = document.body["object"]
        one = linked.objects.get(target)
        yield from reached(linked, target, document.pack, document.at("object"))
        if ("records" in document.body) == ("table" in document.body):
            yield Fault(document.at(), "data say `records:` or name a `table:`, one of the two", code="M308")
        for index, record in enumerate(document.body.get("records", ())):
            where = document.at("records", index)
            key = (target, record["external_id"])
            if key in ids:
                first = ids[key].place()
                yield Fault(where / "external_id", f"'{key[1]}' is already in {first.file}:{first.line}", code="M313")
            ids.setdefault(key, where)
            if one is not None and not blamed(linked, target):
                yield from _values(linked, known, one, record, where)


def _values(linked: Linked, known: Known, one: Object, record: Mapping[str, Any], where: Where) -> Iterator[Fault]:
    for name, value in record.items():
        field = one.fields.get(name)
        if field is None:
            if name not in (_WRITABLE if one.parent is None else frozenset()):
                yield from no_field(linked, one, name, (where / name).named(), "")
        elif field.derived:
            yield Fault((where / name).named(), f"{name} is computed", code="M316")
        elif field.type.kind is Kind.ROWS:
            yield from _lines(linked, known, one, name, value, where / name)
        elif isinstance(value, str) and (names := _options(known, one, field)) and value not in names:
            hint = suggestion(value, names) or listed(sorted(names))
            yield Fault(where / name, f"{name}: '{value}' is no option", hint, "M304")


def _options(known: Known, one: Object, field: Field) -> frozenset[str]:
    """Return the names a choice has, read once for all records; none where it is no choice."""
    key = one.name, field.name
    if key not in known:
        known[key] = frozenset(option.name for option in field.type.choices(field))
    return known[key]


def _lines(linked: Linked, known: Known, one: Object, name: str, value: Any, where: Where) -> Iterator[Fault]:
    child = linked.objects.get(one.fields[name].type.targets(one.fields[name])[0])
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        yield Fault(where, f"{name}: lines are a list of records", code="M112")
    elif child is not None:
        for index, row in enumerate(value):
            yield from _values(linked, known, child, row, where / index)
