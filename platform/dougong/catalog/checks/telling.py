"""What rules tell people: of fields there are, to roles there are, by links that name people."""

from collections.abc import Iterable, Iterator

from dougong.catalog.checks.inspection import Fault, blamed, no_field
from dougong.catalog.linking.link import Linked
from dougong.catalog.linking.scope import USER
from dougong.catalog.linking.telling import spoken
from dougong.catalog.model import Object
from dougong.catalog.reading.document import Where
from dougong.catalog.rule import Action, Telling
from dougong.kernel.kinds import Kind
from dougong.kernel.names import suggestion

#: What names whose a record is.
OWNER = "owner"


def told(linked: Linked, one: Object, action: Action, where: Where) -> Iterator[Fault]:
    """Yield why what an action tells, people or other programs, cannot be told."""
    if action.telling is not None:
        yield from _telling(linked, one, action.telling, where)
    yield from _known(linked, one, action.fields, where / "fields")


def _telling(linked: Linked, one: Object, said: Telling, where: Where) -> Iterator[Fault]:
    """Yield why a message cannot be told, or would say nothing where a field is named."""
    for key, text in (("message", said.message), ("subject", said.subject)):
        yield from _known(linked, one, sorted(spoken(text.values())), where / key)
    if said.role and said.role not in linked.roles and not blamed(linked, said.role):
        yield Fault(where / "to" / "role", f"no role '{said.role}'", suggestion(said.role, linked.roles))
    for key, name in (("field", said.field), ("head_of", said.head_of)):
        if name and name != OWNER:
            yield from _names_people(linked, one, name, where / "to" / key)


def _known(linked: Linked, one: Object, names: Iterable[str], where: Where) -> Iterator[Fault]:
    """Yield which of these fields cannot be told of while a record is written."""
    for name in names:
        field = one.fields.get(name)
        if field is None:
            yield from no_field(linked, one, name, where)
        elif field.virtual or field.type.kind is Kind.ROWS:
            yield Fault(where, f"{name} is not known while {one.name} is written", "name what it is computed of")


def _names_people(linked: Linked, one: Object, name: str, where: Where) -> Iterator[Fault]:
    field = one.fields.get(name)
    if field is None:
        if not blamed(linked, name):
            yield Fault(where, f"{one.name} has no field '{name}'", suggestion(name, [*one.fields, OWNER]), "M207")
        return
    targets = field.type.targets(field)
    if len(targets) != 1 or not (targets[0] == USER or _has_user(linked, targets[0])):
        yield Fault(where, f"{name} of {one.name} names nobody", "name a link to users, or to what has a link to one")


def _has_user(linked: Linked, object: str) -> bool:
    found = linked.objects.get(object)
    return found is not None and any(each.type.storage == "columns" and each.type.targets(each) == (USER,)
                                     for each in found.fields.values())
