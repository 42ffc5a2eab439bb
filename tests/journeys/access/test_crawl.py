"""Every address as everybody: reading writes nothing, nobody comes in without being let in, and what is planted in what
somebody may not see comes out nowhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from dougong.store.database import Database
from dougong.store.engine_tables import ENGINE
from dougong.store.sql import Statement
from dougong.web.blueprint import OPEN
from tests.journeys.access.crawl import WHOLE, addresses, pages, rules
from tests.journeys.access.served import Site

#: Who goes, and what of the planted values each may see: those in own records, in fields that are shown, where a
#: condition holds. Worked out from the roles in pack.py.
PLANTED = {
    "name": "CANARYname", "code": "CANARYcode", "secret": "CANARYsecret", "cost": "73737.37", "item": "CANARYitem",
    "part_cost": "84848.48", "firm": "CANARYfirm", "credit": "95959.95", "note": "CANARYnote", "file": "CANARYfile",
    "old": "CANARYold", "mail": "canary@example.com",
}
SEES = {
    "ann": {"mail"},                              # who works here is known to colleagues: the role staff of `system`
    "hal": set(),
    "eve": {"name", "old", "file"},               # looks at every deal's name and price, no more; at their past, too
    "ida": {"name", "code", "secret", "item", "file", "old"},    # heads bob; the class cost is not shown to her
    "fay": set(PLANTED),
}
GOING = tuple(SEES) if WHOLE else ("ann", "eve", "hal")
#: Every link there is, as everybody, takes its time.
pytestmark = pytest.mark.timeout(3600 if WHOLE else 300)
#: What everybody may open, and why: a new one has to be written down here.
OPENED = {
    "/sign-in", "/sign-in/code", "/sign-in/oidc", "/sign-in/oidc/back", "/forgot", "/password/<purpose>/<secret>",
    "/language", "/theme", "/healthz", "/healthz/live", "/healthz/ready", "/metrics",
    "/api/docs", "/api/docs.css", "/api/docs.js", "/schemas/<kind>.json",
}


@pytest.fixture(scope="module")
def planted(site: Site) -> dict[str, Any]:
    """A deal of Bob's with a firm, a part, a note and a file, a value planted in each; and what there is to ask for."""
    for other in range(3):                                  # so that not everything is number 1
        site.made("ann", "deal", name=f"Other {other}", parts=[{"item": "x"}] * other)
    firm = site.made("bob", "firm", name=PLANTED["firm"])
    site.call("admin", "PATCH", f"/firm/{firm['id']}", {"credit": PLANTED["credit"]}, If_Match='"1"')
    deal = site.made("bob", "deal", name=PLANTED["old"], code=PLANTED["code"], firm=firm["id"], price="5.00",
                     parts=[{"item": PLANTED["item"]}])
    parts = [{"id": deal["parts"][0]["id"], "cost": PLANTED["part_cost"]}]
    changed = site.call("admin", "PATCH", f"/deal/{deal['id']}", {
        "name": PLANTED["name"], "cost": PLANTED["cost"], "secret": PLANTED["secret"], "parts": parts}, If_Match='"1"')
    assert changed.status_code == 200, changed.json
    note = site.made("admin", "note", text=PLANTED["note"], deal=deal["id"])
    bob = site.call("admin", "GET", f"/user/{site.ids['bob']}").json
    site.call("admin", "PATCH", f"/user/{bob['id']}", {"email": PLANTED["mail"]}, If_Match=f'"{bob["version"]}"')
    file = site.app.test_client(use_cookies=False).post(
        f"/api/v1/files?name={PLANTED['file']}.txt&about=deal/{deal['id']}", data=b"words",
        headers={"Authorization": f"Bearer {site.tokens['admin']}"}, content_type="application/octet-stream")
    assert file.status_code == 201, file.json
    ids = {str(each) for each in (deal["id"], firm["id"], note["id"], file.json["id"], deal["parts"][0]["id"])}
    return {"ids": sorted(ids), "deal": deal["id"]}


def filled(planted: dict[str, Any]) -> dict[str, list[str]]:
    """Return what the open parts of addresses are filled with."""
    objects = ["deal", "firm", "note", "deal_part", "user"] if WHOLE else ["deal", "firm", "note"]
    ids = planted["ids"] if WHOLE else sorted({str(planted["deal"]), planted["ids"][0]})
    return {"object": objects, "name": objects, "id": ids, "number": ids, "field": ["secret", "firm"],
            "named": ["x.txt"], "path": ["no-such-page"], "rest": ["no-such-address"], "kind": ["role"],
            "external_id": ["x"], "thing": ["deal"], "plugin": [], "version": ["x"],
            "purpose": ["reset"], "secret": ["made-up"], "transition": ["close"], "rule": ["closing"]}


