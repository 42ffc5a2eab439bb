"""Every route as every role with records that are one's own, another's, shared and not there: what is hidden is
answered as what is not there, nothing is written by it, and what is allowed is answered."""

import os
import re
from collections.abc import Iterator
from zlib import crc32

import pytest

from dougong.records.transfer import exporting
from tests.journeys.access.conftest import PEOPLE, serving
from tests.journeys.access.matrix import MISSING, Asking, Cell, cells, told
from tests.journeys.access.served import Site
from tests.journeys.access.test_crawl import dumped
from tests.journeys.access.twins import attach, make

#: `ATTACK=full` asks all of it on both databases; else one cell in `PART`, drawn by its name, on SQLite.
WHOLE = os.environ.get("ATTACK") == "full"
PART = 1 if WHOLE else 12
LEAST = 5000
#: Ends of addresses that are answered with 200 to whoever sees the record.
ANSWERED = ("/api/v1/<object>/<int:id>", "/api/v1/<object>/<int:id>/history", "/api/v1/files/<int:id>",
            "/api/v1/exports/<int:id>", "/o/<name>/<int(max=9223372036854775807):number>",
            "/o/<name>/<int(max=9223372036854775807):number>/why",
            "/exports/<int(max=9223372036854775807):number>")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"] if WHOLE else ["sqlite"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The company's server."""
    yield from serving(request, tmp_path_factory)


@pytest.fixture(scope="module")
def asking(site: Site) -> Asking:
    """Records of everybody, and those of somebody else, one of which is shared with them."""
    ids: dict[tuple[str, str, str], int] = {}
    others = {name: _made(site, name) for name in ("bob", "cat")}
    for who in (*PEOPLE, "admin"):
        other = "bob" if who in {"cat", "gus"} else "cat"
        for standing, made in (("own", _made(site, who)), ("other", others[other]), ("shared", _made(site, other))):
            ids |= {(about, who, standing): id for about, id in made.items()}
        for about in ("deal", "firm"):
            shared = site.call("admin", "POST", f"/{about}/{ids[about, who, 'shared']}/share",
                               {"whom": f"user/{site.ids[who]}", "verb": "read"})
            assert shared.status_code < 300, shared.json
        ids["job", who, "own"] = _job(site, who)
        ids |= {("invitation", who, standing): site.ids["hal"] for standing in ("own", "other", "shared")}
    for who in (*PEOPLE, "admin"):
        ids["job", who, "other"] = ids["job", who, "shared"] = ids["job", "ann" if who != "ann" else "bob", "own"]
    return Asking(site, ids)


def _made(site: Site, owner: str) -> dict[str, int]:
    """Make a deal of somebody's with a note and a file, and a firm."""
    deal = make(site, owner, "deal", name="Deal", price="50.00")
    return {"deal": deal, "firm": make(site, owner, "firm", name="Firm"),
            "note": make(site, "admin", "note", text="Note", deal=deal), "file": attach(site, "x", deal)}


def _job(site: Site, who: str) -> int:
    said = exporting.said([], ["name"], "csv", "en", "deal")
    return site.runtime.jobs.add(exporting.KIND, site.ids[who], said)


def drawn(site: Site) -> list[Cell]:
    """Return the cells to ask, after telling how many there are."""
    every = list(cells(site))
    chosen = [cell for cell in every if crc32(repr(cell).encode()) % PART == 0]
    print(f"\n{len(every)} cells, {len(chosen)} asked")
    assert len(every) >= LEAST
    return chosen


@pytest.mark.req("R008", "R029")
def test_what_is_hidden_is_answered_like_what_is_not_there_and_nothing_is_written(site: Site, asking: Asking) -> None:
    chosen = [cell for cell in drawn(site) if cell.who and not cell.sees and "number" in numbers(cell)]
    for who in (*PEOPLE, "admin"):
        asking.enter(who)
    before = dumped(site.runtime.database)
    for cell in chosen:
        number = asking.number(cell)
        hidden, missing = (told(asking.ask(cell, each), number, MISSING) for each in (number, MISSING))
        assert hidden == missing, cell
        assert missing[0] >= 400, cell
    assert dumped(site.runtime.database) == before
    assert len(chosen) > 100


def numbers(cell: Cell) -> str:
    """Return "number" where a cell's address has one."""
    return "number" if re.search(r"<int[^>]*:(id|number)>", cell.rule) and not cell.rule.startswith(
        ("/admin", "/api/v1/catalog")) else ""


def test_who_is_not_signed_in_gets_nothing(site: Site, asking: Asking) -> None:
    before = dumped(site.runtime.database)
    for cell in drawn(site):
        if not cell.who:
            answer = asking.ask(cell, asking.number(cell))
            assert answer.status_code in {302, 303, 401, 403, 404, 405}, cell
            if answer.status_code in {302, 303}:
                assert answer.headers["Location"].startswith("/sign-in"), cell
            answer.close()
    assert dumped(site.runtime.database) == before


def test_what_one_sees_is_answered_and_pages_of_administrators_are_theirs(site: Site, asking: Asking) -> None:
    answered = 0
    for cell in sorted(drawn(site), key=lambda each: each.method != "GET"):        # before anything is changed
        if not cell.who or (numbers(cell) and not cell.sees):
            continue
        answer = asking.ask(cell, asking.number(cell))
        assert answer.status_code < 500, cell
        if cell.rule.startswith("/admin") and cell.who not in {"admin", "joe"}:
            assert answer.status_code in {403, 404}, cell
        if cell.method == "GET" and cell.sees and cell.rule in ANSWERED and _fits(cell):
            assert answer.status_code == 200, cell
            answered += 1
        answer.close()
    assert answered > 10


def _fits(cell: Cell) -> bool:
    """Return whether the address is one of the thing: exports are jobs, records are not. The page of one tells which
    object it is of, which Hal may not know."""
    return ("export" in cell.rule) == (cell.about == "job") and not (
        cell.who == "hal" and cell.rule.startswith("/exports"))
