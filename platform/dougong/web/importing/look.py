"""The third step of an import, what would come of it, and the fourth, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.records.jobs import Job, Jobs
from dougong.records.transfer.importing import counted
from dougong.records.transfer.judging import OPEN, VERDICTS
from dougong.records.transfer.mapping import SAME_ROW
from dougong.web import links
from dougong.web.cell import shown
from dougong.web.importing.frame import Around, around
from dougong.web.importing.mending import Cure, Mender
from dougong.web.known import value_of
from dougong.web.scene import Scene
from dougong.web.shell import Pick, pressed

#: Documents on a page of the preview, and columns of the file beside them.
PAGE: Final = 100
MOST_COLUMNS: Final = 7
TONES: Final = {"create": "pine", "update": "blue", "same": "gray", "conflict": "ochre", "reject": "cinnabar"}
ICONS: Final = {"create": "plus", "update": "pencil", "same": "list-check", "conflict": "git-compare", "reject": "x"}


@dataclass(frozen=True, slots=True)
class Total:
    """How many documents have a verdict; a click shows them."""

    verdict: str
    label: str
    count: str
    note: str
    icon: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A header of the file, over its cells: numbers stand at the right."""

    text: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A cell of the file; `old` is what the record holds now, `wrong` tints it."""

    text: str
    old: str = ""
    wrong: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A document: its first row, its verdict, its cells, and what is to be done about it."""

    number: int
    verdict: str
    label: str
    tone: str
    icon: str
    cells: tuple[SeenCell, ...]
    cures: tuple[Cure, ...]
    decide: tuple[Pick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPage(Around):
    """What would come of it, or what came of it."""

    made: bool
    totals: tuple[Total, ...]
    heads: tuple[Head, ...]
    rows: tuple[SeenRow, ...]
    more: str
    check: str
    run: str
    run_label: str
    blocked: str
    back: str
    undo: str
    refused: str
    refused_label: str
    skip: bool
    note: str

    @property
    def mends(self) -> bool:
        """Return whether a cell of this page can be typed over."""
        return any(cure.cell for row in self.rows for cure in row.cures)


def look_page(scene: Scene, jobs: Jobs, job: Job, show: str, after: int) -> LookPage:
    """Return the third step, or the fourth once records were made; documents that need a person come first."""
    made = job.said["phase"] == "run" and job.state == "done"
    found = counted(jobs, job.id, made=made)
    wanted = [show] if show in VERDICTS else list(OPEN) if sum(found[word] for word in OPEN) else list(VERDICTS)
    rows = jobs.rows(job.id, after, PAGE, wanted)
    at = [place for place, path in enumerate(job.said["columns"]) if path and path != SAME_ROW][:MOST_COLUMNS]
    ready, left = found["create"] + found["update"], sum(found[word] for word in OPEN)
    here = links.job("imports", job.id)
    skip = job.said.get("mode") == "skip"
    thing = scene.context.object(job.said["object"])
    mender = Mender(scene, thing, job, made=made)
    return LookPage(
        **around(scene, job, 4 if made else 3), made=made,
        totals=tuple(_total(scene, job, word, found[word], show) for word in VERDICTS),
        heads=tuple(Head(job.said["headers"][place], _numeric(scene, thing, job.said["columns"][place]))
                    for place in at),
        rows=tuple(_row(scene, job, row, at, mender) for row in rows),
        check="" if made else f"{here}/check",
        more=links.job("imports", job.id, pairs=[("show", show), ("after", str(rows[-1]["row"]))])
        if len(rows) == PAGE else "",
        run=f"{here}/run", run_label=scene.say("import.run", n=f"{ready:,}"),
        blocked="" if ready + found["conflict"] else scene.say("import.nothing_left"), back=f"{here}?step=columns",
        undo=f"{here}/undo" if made and ready else "", refused=f"{here}/refused" if left else "",
        refused_label=scene.say("import.refused", n=f"{left:,}"), skip=skip or bool(left),
        note=scene.say("import.made", n=f"{ready:,}") if made else scene.say("import.left", n=f"{left:,}") if left
        else scene.say("import.all_good"))


def _total(scene: Scene, job: Job, word: str, count: int, show: str) -> Total:
    match = job.said.get("match", "")
    thing = scene.context.object(job.said["object"])
    known = scene.field(thing, match) if match else None
    note = scene.say("import.matched", name=scene.label(known)) if word == "update" and known else \
        scene.say(f"import.note_{word}")
    return Total(word, scene.say(f"import.{word}"), f"{count:,}", note, ICONS[word],
                 links.job("imports", job.id, pairs=[("show", word)]), show == word)


def _row(scene: Scene, job: Job, row: Mapping[str, Any], at: Sequence[int], mender: Mender) -> SeenRow:
    told, word = row["told"], row["verdict"]
    errors = told.get("errors", ())
    wrong = {each["at"][1] for each in errors if each.get("at") and each["at"][0] == row["row"]}
    cells = row["cells"][0][1] if row["cells"] else []
    thing = scene.context.object(job.said["object"])
    seen = tuple(_cell(scene, thing, job.said["columns"][place], cells[place] if place < len(cells) else "",
                       told.get("changes", {}), wrong=place in wrong) for place in at)
    cures = tuple(mender.cure(row, each) for each in errors)
    decided = job.said.get("decided", {}).get(str(row["row"]), "")
    decide = tuple(Pick(each, scene.say(f"import.use_{each}"), pressed(held=decided == each))
                   for each in ("file", "keep")) if word == "conflict" else ()
    return SeenRow(row["row"], word, scene.say(f"import.{word}"), TONES[word], ICONS[word], seen, cures, decide)


def _cell(scene: Scene, thing: Object, path: str, text: str, changes: Mapping[str, Sequence[Any]], *,
          wrong: bool) -> SeenCell:
    known = scene.field(thing, path)
    old = ""
    if known is not None and path in changes and changes[path][0] is not None:
        old = shown(scene, known, value_of(known, changes[path][0]))
    return SeenCell(text[:80], old, wrong, _numeric(scene, thing, path))


def _numeric(scene: Scene, thing: Object, path: str) -> bool:
    known = scene.field(thing, path)
    return known is not None and known.type.align == "right"
