"""Somebody outside is told of changes: signed, in order, again until it is heard, and nobody waits for who is deaf."""

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from dougong import config
from dougong.access.mail import recent
from dougong.access.policy import AdminPolicy, Policy
from dougong.catalog.model import Field, Object
from dougong.kernel.clock import FixedClock
from dougong.processes.effects.calling import Call, call
from dougong.processes.effects.deliver import WEBHOOK
from dougong.processes.effects.kinds import Row
from dougong.processes.effects.signing import new_secret, signed
from dougong.processes.effects.worker import Worker
from dougong.processes.talk.letters import LETTER
from dougong.processes.talk.whom import To, named
from dougong.records.writing.together import act_together
from tests.engines import ENGINES, fresh
from tests.journeys.api.conftest import Api, opened
from tests.unit.web.conftest import OURS, Screen, fields

NOW = datetime.now(UTC)


@dataclass
class Ear:
    """Somebody who is told: `says` is its answer, `heard` the headers and messages."""

    port: int = 0
    says: int = 200
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.heard]


@pytest.fixture
def ears() -> Iterator[list[Ear]]:
    """Two of them."""
    found: list[Ear] = []
    servers = []
    for _ in range(2):
        ear = Ear()

        class Answer(BaseHTTPRequestHandler):
            said = ear

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.said.heard.append(({name.lower(): text for name, text in self.headers.items()}, body))
                self.send_response(self.said.says)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        ear.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        found.append(ear)
    yield found
    for each in servers:
        each.shutdown()
        each.server_close()


@pytest.fixture(scope="module", params=ENGINES)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    home = tmp_path_factory.mktemp("hooks")
    with fresh(request, home) as address:
        yield from inside(address, home)


