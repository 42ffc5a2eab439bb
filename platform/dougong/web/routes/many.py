"""What came of a change of many records, each on its own; and taking it back where nobody has changed them since."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request

from dougong.catalog.model import Object
from dougong.kernel.errors import AppError, FieldError, Malformed
from dougong.kernel.messages import say
from dougong.kernel.number import whole_number
from dougong.records.asof.version import putting_back
from dougong.records.named import called, heading
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.answer import page
from dougong.web.entry import applied
from dougong.web.record.fault import faults_of
from dougong.web.record.inputs import Choice, Input
from dougong.web.record.sharing import Asks
from dougong.web.routes.ticked import MOST
from dougong.web.scene import Scene

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A record that was ticked, and what came of it: done, skipped, and why."""

    id: str
    title: str
    href: str
    done: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """How what was done is taken back: which verb it was, the field it changed ("" for none), and each record with the
    version it made, as 5:12,6:3."""

    was: str
    field: str
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPage:
    """What shall be done to many records, or what was."""

    title: str
    href: str
    back: str
    ids: str
    count: str
    act: str = "edit"
    fields: tuple[Choice, ...] = ()
    input: Input | None = None
    inputs: tuple[Input, ...] = ()
    question: str = ""
    apply: str = ""
    along: tuple[Choice, ...] = ()
    share: Asks | None = None
    faults: tuple[str, ...] = ()
    told: str = ""
    results: tuple[Chosen, ...] = ()
    undo: Undo | None = None


def done(shown: Scene, thing: Object, rows: Iterable[Row], back: str, wanted: Change) -> Response:
    """Change record by record as is `wanted`, each on its own, and show what came of each: those skipped first."""
    results, versions = _each(shown, thing, rows, lambda row: replace(wanted, id=row["id"], version=row["version"]))
    title = shown.say("bulk.done_title", what=shown.inside(shown.plural(thing)))
    return _told(shown, thing, title, results, back, _way_back(shown, thing, wanted, versions))


def undone(shown: Scene, thing: Object) -> Response:
    """Take back what was done to many records, save where somebody has changed one since, and show what came of each;
    raises Malformed where the form does not say what."""
    was, field = request.form.get("_was", ""), request.form.get("_field", "")
    if was not in {"archive", "update"} or (was == "update" and shown.field(thing, field) is None):
        raise Malformed
    made = list(_made(request.form.get("_made", "")))
    named = called(shown.context, ((thing.name, id) for id, _ in made))
    rows = [{"id": id, "version": version, "title": named[thing.name, id]}
            for id, version in made if (thing.name, id) in named]

    def back(row: Row) -> Change:
        if was == "archive":
            return Change(object=thing.name, verb="restore", id=row["id"], version=row["version"], strict=True)
        before = putting_back(shown.context, thing.name, row["id"], row["version"] - 1, [field])
        return replace(before, version=row["version"], strict=True)
    results, _ = _each(shown, thing, rows, back)
    title = shown.say("bulk.undone_title", what=shown.inside(shown.plural(thing)))
    return _told(shown, thing, title, results, links.inside(request.form.get("_back", links.list_of(thing.name))))


def _each(shown: Scene, thing: Object, rows: Iterable[Row],
          make: Callable[[Row], Change]) -> tuple[list[Chosen], dict[int, int]]:
    """Return what came of each record, and the versions that were made."""
    found, versions = list[Chosen](), dict[int, int]()
    for row in rows:
        why = ""
        try:
            made = applied(make(row)).version
            if made != row["version"]:
                versions[row["id"]] = made
        except AppError as error:
            why = _why(shown, thing, error)
        found.append(Chosen(str(row["id"]), heading(row),
                            links.record(thing.name, row["id"]), not why, why))
    return found, versions


def _told(shown: Scene, thing: Object, title: str, found: list[Chosen], back: str,
          undo: Undo | None = None) -> Response:
    n = sum(each.done for each in found)
    model = BulkPage(
        title=title, href=links.bulk(thing.name), back=back, ids="",
        count=shown.say("list.count", n=f"{len(found):,}"), results=tuple(sorted(found, key=lambda each: each.done)),
        told=shown.say("bulk.told", n=f"{n:,}", left=f"{len(found) - n:,}"), undo=undo)
    return page("bulk", model, title=model.title, current=thing.name, back=back)


def _way_back(shown: Scene, thing: Object, wanted: Change, versions: Mapping[int, int]) -> Undo | None:
    """Return how to take a change back, None where it cannot be: a transition has its own ways, whose a record is is
    given anew, and without a history nobody knows what was there."""
    made = ",".join(f"{id}:{version}" for id, version in versions.items())
    if not made or wanted.transition:
        return None
    if wanted.verb == "archive":
        return Undo("archive", "", made) if shown.may(thing, "restore") else None
    if wanted.verb != "update" or not thing.history or len(wanted.values) != 1:
        return None
    return Undo("update", next(iter(wanted.values)), made)


def _made(text: str) -> Iterator[tuple[int, int]]:
    for each in text.split(",")[:MOST]:
        id, _, version = each.partition(":")
        known, of = whole_number(id), whole_number(version)
        if known and of and of > 1:
            yield known, of


def _why(shown: Scene, thing: Object, error: AppError) -> str:
    errors = error.errors or (FieldError("", error.code, error.params),)
    return " · ".join(each.text for each in faults_of(shown, thing, errors)) or say(error.code, shown.lang)
