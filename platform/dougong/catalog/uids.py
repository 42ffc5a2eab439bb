"""Identity: what a definition is called may change, its uid never does (design section 5)."""

import base64
import secrets
from collections.abc import Iterator, Mapping

from dougong.catalog.model import Catalog
from dougong.catalog.states import Workflow

LENGTH = 12


def make_uid() -> str:
    """Return a new uid: 12 characters of lower-case base32, 60 random bits."""
    return base64.b32encode(secrets.token_bytes(8)).decode().lower()[:LENGTH]


class Uids:
    """Gives every path its uid: the one it has, the one of its former name, or a new one."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._taken: set[str] = set()

    def of(self, path: str, *formers: str) -> str:
        """Return the uid of `path`; `formers` are the paths it may have had under names in `was:`, the likeliest first.

        What was dropped and is still parked stands under `<path>~` and comes back only to who names it in `was:`.
        """
        found = self._given.get(path)
        if found is None:
            asked = (*formers, *(f"{each}~" for each in formers))
            found = next((self._given[each] for each in asked if each in self._given), None)
        if found is None or found in self._taken:
            found = make_uid()
        self._taken.add(found)
        return found


def all_uids(catalog: Catalog) -> Mapping[str, str]:
    """Return the uid of everything in the catalog that has one, by path."""
    found: dict[str, str] = {}
    for one in catalog.objects.values():
        found[f"objects.{one.name}"] = one.uid
        if one.workflow is not None:
            found.update(_of_workflow(one.workflow))
        for field in one.fields.values():
            found[f"objects.{one.name}.fields.{field.name}"] = field.uid
        for check in one.checks:
            found[f"objects.{one.name}.checks.{check.name}"] = check.uid
        for unique in one.uniques:
            found[f"objects.{one.name}.unique.{unique.name}"] = unique.uid
        found.update((f"rules.{rule.name}", rule.uid) for rule in one.rules)
    for view in catalog.views.values():
        found[f"views.{view.name}"] = view.uid
    return found


def _of_workflow(flow: Workflow) -> Iterator[tuple[str, str]]:
    path = f"workflows.{flow.name}"
    yield path, flow.uid
    yield from ((f"{path}.states.{each.name}", each.uid) for each in flow.states.values())
    yield from ((f"{path}.transitions.{each.name}", each.uid) for each in flow.transitions.values())
