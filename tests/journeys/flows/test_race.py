"""Two people run different transitions on one record at once: one wins, the other hears so. `RACES` says how often."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest

from dougong.access import identity
from dougong.kernel.errors import Conflict
from dougong.records.writing.change import Change
from tests.journeys.access.served import Site
from tests.journeys.flows.conftest import asked, demand

ROUNDS = int(os.environ.get("RACES", "40"))
#: What leads back to where a round begins.
HOME = {"agreed": ("back", "ask"), "draft": ("ask",), "asked": ()}


def context_of(site: Site, who: str) -> Any:
    return site.runtime.signed(identity.by_user(site.runtime.database, site.ids[who]), "api", "race")


def run(site: Site, context: Any, record: dict[str, Any], transition: str) -> dict[str, Any]:
    change = Change(object="demand", verb="update", id=record["id"], version=record["version"], transition=transition,
                    values={})
    return dict(site.runtime.unit(context).apply(change).record)


def test_of_two_transitions_at_once_one_wins(flows: Site) -> None:
    record, admin, start = asked(flows), context_of(flows, "admin"), Barrier(2)
    shown: list[dict[str, Any]] = []

    def rush(transition: str) -> dict[str, Any] | None:
        start.wait()
        try:
            return run(flows, admin, record, transition)
        except Conflict as conflict:
            shown.append(dict(conflict.current or {}))
            return None

    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            won = [each for each in pool.map(rush, ("agree", "back")) if each is not None]
            assert len(won) == 1, f"round {number}: {len(won)} won"
            record = won[0]
            assert shown.pop()["version"] == record["version"], "the loser is shown what the winner made"
            for transition in HOME[record["state"]]:
                record = run(flows, admin, record, transition)
    told = flows.call("admin", "GET", f"/demand/{record['id']}/history?limit=100").json["data"]
    assert all(newer["transition"]["from"] == older["transition"]["to"]
               for newer, older in pairwise(told) if older["transition"])


@pytest.mark.req("R009")
def test_of_eight_who_ask_at_once_one_has_asked(flows: Site) -> None:
    record, admin, start = demand(flows, due="2026-12-01"), context_of(flows, "admin"), Barrier(8)

    def rush(_number: int) -> int:
        start.wait()
        try:
            run(flows, admin, record, "ask")
        except Conflict:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(rush, range(8))) == 1
