"""Administrators see what was to happen outside and what came of it, and try again or cancel: screen, API, command."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from dougong.cli import main
from dougong.processes.effects.kinds import Effect, Hopeless, Row
from dougong.processes.effects.outbox import Way, put
from dougong.processes.effects.worker import Worker
from dougong.records.runtime import Runtime
from dougong.records.writing.together import act_together
from dougong.records.writing.work import Work
from dougong.store.sql import Statement
from tests.engines import ENGINES, fresh
from tests.journeys.api.conftest import Api, opened
from tests.journeys.web.test_guard import hidden
from tests.unit.web.conftest import OURS, Screen, fields


@pytest.fixture(scope="module", params=ENGINES)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    home = tmp_path_factory.mktemp("effects")
    with fresh(request, home) as address:
        yield from opened(address, home)


@pytest.fixture(scope="module")
def ids(api: Api) -> dict[str, int]:
    """Effects as they may stand, by their keys."""
    def act(work: Work) -> None:
        for key in ("good", "bad", "late"):
            put(work, "tell", {"key": key, "城市": "苏州"}, key=key, way=Way(target=f"door/{key}", record=("user", 1)))

    def tell(_: Runtime, row: Row) -> None:
        if row.key == "bad":
            raise Hopeless("nobody <b>is</b> there")
        if row.key == "late":
            raise OSError("busy")
    context = api.runtime.machine("screen", "test")
    act_together(context, lambda context: context, act)
    Worker(api.runtime, [Effect("tell", tell)]).step()
    return {row["key"]: row["id"] for row in api("GET", "/effects").json["data"]}


def test_the_api_lists_them_by_state_kind_and_target(api: Api, ids: dict[str, int]) -> None:
    rows: list[dict[str, Any]] = api("GET", "/effects").json["data"]
    assert {row["key"]: row["state"] for row in rows} == {"good": "done", "bad": "dead", "late": "waiting"}
    assert [row["key"] for row in api("GET", "/effects?state=dead").json["data"]] == ["bad"]
    assert [row["key"] for row in api("GET", "/effects?kind=tell&target=door/late").json["data"]] == ["late"]
    assert api("GET", "/effects?kind=mail").json["data"] == []
    first = api("GET", "/effects?limit=2").json
    rest = api("GET", f"/effects?limit=2&before={first['next']}").json
    assert (len(first["data"]), len(rest["data"]), rest["next"]) == (2, 1, None)
    found = api("GET", f"/effects/{ids['bad']}").json
    assert (found["error"], found["object"], found["record"], found["actor"], found["tries"], found["payload"]) == (
        "nobody <b>is</b> there", "user", 1, 1, 1, {"key": "bad", "城市": "苏州"})
    assert api("GET", "/effects?state=odd").status_code == 400
    assert api("GET", "/effects/999999").status_code == 404


def test_the_page_shows_them_and_lets_one_be_tried_again_or_cancelled(api: Api, ids: dict[str, int]) -> None:
    web = Screen(api)
    page = web.get("/admin/effects?state=dead").get_data(as_text=True)
    assert f"/admin/effects/{ids['bad']}" in page
    assert f"/admin/effects/{ids['good']}" not in page
    assert "nobody &lt;b&gt;is&lt;/b&gt; there" in page
    assert '<option value="tell">Mailed notice</option>' in page                   # the engine's kinds have words
    at = f"/admin/effects/{ids['bad']}"
    one = web.get(at).get_data(as_text=True)
    assert "苏州" in one
    assert web.fill(at, do="again").status_code == 303
    assert api("GET", f"/effects/{ids['bad']}").json["state"] == "waiting"
    assert api("GET", f"/effects/{ids['bad']}").json["tries"] == 0
    web.fill(at, do="cancel")
    assert api("GET", f"/effects/{ids['bad']}").json["state"] == "cancelled"
    done = f"/admin/effects/{ids['good']}"
    assert "_do" not in web.get(done).get_data(as_text=True)
    web.client.post(done, headers=OURS, data={**dict(fields(web.get(at), at)), "_do": "again"})
    assert api("GET", f"/effects/{ids['good']}").json["state"] == "done"


def given_up(api: Api, *kinds: str) -> str:
    """Leave three effects of each kind that were given up, and return the rule that asked for two of the second."""
    rule = next(rule for one in api.runtime.live.catalog.objects.values() for rule in one.rules)

    def act(work: Work) -> None:
        for kind in kinds:
            for at in range(3):
                put(work, kind, {}, key=f"{kind}{at}", way=Way(target=f"door/{kind}"))

    def tell(_: Runtime, row: Row) -> None:
        raise Hopeless("nobody is there")
    context = api.runtime.machine("screen", "test")
    act_together(context, lambda context: context, act)
    with context.database.write(None) as session:
        mark = f"update dg_effect set cause = 'rule/{rule.uid}' where kind = '{kinds[1]}' and key <> '{kinds[1]}0'"
        session.send(Statement(mark, keep=False))
        session.commit()
    Worker(api.runtime, [Effect(kind, tell) for kind in kinds]).step()
    return rule.name


def states(api: Api, kind: str) -> list[str]:
    return [row["state"] for row in api("GET", f"/effects?kind={kind}").json["data"]]


def test_all_that_were_given_up_are_tried_again_or_cancelled_by_kind_and_rule(api: Api) -> None:
    rule = given_up(api, "many", "more")

    def stand(kind: str) -> list[str]:
        return states(api, kind)
    web, at = Screen(api), "/admin/effects"
    assert stand("many") + stand("more") == ["dead"] * 6
    page = web.get(f"{at}?state=dead&kind=more&rule={rule}")
    assert page.get_data(as_text=True).count("nobody is there") == 2
    assert "_do" not in web.get(f"{at}?state=done").get_data(as_text=True)
    sent = {**hidden(page), "state": "dead"}
    answer = web.client.post(at, headers=OURS, data={**sent, "kind": "more", "rule": rule, "_do": "again"})
    assert (answer.status_code, answer.location) == (303, f"{at}?state=dead&kind=more&rule={rule}")
    assert (stand("many"), stand("more")) == (["dead"] * 3, ["waiting", "waiting", "dead"])
    web.client.post(at, headers=OURS, data={**sent, "kind": "many", "rule": "gone", "_do": "cancel"})
    assert stand("many") == ["dead"] * 3                          # of a rule that is gone: none, not all
    assert "nobody is there" not in web.get(f"{at}?state=dead&rule=gone").get_data(as_text=True)
    web.client.post(at, headers=OURS, data={**sent, "kind": "many", "_do": "cancel"})
    web.client.post(at, headers=OURS, data={**sent, "kind": "more", "_do": "cancel"})
    assert (stand("many"), stand("more")) == (["cancelled"] * 3, ["waiting", "waiting", "cancelled"])


def test_the_api_tries_again_and_cancels_and_says_why_it_cannot(api: Api, ids: dict[str, int]) -> None:
    assert api("POST", f"/effects/{ids['late']}/retry").json["state"] == "waiting"
    assert api("POST", f"/effects/{ids['late']}/cancel").json["state"] == "cancelled"
    no = api("POST", f"/effects/{ids['good']}/cancel")
    assert (no.status_code, no.json["code"]) == (409, "effect_over")
    assert api("POST", "/effects/999999/retry").status_code == 404


def test_the_api_and_the_command_settle_all_that_were_given_up(api: Api) -> None:
    rule = given_up(api, "old", "new")
    assert api("POST", "/effects/retry", {"kind": "new", "rule": rule}).json == {"count": 2}
    assert [row["state"] for row in api("GET", f"/effects?kind=new&rule={rule}").json["data"]] == ["waiting"] * 2
    assert (states(api, "old"), states(api, "new")) == (["dead"] * 3, ["waiting", "waiting", "dead"])
    assert api("POST", "/effects/cancel", {"target": "door/new"}).json == {"count": 1}
    for body, status in (({"rule": "gone"}, 404), ({"state": "dead"}, 422), ({"kind": ""}, 422), ({"kind": 7}, 422)):
        assert api("POST", "/effects/cancel", body).status_code == status
    assert api("GET", "/effects?rule=gone").status_code == 404
    assert states(api, "old") == ["dead"] * 3
    settings = api.runtime.settings
    around = {"DOUGONG_HOME": str(settings.home), "DOUGONG_DATABASE_URL": settings.database_url}

    def said(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["effects", *words], env=around)
        return done.exit_code, done.output.strip()
    assert said("cancel", "--dead", "--rule", rule) == (0, "0 cancelled")
    assert said("retry", "--dead", "--kind", "old") == (0, "3 to be tried again")
    assert states(api, "old") == ["waiting"] * 3
    code, told = said("retry", "--dead", "--rule", f"{rule}x")
    assert (code, f"did you mean {rule}?" in told) == (1, True)
    assert [said(*words)[0] for words in (("retry",), ("retry", "--kind", "old"), ("cancel", "1", "--dead"))] == [2] * 3
    assert len(said("list", "--kind", "new", "--rule", rule)[1].splitlines()) == 2


def test_the_command_lists_them_and_tries_again(api: Api, ids: dict[str, int]) -> None:
    settings = api.runtime.settings
    around = {"DOUGONG_HOME": str(settings.home), "DOUGONG_DATABASE_URL": settings.database_url}
    run = CliRunner()
    told = run.invoke(main, ["effects", "list", "--state", "done", "--json"], env=around)
    assert [json.loads(line)["key"] for line in told.output.splitlines()] == ["good"], told.output
    again = run.invoke(main, ["effects", "retry", str(ids["late"])], env=around)
    assert again.exit_code == 0, again.output
    assert "waiting" in again.output
    refused = run.invoke(main, ["effects", "cancel", str(ids["good"])], env=around)
    assert (refused.exit_code, "It has happened" in refused.output) == (1, True)
