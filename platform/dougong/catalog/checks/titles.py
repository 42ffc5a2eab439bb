"""M307: a title is stored with its record, so it is made of own stored values that read as text."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, blamed, check, every_object, unkept
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Object
from dougong.catalog.report import meant
from dougong.kernel.kinds import Kind

_KINDS = frozenset({Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.MOMENT, Kind.TIME})
_ENGINE = frozenset({"number", "line_no", "created_at"})


@check("M307")
def title_is_stored(linked: Linked) -> Iterator[Fault]:
    """Find titles with fields that cannot be in them."""
    for one, raw in every_object(linked):
        if "title" not in raw.body:
            continue
        for part in one.title:
            if isinstance(part, tuple) and not blamed(linked, part[1]) and (why := _wrong(one, part[1])):
                known = (*one.fields, *_ENGINE)
                yield Fault(raw.where / "title", f"title: {why}", meant(part[1], known))


def _wrong(one: Object, name: str) -> str | None:
    if name in _ENGINE:
        return None if name in one.system else f"{one.name} has no {name}"
    field = one.fields.get(name)
    why = unkept(one, name, field)
    if why is not None or field is None:
        return why
    return None if field.type.kind in _KINDS else f"{name} is of type {field.type.key}, which does not read as text"
