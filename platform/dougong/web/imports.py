"""The four steps of an import as people see them: choose a file, say what its columns mean, look, import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.kernel.messages import say
from dougong.records.jobs import Job, Jobs
from dougong.records.transfer.csv_file import DELIMITERS
from dougong.records.transfer.encoding import ENCODINGS
from dougong.records.transfer.importing import counted
from dougong.records.transfer.judging import OPEN, VERDICTS
from dougong.records.transfer.mapping import SAME_ROW, Target, match_keys, targets
from dougong.records.transfer.sheet import column_name
from dougong.web import links
from dougong.web.cell import shown
from dougong.web.known import value_of
from dougong.web.mending import Cure, Mender
from dougong.web.scene import Scene
from dougong.web.shell import Pick

#: Documents on a page of the preview, and columns of the file beside them.
PAGE: Final = 100
MOST_COLUMNS: Final = 7
TONES: Final = {"create": "pine", "update": "blue", "same": "gray", "conflict": "ochre", "reject": "cinnabar"}
ICONS: Final = {"create": "plus", "update": "pencil", "same": "list-check", "conflict": "git-compare", "reject": "x"}


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps."""

    label: str
    done: bool
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What every step shows: what is imported, from which file, and where to."""

    title: str
    object: str
    list_href: str
    file: str
    steps: tuple[Step, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An import of before."""

    href: str
    name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(Around):
    """Choosing a file."""

    action: str
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the file: its letter and header, what its first cells hold, and what it may mean."""

    letter: str
    header: str
    sample: str
    choices: tuple[Pick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsPage(Around):
    """Saying what the columns mean."""

    action: str
    again: str
    columns: tuple[ColumnRow, ...]
    matches: tuple[Pick, ...]
    encodings: tuple[Pick, ...]
    delimiters: tuple[Pick, ...]
    sheets: tuple[Pick, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitPage(Around):
    """A job under way."""

    done: str
    share: int
    cancel: str
    state: str


def around(scene: Scene, job: Job, step: int, problem: str = "") -> dict[str, Any]:
    """Return what every step shows of an import."""
    thing, said = scene.context.object(job.said["object"]), job.said
    encoding = "" if said.get("kind") == "xlsx" else said.get("encoding", "").upper()
    parts = [said["name"], said.get("sheet", ""), encoding]
    return {"title": scene.say(f"import.step{step}"), "object": scene.plural(thing),
            "list_href": links.list_of(thing.name), "file": " · ".join(filter(None, parts)),
            "steps": _steps(scene, step), "problem": problem or failed(scene, job)}


def start_page(scene: Scene, thing: Object, jobs: Sequence[Job], problem: str = "") -> StartPage:
    """Return the first step, with this person's imports of the object."""
    mine = [job for job in jobs if job.said.get("object") == thing.name and job.said.get("headers")]
    earlier = tuple(Earlier(links.job("imports", job.id), job.said["name"], _state(scene, job)) for job in mine)
    return StartPage(title=scene.say("import.step1"), object=scene.plural(thing), list_href=links.list_of(thing.name),
                     file="", steps=_steps(scene, 1), problem=problem, action=links.import_of(thing.name),
                     earlier=earlier)


def columns_page(scene: Scene, job: Job, problem: str = "") -> ColumnsPage:
    """Return the second step."""
    thing, said = scene.context.object(job.said["object"]), job.said
    known = targets(scene.context, thing)
    sample = said.get("sample", [])
    rows = tuple(ColumnRow(column_name(at), header or column_name(at),
                           " · ".join(row[at] for row in sample if at < len(row) and row[at])[:60],
                           _choices(scene, thing, known, said["columns"][at]))
                 for at, header in enumerate(said["headers"]))
    keys = [name for name in match_keys(thing) if name in known]
    matches = (Pick("", scene.say("import.match_none"), _flag(chosen=not said.get("match"))), *(
        Pick(name, scene.label(known[name].field), _flag(chosen=said.get("match") == name)) for name in keys))
    text = said.get("kind") != "xlsx"
    return ColumnsPage(
        **around(scene, job, 2, problem), action=links.job("imports", job.id, "check"),
        again=links.job("imports", job.id, "look"), columns=rows, matches=matches,
        encodings=tuple(Pick(each, each.upper(), _flag(chosen=each == said["encoding"])) for each in ENCODINGS)
        if text else (),
        delimiters=tuple(Pick(each, scene.say(f"import.delimiter{at}"), _flag(chosen=each == said["delimiter"]))
                         for at, each in enumerate(DELIMITERS)) if text else (),
        sheets=tuple(Pick(each, each, _flag(chosen=each == said["sheet"])) for each in said.get("sheets", ())))


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


def wait_page(scene: Scene, job: Job) -> WaitPage:
    """Return how far an import is."""
    return WaitPage(**around(scene, job, 4 if job.said["phase"] == "run" else 3),
                    done=scene.say("import.rows_done", n=f"{job.done:,}"),
                    share=min(100, job.done * 100 // job.total) if job.total else 0,
                    cancel=links.job("imports", job.id, "cancel"), state=_state(scene, job))


def failed(scene: Scene, job: Job) -> str:
    """Return why a job ended without being done, "" for any other."""
    return say(job.result["code"], scene.lang, **job.result["params"]) if job.state == "failed" else ""


def _steps(scene: Scene, step: int) -> tuple[Step, ...]:
    return tuple(Step(scene.say(f"import.short{at}"), at < step, at == step) for at in (1, 2, 3, 4))


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
    decide = tuple(Pick(each, scene.say(f"import.use_{each}"), _flag(chosen=decided == each))
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


def _choices(scene: Scene, thing: Object, known: Mapping[str, Target], chosen: str) -> tuple[Pick, ...]:
    found = [Pick("", scene.say("import.leave_out"), _flag(chosen=not chosen))]
    if chosen == SAME_ROW:
        found.append(Pick(SAME_ROW, scene.say("import.same_row"), _flag(chosen=True)))
    for path, target in known.items():
        label = scene.label(target.field)
        if target.lines:
            label = f"{scene.label(thing.fields[target.lines])} › {label}"
        found.append(Pick(path, label, _flag(chosen=path == chosen)))
    return tuple(found)


def _state(scene: Scene, job: Job) -> str:
    phase = job.said.get("phase", "")
    return scene.say("import.state_checked" if job.state == "done" and phase == "check" else
                     "import.state_undone" if job.state == "done" and phase == "undo" else f"import.state_{job.state}")


def _flag(*, chosen: bool) -> str:
    return "true" if chosen else "false"
