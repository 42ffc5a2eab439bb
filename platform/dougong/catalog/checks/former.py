"""M318: a former name that is still in use says two things at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dougong.catalog.checks.inspection import Fault, check, every_object
from dougong.catalog.linking.link import Linked
from dougong.catalog.reading.document import Where


@check("M318")
def former_names_are_free(linked: Linked) -> Iterator[Fault]:
    """Find `was:` that names what is still there under that name: chains and loops of renames among them. Its own
    name is allowed: it brings back what was dropped."""
    objects = {name: (raw.body, raw.where) for name, raw in linked.draft.objects.items()}
    yield from _taken("object", objects, objects)
    for _, raw in every_object(linked):
        for kind, parts in (("field", raw.fields), ("check", raw.checks), ("unique", raw.uniques)):
            yield from _taken(kind, {name: (part.body, part.where) for name, part in parts.items()}, parts)


def _taken(kind: str, parts: Mapping[str, tuple[Mapping[str, Any], Where]], there: Iterable[str]) -> Iterator[Fault]:
    names = set(there)
    claimed: dict[str, str] = {}
    for name, (body, where) in parts.items():
        former = body.get("was")
        if former is None:
            continue
        if former != name and former in names:
            yield Fault(where / "was", f"{kind} {name} was {former}, but there is a {kind} {former} still")
        elif former in claimed:
            yield Fault(where / "was", f"{kind} {name} was {former}, and so was {claimed[former]}")
        claimed.setdefault(former, name)
