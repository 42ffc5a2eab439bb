"""Messages from outside fire rules: signed, heard once, and whatever is wrong with one is answered in one way."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from werkzeug.test import TestResponse

from dougong import resources
from dougong.api.hooks import RATE
from dougong.catalog.reading.source import PackSource
from dougong.cli import main
from dougong.kernel.clock import FixedClock
from dougong.processes.effects.signing import new_secret, signed
from dougong.processes.rules import hooks
from dougong.processes.rules.inbound import LARGEST
from tests import postgres
from tests.journeys.access.served import Site, opened
from tests.journeys.web.test_guard import OURS, hidden

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
POST = {
    "pack.yaml": "{kind: pack, name: post, format: 1, version: 1.0.0, label: Post, language: en, requires: [system]}",
    "objects/buyer.yaml": """
kind: object
name: buyer
label: Buyer
title: "{name}"
fields:
  name: {type: text, label: Name, required: true}
""",
    "objects/demand.yaml": """
kind: object
name: demand
label: Demand
title: "{code}"
fields:
  code:   {type: text, label: Code, required: true, unique: true}
  buyer:  {type: link, to: buyer, label: Buyer}
  amount: {type: money, label: Amount}
  day:    {type: date, label: Day}
  big:    {type: flag, label: Big, default: false}
  times:  {type: integer, label: Times, default: 0}
""",
    "rules/ordered.yaml": """
kind: rule
name: ordered
label: {en: Ordered in the shop, zh-Hans: 商城下单}
object: demand
on:
  inbound:
    takes:
      number: {at: data.number, type: text, required: true}
      amount: {at: data.total.amount, type: decimal}
      day:    {at: timestamp, type: moment}
      buyer:  {at: data.buyer, type: text}
    match: code
    values: {code: "=concat('S-', number)", amount: "=amount * 2", day: "=today()", buyer: "=buyer"}
when: "amount > 100"
do:
  - {name: big, set: {big: true, times: "=times + 1"}}
""",
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("post")
    sources = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("post", POST))
    if request.param == "sqlite":
        yield from opened(f"sqlite:///{home / 'post.db'}", home, FixedClock(NOW), sources, {"ann": ()})
        return
    with postgres.database(request.getfixturevalue("postgres_url")) as address:
        yield from opened(address, home, FixedClock(NOW), sources, {"ann": ()})


@pytest.fixture
def secret(site: Site) -> Iterator[str]:
    """Messages arrive, and whoever has this may send them."""
    context = site.runtime.machine("screen", "test")
    yield hooks.turn(site.runtime, context, "ordered")
    hooks.drop(site.runtime, context, "ordered")


def address(site: Site) -> str:
    return hooks.one(site.runtime, site.runtime.machine("screen", "test"), "ordered").path


def send(site: Site, secret: str, message: str, said: Any, *, at: datetime = NOW, path: str = "",
         **headers: str) -> TestResponse:
    """Send a message as its sender does; headers instead of the right ones are written with underscores."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    told = {**signed([secret], message, int(at.timestamp()), body),
            **{name.replace("_", "-"): text for name, text in headers.items()}}
    return site.app.test_client().post(path or address(site), data=body, headers={
        "Content-Type": "application/json", "Accept-Language": "en", **told})


def order(number: str, amount: str = "10.00", **said: Any) -> dict[str, Any]:
    return {"type": "order", "timestamp": "2026-11-22T09:00:00Z",
            "data": {"number": number, "total": {"amount": amount}, **said}}


