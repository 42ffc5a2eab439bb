"""The second step of an import: what the columns of the file mean."""

from collections.abc import Mapping
from dataclasses import dataclass

from dougong.catalog.model import Object
from dougong.records.jobs import Job
from dougong.records.transfer.csv_file import DELIMITERS
from dougong.records.transfer.encoding import ENCODINGS
from dougong.records.transfer.mapping import SAME_ROW, Target, match_keys, targets
from dougong.records.transfer.sheet import column_name
from dougong.web import links
from dougong.web.importing.frame import Around, around
from dougong.web.scene import Scene
from dougong.web.shell import Pick, pressed


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
    matches = (Pick("", scene.say("import.match_none"), pressed(held=not said.get("match"))), *(
        Pick(name, scene.label(known[name].field), pressed(held=said.get("match") == name)) for name in keys))
    text = said.get("kind") != "xlsx"
    return ColumnsPage(
        **around(scene, job, 2, problem), action=links.job("imports", job.id, "check"),
        again=links.job("imports", job.id, "look"), columns=rows, matches=matches,
        encodings=tuple(Pick(each, each.upper(), pressed(held=each == said["encoding"])) for each in ENCODINGS)
        if text else (),
        delimiters=tuple(Pick(each, scene.say(f"import.delimiter{at}"), pressed(held=each == said["delimiter"]))
                         for at, each in enumerate(DELIMITERS)) if text else (),
        sheets=tuple(Pick(each, each, pressed(held=each == said["sheet"])) for each in said.get("sheets", ())))


def _choices(scene: Scene, thing: Object, known: Mapping[str, Target], chosen: str) -> tuple[Pick, ...]:
    found = [Pick("", scene.say("import.leave_out"), pressed(held=not chosen))]
    if chosen == SAME_ROW:
        found.append(Pick(SAME_ROW, scene.say("import.same_row"), pressed(held=True)))
    for path, target in known.items():
        label = scene.label(target.field)
        if target.lines:
            label = f"{scene.label(thing.fields[target.lines])} › {label}"
        found.append(Pick(path, label, pressed(held=path == chosen)))
    return tuple(found)
