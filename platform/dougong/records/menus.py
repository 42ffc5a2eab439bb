"""Which menu says what of the navigation: groups of one name in several packs join, and each entry has one home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dougong.catalog.compile import drafting
from dougong.catalog.patches import site
from dougong.catalog.reading.source import PackSource
from dougong.records.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Home:
    """Where an entry of the navigation is defined: the menu and the group, and the entries beside it there."""

    menu: str
    group: str
    beside: tuple[str, ...]

    @property
    def path(self) -> str:
        """Return the path of the entries."""
        return f"menus.{self.menu}.groups.{self.group}.entries"


def homes(runtime: Runtime, sources: Sequence[PackSource] | None = None) -> Mapping[tuple[str, str], Home]:
    """Return where each entry is at home, by group and name, in the order of the packs: of these definitions, or of
    those in force."""
    stored = runtime.workshop.stored()
    packs = sources if sources is not None else stored.sources if stored else ()
    draft = drafting(runtime.workshop.shelf, site.layered(packs, site.files_of(packs)))(())
    found: dict[tuple[str, str], Home] = {}
    for document in draft.menus:
        for group, said in document.body["groups"].items():
            beside = tuple(said["entries"])
            found |= {(group, name): Home(str(document.body["name"]), group, beside) for name in beside}
    return found
