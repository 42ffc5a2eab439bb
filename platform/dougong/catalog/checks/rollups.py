"""M205, M206, M215, M320: a rollup looks at records below that point here, and holds what it says."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, blamed, check, every_field
from dougong.catalog.checks.links import reached
from dougong.catalog.checks.sorting import ranks
from dougong.catalog.linking.derive import FLEETING
from dougong.catalog.linking.link import Linked
from dougong.catalog.linking.rollups import ON_READ, expressions
from dougong.catalog.model import Expression, Field, Object, Rollup
from dougong.catalog.reading.document import Where
from dougong.catalog.report import meant
from dougong.kernel.kinds import Kind

_HELD = frozenset({Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.MOMENT, Kind.TIME})
_COUNTING = frozenset({"sum", "count", "avg"})
_ADDING = frozenset({"sum", "count"})
_LATEST = "latest"


@check("M320")
def rollups_fit(linked: Linked) -> Iterator[Fault]:
    """Find rollups of nothing, through nothing, of the wrong kind, or stored where they could not be kept true."""
    for one, field, part in every_field(linked):
        if "rollup" not in part.body:
            continue
        where, of = part.where / "rollup", part.body["rollup"]["of"]
        yield from reached(linked, of, part.pack, where / "of")
        child = linked.objects.get(of)
        if child is not None and not blamed(linked, of):
            yield from _through(linked, one, field, child, part.body["rollup"]["via"], where)
            yield from _held(field, where)
            yield from _ordered(linked, field, child, where)
            yield from _kept(linked, field, where)


def _through(linked: Linked, one: Object, field: Field, child: Object, via: str, where: Where) -> Iterator[Fault]:
    link = child.fields.get(via)
    if blamed(linked, via):
        return
    if link is None and via == "parent" and child.parent == one.name:
        yield Fault(where / "via", f"rollup of {field.name}: {child.name} are lines of {one.name}",
                    "write a formula over the lines", "M215")
    elif link is None or not _points(link, one):
        yield Fault(where / "via", f"rollup of {field.name}: '{via}' is no link of {child.name} to {one.name}",
                    meant(via, child.fields), "M215")


def _points(link: Field, one: Object) -> bool:
    """Return whether a field of the other object holds the id of one record of `one`."""
    if link.virtual or link.type.storage != "columns":
        return False
    if link.type.kind is Kind.LINK:
        return one.name in link.type.targets(link)
    named = link.type.targets(link)
    return len(link.type.columns(link)) > 1 and one.parent is None and (not named or one.name in named)


def _held(field: Field, where: Where) -> Iterator[Fault]:
    rollup, kind = field.rollup, field.type.kind
    if rollup is None:
        return
    held = _HELD | {Kind.FLAG} if rollup.function == _LATEST else _HELD
    if kind not in held or field.type.storage != "columns" or (rollup.function in _COUNTING and
                                                                kind is not Kind.NUMBER):
        yield Fault(where / "take", f"rollup of {field.name}: a field of type {field.type.key} holds no "
                    f"{rollup.function}")


def _ordered(linked: Linked, field: Field, child: Object, where: Where) -> Iterator[Fault]:
    """Yield what is wrong with the order that tells the latest: a stored rollup hears of the record's own alone."""
    rollup = field.rollup
    if rollup is None or not rollup.order:
        return
    if rollup.function != _LATEST:
        yield Fault((where / "order").named(), f"rollup of {field.name}: order means nothing without latest(…)")
        return
    yield from ranks(linked, child, rollup.order, where / "order", own=rollup.mode != ON_READ)


def _kept(linked: Linked, field: Field, where: Where) -> Iterator[Fault]:
    """Yield why a mode cannot keep the rollup true: a stored one hears only of changes of the records themselves."""
    rollup = field.rollup
    if rollup is None:
        return
    for key, said in (("take", rollup.value), ("where", rollup.where)):
        if said is not None and "old" in said.checked.uses:
            yield Fault(where / key, f"rollup of {field.name}: a record that is looked at has no `old`")
    if rollup.mode == ON_READ:
        return
    if rollup.mode == "delta" and rollup.function not in _ADDING:
        yield Fault(where / "mode", f"rollup of {field.name}: a {rollup.function} cannot be kept by differences",
                    "mode: recompute")
    if any(_wanders(linked, rollup, said) for said in expressions(rollup)):
        yield Fault(where / "mode", f"rollup of {field.name}: mode {rollup.mode} reads stored fields of {rollup.of} "
                    "alone", "mode: on_read")


def _wanders(linked: Linked, rollup: Rollup, said: Expression) -> bool:
    """Return whether an expression reads what may change without the record being written."""
    child = linked.objects[rollup.of]
    fields = [child.field(path[0]) for path in said.checked.paths]
    return bool(FLEETING & said.checked.uses) or bool(said.checked.rows) or \
        any(len(path) > 1 for path in said.checked.paths) or \
        any(field is not None and (not field.stored or field.moves) for field in fields)
