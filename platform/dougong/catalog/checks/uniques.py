"""M305: only single values that are stored can be unique and, in a combination, any-links."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, blamed, check, every_field, every_object, unkept
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Field, Object
from dougong.catalog.report import meant
from dougong.kernel.kinds import Kind

_KINDS = frozenset({Kind.TEXT, Kind.NUMBER, Kind.FLAG, Kind.DATE, Kind.MOMENT, Kind.TIME, Kind.LINK})


@check("M305")
def unique_is_stored(linked: Linked) -> Iterator[Fault]:
    """Find uniques over what is unknown, computed when read, or many values."""
    for one, raw in every_object(linked):
        for unique in one.uniques:
            for index, name in enumerate(unique.fields):
                if not blamed(linked, name) and (why := _wrong(one, name)):
                    yield Fault(raw.uniques[unique.name].where / "fields" / index, f"unique {unique.name}: {why}",
                                meant(name, one.fields))
    for _one, field, part in every_field(linked):
        if field.unique and field.stored and not _single(field):
            yield Fault((part.where / "unique").named(), f"field {field.name}: type {field.type.key} cannot be unique")
        elif field.unique and field.moves and field.rollup is None:
            yield Fault((part.where / "unique").named(), f"field {field.name} says a rollup, which moves while the "
                        "record does not")


def _wrong(one: Object, name: str) -> str | None:
    field = one.system.get(name) if name == "parent" else one.fields.get(name)
    why = unkept(one, name, field)
    if why is not None or field is None:
        return why
    return None if _single(field) or _points(field) else f"type {field.type.key} cannot be unique"


def _points(field: Field) -> bool:
    """Return whether a field says of which object it points to a record, and to which."""
    return field.type.storage == "columns" and len(field.type.columns(field)) > 1


def _single(field: Field) -> bool:
    return field.type.kind in _KINDS