def demands(site: Site, number: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.call("admin", "GET", f"/demand?code=S-{number}").json["data"]
    return found


@pytest.mark.req("R012")
def test_a_message_makes_a_record_and_the_same_one_again_does_nothing(site: Site, secret: str) -> None:
    first = send(site, secret, "m1", order("1", "60.00"))
    assert (first.status_code, first.json["object"], first.json["again"]) == (200, "demand", False)
    for _ in range(2):
        again = send(site, secret, "m1", order("1", "60.00"))
        assert (again.status_code, again.json) == (200, {**first.json, "again": True})
    (made,) = demands(site, "1")
    assert (made["id"], made["amount"], made["day"], made["big"], made["times"]) == \
        (first.json["id"], "120.00", "2026-11-22", True, 1)
    change = site.call("admin", "GET", f"/demand/{made['id']}/history").json["data"][-1]
    rule = site.runtime.live.catalog.objects["demand"].rules[0]
    assert (change["door"], change["cause"]) == ("rule", f"inbound rule/{rule.uid}")


def test_another_message_about_the_same_changes_it_and_asks_the_rule_again(site: Site, secret: str) -> None:
    small = send(site, secret, "n1", order("2", "10.00"))
    assert demands(site, "2")[0]["big"] is False
    large = send(site, secret, "n2", order("2", "70.00"))
    assert large.json == {"object": "demand", "id": small.json["id"], "again": False}
    (made,) = demands(site, "2")
    assert (made["amount"], made["big"], made["times"]) == ("140.00", True, 1)


def test_a_link_is_named_by_the_external_id_of_what_it_leads_to(site: Site, secret: str) -> None:
    buyer = site.call("admin", "PUT", "/buyer/by/shop:7", {"name": "Kim"}).json["id"]
    send(site, secret, "l1", order("3", buyer="shop:7"))
    assert demands(site, "3")[0]["buyer"] == buyer
    nobody = send(site, secret, "l2", order("4", buyer="shop:8"))
    assert (nobody.status_code, demands(site, "4")) == (422, [])


def test_what_cannot_be_taken_is_refused_whole_told_to_the_administrator_and_may_come_again(
        site: Site, secret: str) -> None:
    wrong = send(site, secret, "w1", {"data": {"total": {"amount": "much"}}, "timestamp": []})
    assert wrong.status_code == 422
    assert {(each["pointer"], each["code"]) for each in wrong.json["errors"]} == {
        ("/data/number", "required"), ("/data/total/amount", "number"), ("/timestamp", "moment")}
    assert send(site, secret, "w2", b"{").status_code == 400
    assert send(site, secret, "w1", order("5")).status_code == 200
    context = site.runtime.machine("screen", "test")
    heard, refused = hooks.calls(site.runtime, hooks.one(site.runtime, context, "ordered").rule)[:2]
    assert (heard.heard, heard.message, heard.record) == (True, "w1", demands(site, "5")[0]["id"])
    assert (refused.heard, refused.message, refused.record) == (False, "w1", None)
    assert "/data/number Required" in refused.error("en")
    assert "/data/number 必填" in refused.error("zh-Hans")


def test_whatever_is_wrong_with_a_message_is_answered_in_one_way_and_does_nothing(site: Site, secret: str) -> None:
    said, old = order("6"), NOW - timedelta(minutes=6)
    right = signed([secret], "a1", int(NOW.timestamp()), json.dumps(said).encode())["webhook-signature"]
    answers = {
        "another secret": send(site, new_secret(), "a1", said),
        "another body": send(site, secret, "a1", order("66"), webhook_signature=right),
        "another id": send(site, secret, "a2", said, webhook_signature=right),
        "another moment": send(site, secret, "a1", said, at=NOW - timedelta(seconds=1), webhook_signature=right),
        "replayed": send(site, secret, "a1", said, at=old),
        "from the future": send(site, secret, "a1", said, at=NOW + timedelta(minutes=6)),
        "no signature": send(site, secret, "a1", said, webhook_signature=""),
        "odd signature": send(site, secret, "a1", said, webhook_signature="v1,é v1a, v1"),
        "many signatures": send(site, secret, "a1", said, webhook_signature=f"{'v1,x ' * 50}{right}"),
        "odd moment": send(site, secret, "a1", said, webhook_timestamp="١٢٣"),
        "no id": send(site, secret, "", said),
        "long id": send(site, secret, "x" * 201, said),
        "too large": send(site, secret, "a1", {**said, "more": "x" * LARGEST}),
        "nobody's address": send(site, secret, "a1", said, path="/hooks/nobody"),
        "an odd address": send(site, secret, "a1", said, path="/hooks/%00%27"),
    }
    told = {name: (answer.status_code, {**answer.json, "instance": ""}) for name, answer in answers.items()}
    first = told["another secret"]
    assert first[0] == 401
    assert {name for name, each in told.items() if each != first} == set()
    assert demands(site, "6") == demands(site, "66") == []
    assert send(site, secret, "a1", said).status_code == 200


def test_a_secret_of_before_holds_for_a_day_and_nothing_arrives_once_it_is_closed(site: Site, secret: str) -> None:
    context, before = site.runtime.machine("screen", "test"), site.runtime.clock
    newer = hooks.turn(site.runtime, context, "ordered")
    assert send(site, secret, "t1", order("7")).status_code == send(site, newer, "t2", order("7")).status_code == 200
    site.runtime.clock = FixedClock(NOW + timedelta(hours=25))
    try:
        assert send(site, secret, "t3", order("7"), at=NOW + timedelta(hours=25)).status_code == 401
        assert send(site, newer, "t4", order("7"), at=NOW + timedelta(hours=25)).status_code == 200
    finally:
        site.runtime.clock = before
    path = address(site)
    hooks.drop(site.runtime, context, "ordered")
    assert send(site, newer, "t5", order("7"), path=path).status_code == 401


def test_so_many_a_minute_are_heard(site: Site, secret: str) -> None:
    client, path = site.app.test_client(), "/hooks/nobody"
    codes = [client.post(path, environ_base={"REMOTE_ADDR": "10.9.8.7"}).status_code for _ in range(RATE + 60)]
    assert codes[0] == 401
    assert codes[-1] == 429
    assert send(site, secret, "r1", order("8")).status_code == 200, "others are heard"


def test_administrators_make_address_and_secret_on_a_page_and_see_what_came(site: Site) -> None:
    screen = site.screen("admin")
    assert "Ordered in the shop" in screen.get("/admin/webhooks").get_data(as_text=True)
    closed = screen.get("/admin/hooks/ordered")
    assert "Nothing arrives yet" in closed.get_data(as_text=True)
    token = hidden(closed)
    opened_ = screen.post("/admin/hooks/ordered", headers=OURS, data={**token, "_do": "turn"})
    page = opened_.get_data(as_text=True)
    secret, path = re.search(r"whsec_[\w+/=]+", page)[0], re.search(r"POST http://[^/]+(/hooks/[\w-]+)", page)[1]
    assert opened_.headers["Cache-Control"] == "no-store"
    assert send(site, secret, "p1", order("9"), path=path).status_code == 200
    assert send(site, secret, "p2", {"data": {}}, path=path).status_code == 422
    later = screen.get("/admin/hooks/ordered").get_data(as_text=True)
    assert secret not in later
    assert "<code>p1</code>" in later
    assert "/data/number" in later
    assert screen.post("/admin/hooks/ordered", headers=OURS, data={**token, "_do": "drop"}).status_code == 303
    assert send(site, secret, "p3", order("9"), path=path).status_code == 401
    assert screen.get("/admin/hooks/nothing").status_code == 404


def test_programs_and_commands_do_the_same(site: Site) -> None:
    at = "/webhooks/inbound/ordered"
    closed, = site.call("admin", "GET", "/webhooks/inbound").json["data"]
    assert (closed["rule"], closed["object"], closed["url"], closed["created"]) == ("ordered", "demand", None, None)
    assert {"at": "/data/number", "name": "number", "type": "text", "required": True} in closed["takes"]
    made = site.call("admin", "POST", f"{at}/secret").json
    assert made["url"].endswith(address(site))
    assert send(site, made["secret"], "q1", order("11")).status_code == 200
    assert send(site, made["secret"], "q2", {"data": {}}).status_code == 422
    found = site.call("admin", "GET", at)
    assert [(each["message"], each["heard"], each["record"] is not None) for each in found.json["calls"][:2]] == [
        ("q2", False, False), ("q1", True, True)]
    assert made["secret"] not in found.get_data(as_text=True)
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/secret")):
        assert site.call("admin", method, f"/webhooks/inbound/nothing{path}").status_code == 404
        assert site.call("ann", method, f"{at}{path}").status_code == 403
    settings = site.runtime.settings
    around = {"DOUGONG_HOME": str(settings.home), "DOUGONG_DATABASE_URL": settings.database_url}
    told = CliRunner().invoke(main, ["hooks", "list", "--json"], env=around)
    assert json.loads(told.output)["rule"] == "ordered", told.output
    url, newer = CliRunner().invoke(main, ["hooks", "secret", "ordered"], env=around).output.split()
    assert url.endswith(address(site))
    assert send(site, newer, "q3", order("12")).status_code == 200
    assert CliRunner().invoke(main, ["hooks", "close", "ordered"], env=around).exit_code == 0
    assert send(site, newer, "q4", order("12"), path=urlsplit(url).path).status_code == 401
    assert "no rule called nothing" in CliRunner().invoke(main, ["hooks", "close", "nothing"], env=around).output
    assert site.call("admin", "DELETE", at).status_code == 204


def test_who_opens_and_closes_it_is_written_down(site: Site, secret: str) -> None:
    told = [each for each in site.audit("rights") if "ordered" in str(each)]
    assert told
    assert secret not in str(told)
