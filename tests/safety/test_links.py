"""Links of every kind under many clients: nothing live ever points into the bin, and no tree bends into a circle."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.engines import ENGINES, fresh
from tests.safety.crowd import Crowd
from tests.safety.site import Answer, Ground, prepared, serving
from tests.unit.store.boxes import sources

pytestmark = pytest.mark.slow
ROUNDS = 4
NAMES = count(1)
FILES = {"objects/place.yaml": """
kind: object
name: place
label: Place
fields:
  name:   {type: text, label: Name}
  above:  {type: tree, label: Above}
  words:  {type: tags, label: Words}
  colours: {type: choices, label: Colours, options: [red, green, blue]}
""", "objects/note.yaml": """
kind: object
name: note
label: Note
title: "{name}"
fields:
  name:   {type: text, label: Name}
  about:  {type: any-link, label: About}
  places: {type: links, to: place, label: Places}
  rows:   {type: lines, of: note_row, label: Rows}
""", "objects/note_row.yaml": """
kind: object
name: note_row
label: Row
parent: note
fields:
  place: {type: link, to: place, label: Place}
"""}


@pytest.fixture(scope="module", params=ENGINES)
def crowd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Crowd, Ground]]:
    """Four workers of four threads and sixteen clients, once on each database."""
    home = tmp_path_factory.mktemp("links")
    with fresh(request, home, "durable_postgres_url") as url:
        yield from opened(url, home)


def opened(url: str, home: Path) -> Iterator[tuple[Crowd, Ground]]:
    ground = prepared(url, home, sources(files=FILES))
    with serving(ground, workers=4, threads=4) as server:
        crowd = Crowd(server.port, ground.token)
        yield crowd, ground
        crowd.close()
        told = verified(ground)
        assert (told.returncode, told.stdout) == (0, "0 differences\n")


def verified(ground: Ground) -> "subprocess.CompletedProcess[str]":
    """Run `dougong verify` as an operator does."""
    return subprocess.run([sys.executable, "-m", "dougong", "verify"], env=ground.around(), capture_output=True,
                          text=True, timeout=120, check=False)


def name(word: str) -> str:
    return f"{word} {next(NAMES)}"


def codes(answer: Answer) -> set[str]:
    return {error["code"] for error in answer.json["errors"]}


#: How each client points to the place: a new record, and an old one that is changed.
def pointing(way: int, place: int) -> dict[str, Any]:
    return ({"about": {"object": "place", "id": place}}, {"places": [place]}, {"rows": [{"place": place}]})[way % 3]


def test_what_goes_to_the_bin_is_not_pointed_to_in_any_way_at_that_moment(crowd: tuple[Crowd, Ground]) -> None:
    here, _ = crowd
    notes = [here.made("note", name=name("note")) for _ in here.clients]
    for turn in range(ROUNDS):
        place = here.made("place", name=name("place"))

        def act(at: int, client: Any, place: int = place, turn: int = turn) -> Answer:
            if at == turn:                            # the bin comes a little later each time
                return client("DELETE", f"/api/v1/place/{place}")
            if at % 2:
                return client("POST", "/api/v1/note", {"name": name("note"), **pointing(at, place)})
            version = client("GET", f"/api/v1/note/{notes[at]}").json["version"]
            return client("PATCH", f"/api/v1/note/{notes[at]}", {**pointing(at, place), "version": version})

        answers = here.rush(act)
        gone = answers.pop(turn)
        told = Counter(answer.status for answer in answers)
        assert told.keys() <= {200, 201, 422}, [answer.text for answer in answers]
        if gone.status == 204:
            assert told.keys() == {422}
            assert set.union(*map(codes, answers)) == {"link_archived"}
        else:
            assert (gone.status, codes(gone)) == (409, {"referred"})
        for each in notes:                            # let go of it, for the next turn
            record = here.one("GET", f"/api/v1/note/{each}").json
            here.one("PATCH", f"/api/v1/note/{each}", {"about": None, "places": [], "rows": [],
                                                       "version": record["version"]})


def test_a_refusal_names_who_points_here_by_link_by_many_and_by_any_link(crowd: tuple[Crowd, Ground]) -> None:
    here, _ = crowd
    place = here.made("place", name=name("place"))
    notes = [here.made("note", name=f"way {way}", **pointing(way, place)) for way in range(3)]
    row = here.one("GET", f"/api/v1/note/{notes[2]}").json["rows"][0]["title"]
    child = name("child")
    here.made("place", name=child, above=place)
    refused = here.one("DELETE", f"/api/v1/place/{place}", Accept_Language="en")
    assert refused.status == 409
    assert {error["message"] for error in refused.json["errors"]} == {
        "1 of note refer to it by about: way 0", "1 of note refer to it by places: way 1",
        f"1 of note_row refer to it by place: {row}", f"1 of place refer to it by above: {child}"}


def test_what_comes_back_points_to_nothing_in_the_bin(crowd: tuple[Crowd, Ground]) -> None:
    here, _ = crowd
    for way in range(3):
        place = here.made("place", name=name("place"))
        note = here.made("note", name=name("note"), **pointing(way, place))
        assert here.one("DELETE", f"/api/v1/note/{note}").status == 204

        def act(at: int, client: Any, place: int = place, note: int = note) -> Answer:
            return client("DELETE", f"/api/v1/place/{place}") if at % 2 else client(
                "POST", f"/api/v1/note/{note}/restore")

        answers = here.rush(act)
        back, gone = ({answer.status for answer in answers[first::2]} for first in (0, 1))
        assert (back, gone) in (({200}, {409}), ({422}, {204})), (back, gone)
        if back == {422}:
            assert set.union(*map(codes, answers[::2])) == {"link_archived"}
            assert here.one("POST", f"/api/v1/place/{place}/restore").status == 200
            assert here.one("POST", f"/api/v1/note/{note}/restore").status == 200


def test_a_tree_stays_a_tree_while_everyone_moves_branches(crowd: tuple[Crowd, Ground]) -> None:
    here, _ = crowd
    places = [here.made("place", name=name("place")) for _ in range(6)]
    stop = threading.Barrier(len(here.clients))

    def act(at: int, client: Any) -> Answer:
        told = Counter[int]()
        stop.wait(20)
        for turn in range(8):
            child, parent = places[(at + turn) % 6], places[(at * 5 + turn * 3 + 1) % 6]
            version = client("GET", f"/api/v1/place/{child}").json["version"]
            told[client("PATCH", f"/api/v1/place/{child}", {"above": parent, "version": version}).status] += 1
        assert told.keys() <= {200, 409, 422}, told
        return client("GET", "/api/v1/place?limit=1")

    here.rush(act)
    above = {each["id"]: each["above"] for each in here.all("place?limit=500&fields=above")}
    assert any(above[place] for place in places)
    for place in places:
        seen = [place]
        while (up := above[seen[-1]]) is not None:
            assert up not in seen, "a circle"
            seen.append(up)


@pytest.mark.parametrize(("field", "one", "other"), [("words", ["new"], ["rush"]), ("colours", ["red"], ["blue"])])
def test_of_sets_that_clash_one_stands_and_the_rest_see_both(crowd: tuple[Crowd, Ground], field: str,
                                                             one: list[str], other: list[str]) -> None:
    here, _ = crowd
    place = here.made("place", name=name("place"))
    answers = here.rush(lambda at, client: client(
        "PATCH", f"/api/v1/place/{place}", {field: other if at % 2 else one, "version": 1}))
    assert {answer.status for answer in answers} == {200, 409}
    now = here.one("GET", f"/api/v1/place/{place}").json[field]
    assert now in (one, other)
    for at, answer in enumerate(answers):             # who wants what is there already has lost nothing
        wants = other if at % 2 else one
        assert (answer.status == 200) == (wants == now)
        if answer.status == 409:
            (error,) = answer.json["errors"]
            assert (error["pointer"], error["theirs"], error["yours"]) == (f"/{field}", now, wants)
