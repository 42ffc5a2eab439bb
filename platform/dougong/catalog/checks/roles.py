"""M205, M206, M333: grants are about what is there, and roles include roles, in no circle."""

from collections.abc import Iterator, Mapping
from typing import Final

from dougong.catalog.checks.inspection import Fault, blamed, check
from dougong.catalog.checks.links import reached
from dougong.catalog.linking.link import Linked
from dougong.catalog.linking.roles import ALL, closed, is_company_s
from dougong.catalog.model import Object, Role
from dougong.catalog.reading.document import Document, Where
from dougong.kernel.kinds import Kind
from dougong.kernel.names import suggestion

#: What may be done with records others share.
SHARED: Final = frozenset({"read", "update", "export", "print"})


@check("M333")
def roles_fit(linked: Linked) -> Iterator[Fault]:
    """Find grants on what is not there, twice named ones, roles without words, and circles."""
    seen: set[tuple[str, str]] = set()
    named: set[str] = set()
    for document in linked.draft.roles:
        role = linked.roles[document.body["name"]]
        if role.name not in named and "label" not in document.body:
            yield Fault(document.at(), "key 'label' is missing", code="M111")
        named.add(role.name)
        yield from _included(linked, role, document)
        for name in document.body.get("grants", {}):
            where = document.at("grants", name)
            if (role.name, name) in seen:
                yield Fault(where.named(), f"role {role.name} already has a grant {name}", "call it otherwise", "M204")
            seen.add((role.name, name))
            yield from _grant(linked, document, where)


def _included(linked: Linked, role: Role, document: Document) -> Iterator[Fault]:
    for index, name in enumerate(document.body.get("includes", ())):
        where = document.at("includes", index)
        found = linked.roles.get(name)
        if found is None:
            if not blamed(linked, name):
                yield Fault(where, f"no role '{name}'", suggestion(name, linked.roles))
        elif found.pack not in linked.draft.packs[document.pack].sees:
            yield Fault(where, f"role {name} belongs to pack {found.pack}, which {document.pack} does not require",
                        code="M206")
        elif role.name in closed(linked.roles, frozenset({name})):
            yield Fault(where, f"{role.name} and {name} include each other", "take one of them out")


def _grant(linked: Linked, document: Document, where: Where) -> Iterator[Fault]:
    body = where.value()
    if body["on"] == ALL:
        on = list(linked.objects.values())
    else:
        on = [found for name in body["on"] if (found := linked.objects.get(name)) is not None]
        for index, name in enumerate(body["on"]):
            at = where / "on" / index
            yield from reached(linked, name, document.pack, at)
            owner = linked.objects[name].parent if name in linked.objects else None
            if owner is not None:
                yield Fault(at, f"{name} are lines: their rights are those of {owner}",
                            f"grant {owner}, and say lines.field under fields")
    beyond = sorted(set(body["may"]) - SHARED) if body["scope"] == "shared" else ()
    if beyond:
        yield Fault(where / "may", f"what is shared is read and changed, nothing else: not {', '.join(beyond)}",
                    "say the rest in a grant of another scope")
    without = [one.name for one in on if not is_company_s(one)] if body["scope"] == "company" else ()
    if without and body["on"] != ALL:
        yield Fault(where / "scope", f"{', '.join(without[:3])} has no field 'company' that links to one",
                    "grant it in another scope, or give it the field")
    yield from _fields(linked, body.get("fields", {}), on, where / "fields")
    yield from _transitions(linked, body.get("do", ()), on, where / "do")


def _fields(linked: Linked, said: Mapping[str, str], on: list[Object], where: Where) -> Iterator[Fault]:
    for path in said:
        if not any(_leads(linked, one, path) for one in on) and on and not blamed(linked, *path.split(".")):
            known = on[0].fields if len(on) == 1 else ()
            yield Fault((where / path).named(), f"{', '.join(one.name for one in on[:3])} has no field '{path}'",
                        suggestion(path, known))


def _transitions(linked: Linked, said: str | list[str], on: list[Object], where: Where) -> Iterator[Fault]:
    known = {name for one in on if one.workflow is not None for name in one.workflow.transitions}
    for index, name in enumerate(() if said == ALL else said):
        if name not in known and on and not blamed(linked, name):
            yield Fault(where / index, f"{', '.join(one.name for one in on[:3])} has no transition '{name}'",
                        suggestion(name, known))


def _leads(linked: Linked, one: Object, path: str) -> bool:
    lines, _, name = path.rpartition(".")
    if not lines:
        return one.field(name) is not None
    holder = one.fields.get(lines)
    if holder is None or holder.type.kind is not Kind.ROWS:
        return False
    below = linked.objects.get(holder.type.targets(holder)[0])
    return below is not None and below.field(name) is not None
