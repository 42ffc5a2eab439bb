"""M309: the parts of a number are there before the number is taken, and dates say what of them counts."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, blamed, check, every_object, unkept
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Object
from dougong.catalog.report import meant
from dougong.kernel.kinds import Kind

_DATES = frozenset({Kind.DATE, Kind.MOMENT})
_PLAIN = frozenset({Kind.TEXT, Kind.NUMBER})


@check("M309")
def number_can_number(linked: Linked) -> Iterator[Fault]:
    """Find fields that cannot be part of a number."""
    for one, raw in every_object(linked):
        for part in one.number.parts if one.number is not None else ():
            if isinstance(part, tuple) and part[0] == "field" and not blamed(linked, part[1]):
                why = _wrong(one, part[1], part[2])
                if why:
                    yield Fault(raw.where / "number" / "pattern", f"number: {why}", meant(part[1], one.fields))


def _wrong(one: Object, name: str, form: str) -> str | None:
    field = one.system.get(name) if name == "created_at" else one.fields.get(name)
    why = unkept(one, name, field)
    if why is not None or field is None:
        return why
    if field.type.kind in _DATES and not form:
        return f"{name} is a date: say what of it counts, as in {{{name}:%Y%m}}"
    if field.type.kind not in _DATES and form:
        return f"{name} is no date and takes no format"
    if field.type.kind not in _DATES | _PLAIN:
        return f"{name} is of type {field.type.key}, which cannot be part of a number"
    if name in one.fields and field.required is not True and field.default is None:
        return f"{name} may be empty; make it required"
    return None
