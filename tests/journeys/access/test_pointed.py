"""What links lead to is told by title; what may not be seen by the same word as what is not there, and no way to it."""

from dataclasses import dataclass, replace

import pytest

from dougong.access.policy import AdminPolicy, Right
from dougong.catalog.model import Field, Object
from dougong.records.lists.query import Query
from dougong.records.named import called, titles
from dougong.records.reading import select
from dougong.web.cell import cell
from dougong.web.pointed import anywhere, title, with_titles
from dougong.web.record.document import Reader
from dougong.web.record.inputs import Held, said, seen
from dougong.web.record.typed import Line
from dougong.web.scene import Look, Scene
from tests.journeys.access.conftest import Company
from tests.journeys.records.conftest import World

UNSEEN = "Not available"


def scene(world: World) -> Scene:
    return Scene(context=world.context, look=Look(lang="en"), csrf="", here="/")


def read(world: World, wanted: int) -> dict[str, object]:
    asked = Query(object="deal", fields=("id", "before"), titles=True)
    return next(row for row in select(world.context, asked).rows if row["id"] == wanted)


@pytest.mark.req("R008")
def test_a_record_one_may_not_see_is_a_neutral_word_without_a_way_to_it(company: Company) -> None:
    theirs = company.deal("bob", name="Secret deal")
    mine = company.deal("ann", name="Mine", before=theirs["id"])
    ann, admin = (scene(company.as_("ann")), scene(company.admin))
    before = admin.context.object("deal").fields["before"]
    hidden, open_ = (cell(each, before, read(World(each.context), mine["id"])) for each in (ann, admin))
    assert (hidden.text, hidden.href, hidden.hover) == (UNSEEN, "", "")
    assert (open_.text, open_.href) == ("Secret deal", f"/o/deal/{theirs['id']}")
    gone = cell(admin, before, {"before": 999_999, "_titles": {}})
    assert (gone.text, gone.href) == (hidden.text, hidden.href)
    assert title(ann, "deal", theirs["id"]) == title(ann, "deal", 999_999) == ""


@dataclass(frozen=True, slots=True)
class Untitled(AdminPolicy):
    """May do everything, and read no title."""

    fingerprint: str = "untitled"

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        return None if name == "title" else AdminPolicy.field(self, object, name, right)


def test_a_record_whose_title_one_may_not_read_goes_by_its_number(company: Company) -> None:
    made, context = company.deal("bob", name="Untold")["id"], company.admin.context
    untitled = replace(context, actor=replace(context.actor, policy=Untitled()))
    assert titles(context, "deal", [made]) == {made: "Untold"}
    assert titles(untitled, "deal", [made, 999_999]) == {made: f"#{made}"}
    assert called(untitled, [("deal", made)]) == {("deal", made): f"#{made}"}


def test_a_form_keeps_the_record_it_does_not_name(company: Company) -> None:
    theirs = company.deal("bob")
    ann = scene(company.as_("ann"))
    before = ann.context.object("deal").fields["before"]
    held = Held(row={"before": theirs["id"], "_titles": {}})
    assert said(ann, before, held) == UNSEEN
    line = Line("", {"before": [UNSEEN]}, {"before.id": str(theirs["id"]), "before.was": UNSEEN})
    assert seen(ann, before, held) == line.said("before")       # untouched: nothing is sent


def test_an_any_link_is_told_by_the_title_of_what_it_leads_to(company: Company) -> None:
    theirs, mine = company.deal("bob", name="Theirs"), company.deal("ann", name="Of ann")
    about = company.admin.context.object("file").fields["about"]
    rows = [{"about": {"object": "deal", "id": each["id"]}} for each in (theirs, mine)]
    for who, told in (("admin", ["Theirs", "Of ann"]), ("ann", [UNSEEN, "Of ann"])):
        at = scene(company.admin if who == "admin" else company.as_(who))
        cells = [cell(at, about, row) for row in with_titles(at, [about], rows)]
        assert [each.text for each in cells] == told
        assert [bool(each.href) for each in cells] == [text != UNSEEN for text in told]
        assert cells[1].hover == "Deal · Of ann"


def test_an_any_link_is_found_by_what_one_types(company: Company) -> None:
    name = company.admin.name("Findable")
    made, admin, ann = company.deal("bob", name=name), scene(company.admin), scene(company.as_("ann"))
    about = company.admin.context.object("file").fields["about"]
    assert [(hit.object, hit.id) for hit in anywhere(admin, about, name)] == [("deal", made["id"])]
    assert anywhere(ann, about, name) == []

    def typed(text: str, **picked: str) -> object:
        reader = Reader(admin, lambda *_: [], lambda field, q: [
            (f"{hit.object} {hit.id}", hit.title) for hit in anywhere(admin, field, q)])
        line = Line("", {"about": [text]}, {f"about.{part}": each for part, each in picked.items()})
        errors: list[object] = []
        values = reader.values(company.admin.context.object("file"), line, {}, "", errors)  # type: ignore[arg-type]
        return errors[0].code if errors else values["about"]           # type: ignore[attr-defined]
    wanted = {"object": "deal", "id": made["id"]}
    assert typed(name) == typed(f"deal {made['id']}") == wanted
    assert typed("Anything", id=f"deal {made['id']}", was="Anything") == wanted
    assert typed("nobody knows this") == "pick_any"
    assert typed("") is None
