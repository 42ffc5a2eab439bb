"""Stored rollups: what the changes of one unit mean for the records they point to, and pointed to before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from dougong.catalog.model import Catalog, Field, Object, Rollup
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError
from dougong.fields.any_link import AnyLink
from dougong.fields.base import Convert
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import FieldError, Refused

if TYPE_CHECKING:
    from dougong.records.writing.draft import Draft
    from dougong.records.writing.work import Work

#: Records a rollup of mode recompute may look at: beyond, every change of one of them would take too long.
CROWD: Final = 10_000

Closure = Callable[[Env], Any]
Image = Mapping[str, Any]
#: Object and id of a record that says rollups.
Key = tuple[str, int]
#: The record moved: its object, its image before and after (None: not there, or in the bin).
Moved = tuple[str, Image | None, Image | None]
_ONE: Final = Decimal(1)
_NONE: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Watch:
    """A stored rollup as the records it looks at see it: the object and field that say it, and its closures."""

    object: str
    field: Field
    rollup: Rollup
    value: Closure | None
    where: Closure | None
    settle: Convert
    order: tuple[str, ...] = ()                # what, beside the value, decides which record is the latest


@dataclass(frozen=True, slots=True)
class Share:
    """What one record means to one rollup: the record it points to, what it adds or says there, and its place in the
    order of a latest."""

    id: int
    value: Any
    place: tuple[Any, ...] = ()


def watches(catalog: Catalog) -> Mapping[str, tuple[Watch, ...]]:
    """Return the stored rollups that look at each object; an object nobody looks at is not there."""
    found: dict[str, tuple[Watch, ...]] = {}
    for object in catalog.objects.values():
        for field in stored(object):
            assert field.rollup is not None          # noqa: S101 - `stored` gives no other
            found[field.rollup.of] = (*found.get(field.rollup.of, ()), _watch(object, field, field.rollup))
    return found


def stored(object: Object) -> list[Field]:
    """Return the rollups of an object that are kept in columns."""
    return [field for field in object.fields.values() if field.rollup is not None and not field.virtual]


def moving(object: Object) -> tuple[str, ...]:
    """Return the stored formulas of an object that look at rollups."""
    return tuple(field.name for field in object.fields.values() if field.moves and field.formula is not None)


def looks_at(field: Field, lines: Object) -> bool:
    """Return whether a formula of an owner reads what moves of its lines."""
    read = () if field.formula is None else field.formula.checked.rows.get(lines.parent_field or "", ())
    return any(found.moves for path in read if (found := lines.field(path[0])) is not None)


def blank(field: Field) -> Any:
    """Return what a rollup says of no records."""
    nothing = None if field.rollup is None else field.rollup.nothing
    settle = _rounding(field)
    return nothing if nothing is None or settle is None else settle(Decimal(nothing))


def note(work: "Work", draft: "Draft") -> None:
    """Note what became of the lines of a record; of the record itself `Work.touched` tells."""
    was, stays = _lives(draft.old), _lives(draft.values)
    for lines in draft.rules.lines:
        object, name = lines.rules.object.name, lines.field.name
        if object in work.context.plans.watches:
            for row in draft.lines.get(name, ()):
                work.moved.append((object, row.old if was else None, row.values if stays else None))
            work.moved.extend((object, old if was else None, None) for old in draft.removed.get(name, ()))


def share(watch: Watch, image: Image | None) -> Share | None:
    """Return what a record means to a rollup; None when it is not there, in the bin, points elsewhere or not counts."""
    if image is None or not _lives(image):
        return None
    pointed: Any = image.get(watch.rollup.via)
    if isinstance(pointed, AnyLink):
        pointed = pointed.id if pointed.object == watch.object else None
    env = Env(values=image)
    if pointed is None or (watch.where is not None and not watch.where(env)):
        return None
    if watch.value is None:
        return Share(pointed, watch.settle(_ONE) if watch.settle else 1)
    return Share(pointed, _value(watch, env), tuple(image.get(name) for name in watch.order))


def _value(watch: Watch, env: Env) -> Any:
    """Return what one record gives, rounded half-up to the field's places; nothing adds nothing."""
    assert watch.value is not None          # noqa: S101 - count() has none, and is told before
    try:
        value = watch.value(env)
        value = _NONE if value is None and watch.rollup.mode == "delta" else value
        return value if value is None or watch.settle is None else watch.settle(value)
    except (Unclear, ExpressionError) as error:
        told = error.params if isinstance(error, Unclear) else {}
        params = {**told, "object": watch.object, "field": watch.field.name}
        raise Refused(errors=[FieldError("", error.code, params)]) from None


def _watch(object: Object, field: Field, rollup: Rollup) -> Watch:
    return Watch(object.name, field, rollup,
                 None if rollup.value is None else closure(rollup.value.checked),
                 None if rollup.where is None else closure(rollup.where.checked), _rounding(field),
                 tuple(key.removeprefix("-") for key in rollup.order))


def _rounding(field: Field) -> Convert:
    """Return what rounds to the field's places; its bounds are for what people type."""
    options = {key: value for key, value in field.options.items() if key not in {"min", "max"}}
    return field.type.settle(replace(field, options=options))


def _lives(image: Image | None) -> bool:
    return image is not None and image.get("archived_at") is None