def test_every_address_keeps_out_who_is_not_signed_in(site: Site, planted) -> None:
    client = site.app.test_client()
    values = {name: each[:1] for name, each in filled(planted).items()}
    known = {rule.rule for rule in rules(site.app)}
    for rule in rules(site.app):
        if rule.rule in OPENED or rule.endpoint in OPEN:
            continue
        for address in addresses(Only(site.app, rule.rule), values):
            status = client.get(address).status_code
            assert status in {302, 401, 404}, (
                f"{address} answers {status} to anybody: let it be signed in for, or write it down in OPENED")
            assert status != 404 or address.startswith(("/api", "/schemas", "/metrics")), address
    assert known | {"/language", "/theme"} >= OPENED, "what is written down is there"


def test_every_post_keeps_out_who_is_not_signed_in(site: Site) -> None:
    client = site.app.test_client()
    for rule in site.app.url_map.iter_rules():
        methods = (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
        if rule.endpoint in OPEN or not methods or "<" in rule.rule.replace("<object>", "").replace("<name>", ""):
            continue
        address = rule.rule.replace("<object>", "deal").replace("<name>", "deal")
        for method in methods:
            assert client.open(address, method=method).status_code in {302, 401, 403, 404, 405}, (method, address)


def test_pages_of_administrators_are_nobody_else_s(site: Site, planted) -> None:
    values = {name: each[:1] for name, each in filled(planted).items()}
    ann = site.screen("ann")
    found = [address for address in addresses(site.app, values) if address.startswith("/admin")]
    assert len(found) > 20
    for address in found:
        assert ann.get(address).status_code == 404, address


@pytest.mark.parametrize("who", GOING)
def test_what_is_planted_where_somebody_may_not_look_comes_out_nowhere(site: Site, planted, who: str) -> None:
    hidden = {name: text for name, text in PLANTED.items() if name not in SEES[who]}
    met: set[str] = set()
    count = 0
    for address, answer in pages(site, who, addresses(site.app, filled(planted))):
        assert answer.status_code < 500, address
        text = answer.get_data(as_text=True) + str(answer.headers)
        found = {name for name, value in hidden.items() if value in text}
        assert not found, f"{who} meets {sorted(found)} at {address}"
        met |= {name for name, value in PLANTED.items() if value in text}
        count += 1
    assert count > 150
    assert met == SEES[who] or not WHOLE, "what may be seen is met somewhere: the search does find what is there"


@pytest.mark.parametrize("who", GOING if WHOLE else ("ann",))
def test_reading_writes_nothing(site: Site, planted, who: str) -> None:
    every = list(addresses(site.app, filled(planted)))
    site.screen(who)
    before = dumped(site.runtime.database)
    for count, (address, _) in enumerate(pages(site, who, every)):
        if WHOLE and count % 50 == 0:
            assert dumped(site.runtime.database) == before, address
    assert dumped(site.runtime.database) == before


def test_an_administrator_s_reading_writes_nothing_either(site: Site, planted) -> None:
    site.screen("admin")
    before = dumped(site.runtime.database)
    for address, answer in pages(site, "admin", addresses(site.app, filled(planted))):
        assert answer.status_code < 500, address
    assert dumped(site.runtime.database) == before


#: Rows that say that somebody was kept out, or which server runs; and what is counted apart.
_ASIDE = frozenset({"dg_audit", "dg_audit_link", "dg_worker"})


def dumped(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    tables = [*(table.name for table in ENGINE.sorted_tables if table.name not in _ASIDE),
              "deal", "firm", "note", "deal_part", "\"user\"", "membership", "unit", "role"]
    with database.read() as session:
        return {name: sorted(session.rows(Statement(f"select * from {name}", keep=False)), key=repr)
                for name in tables}


class Only:
    """An application of which one rule alone is seen."""

    def __init__(self, app: Flask, rule: str) -> None:
        self.url_map = self
        self._rules = [each for each in app.url_map.iter_rules() if each.rule == rule]

    def iter_rules(self) -> Iterator[Any]:
        return iter(self._rules)