def inside(url: str, home: Any) -> Iterator[Api]:
    """A server that may call this machine, on a clock of the test's own."""
    for api in opened(url, home):
        api.runtime.settings = config.load({
            "DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(home), "DOUGONG_EGRESS_ALLOW": "127.0.0.1"})
        yield api


@pytest.fixture(autouse=True)
def alone(api: Api) -> Iterator[None]:
    """Nobody is told of anything when a test begins."""
    yield
    for each in api("GET", "/webhooks").json["data"]:
        assert api("DELETE", f"/webhooks/{each['id']}").status_code == 204
    work(api, days=30)


def hook(api: Api, ear: Ear, **said: Any) -> dict[str, Any]:
    made = api("POST", "/webhooks", {"name": "Shop", "url": ear.url, "objects": ["sample_partner"],
                                     "events": ["created", "updated"], **said})
    assert made.status_code == 201, made.json
    return dict(made.json)


def work(api: Api, **later: float) -> None:
    """Let the effects that are due by then happen."""
    before = api.runtime.clock
    api.runtime.clock = FixedClock(before.now() + timedelta(**later))
    worker = Worker(api.runtime, [WEBHOOK])
    try:
        while worker.step():
            pass
    finally:
        api.runtime.clock = before


def right(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Check a signature as the standard tells receivers to."""
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mark = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(mark).decode()}" in headers["webhook-signature"].split(" ")


def test_the_signature_is_that_of_the_standards_own_example() -> None:
    made = signed(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                  b'{"test": 2432232314}')
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert len(base64.b64decode(new_secret().removeprefix("whsec_"))) == 32


def test_changes_are_told_signed_and_in_the_order_they_were_made(api: Api, ears: list[Ear]) -> None:
    made = hook(api, ears[0])
    partner = api.partner()
    api("PATCH", f"/sample_partner/{partner['id']}", {"version": 1, "name": "华南机械"})
    api.order()                                                         # another object: nobody asks for it
    work(api)
    mine = [json.loads(body) for _, body in ears[0].heard if json.loads(body)["data"]["id"] == partner["id"]]
    assert [(each["type"], each["data"]["version"], each["data"]["changed"]) for each in mine] == [
        ("sample_partner.created", 1, []), ("sample_partner.updated", 2, ["name"])]
    assert set(ears[0].types) == {"sample_partner.created", "sample_partner.updated"}
    assert all(right(made["secret"], headers, body) for headers, body in ears[0].heard)
    assert len({headers["webhook-id"] for headers, _ in ears[0].heard}) == len(ears[0].heard)
    assert "华南机械" not in str(mine)                                  # a message says which record, not what it holds


def test_one_who_fails_is_told_again_under_the_same_id_and_others_do_not_wait(api: Api, ears: list[Ear]) -> None:
    deaf, good = ears
    deaf.says = 500
    hook(api, deaf, events=["created"])
    hook(api, good, events=["created"])
    api.partner()
    work(api)
    assert (len(deaf.heard), len(good.heard)) == (1, 1)
    deaf.says = 200
    work(api, minutes=1)
    work(api, minutes=10)
    assert (len(deaf.heard), len(good.heard)) == (2, 1)
    assert deaf.heard[0][0]["webhook-id"] == deaf.heard[1][0]["webhook-id"] != good.heard[0][0]["webhook-id"]


def test_a_new_secret_signs_at_once_and_that_of_before_for_a_day_more(api: Api, ears: list[Ear]) -> None:
    made = hook(api, ears[0], events=["created"])
    turned = api("POST", f"/webhooks/{made['id']}/secret").json
    api.partner()
    work(api)
    api.partner()
    work(api, hours=25)
    told = [[right(secret, *each) for secret in (made["secret"], turned["secret"])] for each in ears[0].heard]
    assert told == [[True, True], [False, True]]
    assert "secret" not in api("GET", f"/webhooks/{made['id']}").json
    assert made["secret"] not in str(api("GET", "/webhooks").json)


def test_a_receiver_that_is_gone_for_good_is_told_no_more(api: Api, ears: list[Ear]) -> None:
    ears[0].says = 410
    made = hook(api, ears[0], events=["created"])
    api.partner()
    work(api)
    api.partner()
    work(api, days=2)
    found = api("GET", f"/webhooks/{made['id']}").json
    assert (len(ears[0].heard), found["active"], found["stopped"]) == (1, False, "410 Gone")
    assert [row["state"] for row in api("GET", f"/effects?target={made['target']}").json["data"]] == ["dead"]
    api("PATCH", f"/webhooks/{made['id']}", {"active": True})
    assert api("GET", f"/webhooks/{made['id']}").json["stopped"] is None


def test_a_trial_message_comes_and_its_effect_says_how_it_went(api: Api, ears: list[Ear]) -> None:
    made = hook(api, ears[0], active=False)
    assert api("POST", f"/webhooks/{made['id']}/test").status_code == 202
    api.partner()                                                       # switched off: not told
    work(api)
    assert ears[0].types == ["webhook.test"]
    row, = api("GET", f"/effects?target={made['target']}").json["data"]
    assert (row["state"], row["kind"]) == ("done", "webhook")


def test_who_cannot_be_reached_rests_and_is_not_asked_for_each_message(api: Api, ears: list[Ear]) -> None:
    nowhere = Ear(port=1)
    made = hook(api, nowhere, events=["created"])
    for _ in range(4):
        api.partner()
    work(api)
    rows = api("GET", f"/effects?target={made['target']}").json["data"]
    assert sorted(row["tries"] for row in rows) == [0, 0, 0, 1]
    assert {row["error"] for row in rows if row["tries"]} == {"nobody answered at its address"}


def test_what_a_webhook_may_be_is_checked_and_every_fault_told(api: Api) -> None:
    def faults(**said: Any) -> set[tuple[str, str]]:
        answer = api("POST", "/webhooks", said)
        assert answer.status_code == 422, answer.json
        return {(each["pointer"], each["code"]) for each in answer.json["errors"]}
    assert faults() == {("/name", "required"), ("/url", "webhook_url")}
    assert faults(name="x", url="https://e.example/", events=["exploded"], objects=["nothing", "sample_order_line"]) \
        == {("/events", "webhook_events"), ("/objects", "webhook_objects")}
    assert faults(name="x" * 101, url="http://10.0.0.1/", events=["created"]) == {
        ("/name", "too_long"), ("/url", "webhook_url")}
    assert faults(name=5, url="https://e.example/", events="created", active="yes") == {
        ("/name", "text"), ("/events", "list"), ("/active", "flag")}
    assert api("GET", "/webhooks").json["data"] == []
    assert api("GET", "/webhooks/99999").status_code == 404


def test_what_is_done_with_webhooks_is_written_down_without_secrets(api: Api, ears: list[Ear]) -> None:
    made = hook(api, ears[0])
    rows = api("GET", "/audit?what=rights&limit=5").json["data"]
    assert (rows[0]["object"], rows[0]["record"], rows[0]["said"]["verb"]) == ("webhook", made["id"], "created")
    assert made["secret"] not in str(rows)


def test_administrators_do_the_same_on_pages(api: Api, ears: list[Ear]) -> None:
    web, new = Screen(api), "/admin/webhooks/new"
    bad = web.fill(new, ("name", "Shop"), ("url", "http://10.1.1.1/"))
    assert bad.status_code == 422
    assert "is not encrypted" in bad.get_data(as_text=True)
    made = web.client.post(new, headers=OURS, data={
        "_csrf": dict(fields(web.get(new), new))["_csrf"], "name": "<b>Shop</b>", "url": ears[0].url,
        "objects": ["sample_partner"], "events": ["created"], "active": "1"}).get_data(as_text=True)
    assert "&lt;b&gt;Shop&lt;/b&gt;" in made
    secret = re.findall(r"whsec_[A-Za-z0-9+/=]+", made)[0]
    hook, = api("GET", "/webhooks").json["data"]
    assert (hook["name"], hook["objects"], hook["events"]) == ("<b>Shop</b>", ["sample_partner"], ["created"])
    at = f"/admin/webhooks/{hook['id']}"
    assert at in web.get("/admin/webhooks").get_data(as_text=True)
    assert secret not in web.get(at).get_data(as_text=True)
    assert web.fill(at, do="test").status_code == 303
    work(api)
    assert right(secret, *ears[0].heard[0])
    page = web.get(at).get_data(as_text=True)
    assert "Done" in page
    assert f"/admin/effects?target=webhook%2F{hook['id']}" in page
    turned = web.fill(at, do="turn").get_data(as_text=True)
    assert re.findall(r"whsec_[A-Za-z0-9+/=]+", turned) != [secret]
    assert web.fill(at, ("name", "Store"), do="save").status_code == 303
    assert api("GET", f"/webhooks/{hook['id']}").json["name"] == "Store"
    assert web.fill(at, do="drop").status_code == 303
    assert api("GET", "/webhooks").json["data"] == []


def send(api: Api, to: str, partner: dict[str, Any], *, fields: tuple[str, ...] = (), policy: Policy | None = None,
         key: str = "shipped") -> None:
    """Let a rule send a partner, as one that fires does."""
    context = api.runtime.machine("rule", "test")
    one = context.catalog.objects["sample_partner"]
    said = Call(to=to, rule="shipped", fields=fields, policy=policy or context.actor.policy, key=key)
    values = {name: partner[name] for name in ("id", "version", "code", "name", "level", "active")}
    act_together(context, api.runtime.renewed, lambda work: call(work, one, values, said))


class Blind(AdminPolicy):
    """May everything but know what a partner is called."""

    def field(self, object: Object, name: str) -> Field | None:
        return None if name == "name" else super().field(object, name)


def test_what_a_rule_sends_goes_to_the_endpoint_of_that_name_once_as_far_as_the_rule_sees(
        api: Api, ears: list[Ear]) -> None:
    stock, other = ears
    hook(api, stock, name="Stock", events=[], objects=[])
    hook(api, other, name="Other", events=[])
    made = api("POST", "/sample_partner", {"code": "SENT", "name": "Sent"}).json
    for _ in range(2):
        send(api, "Stock", made, fields=("name",))
    send(api, "Stock", made, policy=Blind(), key="blind")
    work(api)
    assert other.heard == []
    told, blind = (json.loads(body) for _, body in stock.heard)
    assert told["type"] == "rule.shipped"
    assert told["data"] == {"object": "sample_partner", "id": made["id"], "version": 1, "rule": "shipped",
                            "record": {"name": "Sent"}}
    assert "name" not in blind["data"]["record"]
    assert len(blind["data"]["record"]) > 3


def test_an_endpoint_nobody_has_made_is_told_and_what_waits_for_it_can_be_tried_again(
        api: Api, ears: list[Ear]) -> None:
    made = api("POST", "/sample_partner", {"code": "EARLY", "name": "Early"}).json
    send(api, "Later", made)
    work(api)
    dead = next(each for each in api("GET", "/effects?state=dead").json["data"] if each["key"].startswith("Later/"))
    assert dead["error"] == "no webhook is called 'Later'; make one, then let this be tried again"
    hook(api, ears[0], name="Later", events=[])
    assert api("POST", f"/effects/{dead['id']}/retry").status_code in {200, 204}
    work(api)
    assert ears[0].types == ["rule.shipped"]


def test_a_mail_that_is_written_twice_is_one_mail(api: Api) -> None:
    """A worker that dies between writing a mail down and saying so leaves it to another."""
    context = api.runtime.machine("rule", "test")
    one = context.catalog.objects["sample_partner"]
    said = {"subject": {"en": "Hello {name}\nBcc: all"}, "text": {"en": "{name}: {title}"}, "values": {"name": "Kim"},
            "hidden": [], "title": "T", "to": named(one, {}, To())}
    for address in ("kim@else.example", "kim@else.example\nBcc: x@y.example", "nobody"):
        row = Row(1, LETTER.name, f"k/{address}", {**said, "address": address}, 1, NOW, None, one.uid, 1, None, None,
                  None)
        for _ in range(2):
            LETTER.run(api.runtime, row)
    found = [each.mail for each in recent(api.runtime.database)]
    assert [(each.address, each.subject, each.body) for each in found] == [
        ("kim@else.example", "Hello Kim Bcc: all", "Kim: T\n")]
