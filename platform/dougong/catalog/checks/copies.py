"""M213: a copy takes a stored value of the same kind through a link of the record."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, blamed, check, every_field
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Field, Object
from dougong.catalog.report import meant
from dougong.kernel.kinds import Kind


@check("M213")
def copy_leads_nowhere(linked: Linked) -> Iterator[Fault]:
    """Find copies that have nothing to take."""
    for one, field, part in every_field(linked):
        if field.copy is not None and not blamed(linked, *field.copy):
            for message, hint in _wrong(linked, one, field, field.copy):
                yield Fault(part.where / "copy", f"copy of {field.name}: {message}", hint)


def _wrong(linked: Linked, one: Object, field: Field, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield why the first step of `path` leads nowhere; then look at the next from where it leads."""
    link, *rest = path
    through = one.fields.get(link)
    if through is None or through.type.kind is not Kind.LINK or through.virtual:
        yield f"'{link}' is no link of {one.name}", meant(link, one.fields)
        return
    target = linked.objects.get(through.type.targets(through)[0])
    if target is None:
        return                                     # M205 tells
    if len(rest) > 1:
        yield from _wrong(linked, target, field, tuple(rest))
    else:
        yield from _unfit(target, field, rest[0])


def _unfit(target: Object, field: Field, name: str) -> Iterator[tuple[str, str]]:
    """Yield why the value `name` of the target cannot be taken."""
    source = target.field(name)
    if source is None:
        yield f"{target.name} has no field '{name}'", meant(name, target.fields)
    elif not source.stored:
        yield f"{target.name}.{name} is not stored", ""
    elif source.type.kind is not field.type.kind:
        yield f"{target.name}.{name} is of type {source.type.key}, this field of type {field.type.key}", ""
