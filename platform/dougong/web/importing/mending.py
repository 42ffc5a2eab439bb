"""What is wrong with a cell of an import, and how it is mended on the spot: typed over, or the record most like it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.records.jobs import Job
from dougong.records.transfer.finding import Finder
from dougong.records.transfer.mapping import targets
from dougong.records.transfer.refused import reason
from dougong.records.transfer.sheet import cell_name
from dougong.web.scene import Scene

#: Names of a page for which a record like them is looked for.
MOST_LIKE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """What is wrong, and where it stands in a cell: its name as a spreadsheet has it, its text to be typed over, and
    the record most like it."""

    told: str
    cell: str = ""
    text: str = ""
    label: str = ""
    like: str = ""
    like_label: str = ""


class Mender:
    """Finds the cures of one page of an import; what was `made` is mended no more."""

    def __init__(self, scene: Scene, thing: Object, job: Job, *, made: bool) -> None:
        self._scene, self._job, self._made = scene, job, made
        self._known = {} if made else targets(scene.context, thing)
        self._finder, self._left = Finder(scene.context), MOST_LIKE

    def cure(self, row: Mapping[str, Any], fault: Mapping[str, Any]) -> Cure:
        """Return what is wrong and how it is mended."""
        number, at = fault.get("at") or (0, None)
        headers = self._job.said["headers"]
        at = len(headers) if at is None else at
        named = headers[at] if at < len(headers) else (fault.get("label") or {}).get(self._scene.lang, "")
        why = reason(fault, self._scene.lang)
        told = self._scene.say("import.in_column", name=named, why=why) if named else why
        if at >= len(headers) or self._made or row["verdict"] != "reject":
            return Cure(told=told)
        cells: list[str] = next((cells for line, cells in row["cells"] if line == number), [])
        text = cells[at] if at < len(cells) else ""
        like = self._like(at, text) if fault["code"] == "pick_none" else ""
        return Cure(told=told, cell=cell_name(number, at), text=text, like=like,
                    label=self._scene.say("import.mend", name=cell_name(number, at)),
                    like_label=self._scene.say("import.like", name=like) if like else "")

    def _like(self, at: int, text: str) -> str:
        """Return the title of the record most like what a cell names, as long as few are asked for."""
        target = self._known.get(self._job.said["columns"][at])
        aims = target.field.type.targets(target.field) if target else ()
        if len(aims) != 1 or not text or self._left == 0:
            return ""
        self._left -= 1
        return self._finder.like(aims[0], text)
