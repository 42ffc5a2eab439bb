"""Whose company a record is of decides, for who sees the records of their own: those of another are as good as none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dougong import resources
from dougong.catalog.reading.source import PackSource
from tests import postgres
from tests.journeys.access.served import Site, opened

BILLS = {
    "pack.yaml": "{kind: pack, name: bills, format: 1, version: 1.0.0, label: Bills, language: en, requires: [system]}",
    "objects/bill.yaml": """
kind: object
name: bill
label: Bill
title: "{name}"
fields:
  name:    {type: text, label: Name, required: true}
  company: {type: link, label: Company, to: company}
""",
    "roles/local.yaml": """
kind: role
name: local
label: Local
grants:
  ours: {on: [bill], may: [read, create, update], scope: company}
  names: {on: [company], may: [read], scope: all}
""",
}
SOURCES = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("bills", BILLS))
PEOPLE = {"ann": [("sales", "local")], "bob": [("sales", "local")], "cat": [("sales", "local")]}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def firm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of two companies: Ann works in the first without its being said, Bob in the second, Cat in the first."""
    home = tmp_path_factory.mktemp("firms")
    if request.param == "sqlite":
        for site in opened(f"sqlite:///{home / 'firms.db'}", home, sources=SOURCES, people=PEOPLE):
            _founded(site)
            yield site
        return
    with postgres.database(request.getfixturevalue("postgres_url")) as address:
        for site in opened(address, home, sources=SOURCES, people=PEOPLE):
            _founded(site)
            yield site


def _founded(site: Site) -> None:
    ids = {name: site.made("admin", "company", name=name, currency="CNY", time_zone="Asia/Shanghai")["id"]
           for name in ("North", "South")}
    for who, company in (("bob", "South"), ("cat", "North")):
        user = site.call("admin", "GET", f"/user/{site.ids[who]}").json
        assert site.call("admin", "PATCH", f"/user/{user['id']}", {"company": ids[company]},
                         If_Match=f'"{user["version"]}"').status_code == 200
    for name in ("North", "South", "both"):
        site.made("admin", "bill", name=name, company=ids.get(name))


@pytest.mark.req("R008", "R032")
@pytest.mark.parametrize(("who", "sees"), [("ann", {"North", "both"}), ("bob", {"South", "both"}),
                                           ("cat", {"North", "both"}), ("admin", {"North", "South", "both"})])
def test_one_sees_what_is_of_one_s_company_or_of_all(firm: Site, who: str, sees: set[str]) -> None:
    assert {each["name"] for each in firm.call(who, "GET", "/bill").json["data"]} == sees
    page = firm.screen(who).get("/o/bill").get_data(as_text=True)
    assert {name for name in ("North", "South", "both") if f">{name}<" in page} == sees


def test_nothing_is_made_or_moved_for_another(firm: Site) -> None:
    south = next(each["id"] for each in firm.call("admin", "GET", "/company?name=South").json["data"])
    assert firm.call("ann", "POST", "/bill", {"name": "x", "company": south}).status_code == 403
    theirs = next(each["id"] for each in firm.call("admin", "GET", "/bill?name=South").json["data"])
    assert firm.call("ann", "PATCH", f"/bill/{theirs}", {"name": "x"}, If_Match='"1"').status_code == 404
    own = firm.made("ann", "bill", name="mine")
    moved: Any = firm.call("ann", "PATCH", f"/bill/{own['id']}", {"company": south}, If_Match='"1"')
    assert moved.status_code == 403, "what it would be is judged, too"


def test_it_is_explained(firm: Site) -> None:
    shown = firm.call("admin", "GET", "/bill?name=South").json["data"][0]["id"]
    answer = firm.call("admin", "GET", f"/me/access?user={firm.ids['ann']}&object=bill&id={shown}").json
    read = next(each for each in answer["verbs"] if each["verb"] == "read")
    assert (read["allowed"], "records of the company they work in" in str(read["grounds"])) == (False, True)
