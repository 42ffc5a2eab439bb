"""Somebody always administers: the last one is not locked out, whichever way is tried."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.journeys.access.served import Site

FIRST = 1


class Alone:
    """The company whose first user is disabled: Joe alone administers, by his role."""

    def __init__(self, site: Site) -> None:
        self.site = site
        assert self.change("user", self.read("user", FIRST), status="disabled").status_code == 200
        self.boss, self.seller = (self.site.call("joe", "GET", f"/role?code={code}").json["data"][0]
                                  for code in ("boss", "seller"))

    def read(self, object: str, id: int) -> dict[str, Any]:
        return dict(self.site.call("joe", "GET", f"/{object}/{id}").json or {})

    def joe(self) -> dict[str, Any]:
        return self.read("user", self.site.ids["joe"])

    def held(self) -> dict[str, Any]:
        found, = self.site.call("joe", "GET", f"/membership?member={self.site.ids['joe']}").json["data"]
        return dict(found)

    def change(self, object: str, record: dict[str, Any], **values: Any) -> TestResponse:
        return self.site.call("joe", "PATCH", f"/{object}/{record['id']}", values, If_Match=f'"{record["version"]}"')

    def drop(self, object: str, record: dict[str, Any]) -> TestResponse:
        return self.site.call("joe", "DELETE", f"/{object}/{record['id']}", If_Match=f'"{record["version"]}"')


@pytest.fixture(scope="module")
def alone(site: Site) -> Alone:
    return Alone(site)


WAYS: dict[str, Callable[[Alone], TestResponse]] = {
    "disabled": lambda here: here.change("user", here.joe(), status="disabled"),
    "without the role": lambda here: here.drop("membership", here.held()),
    "for a while": lambda here: here.change("membership", here.held(), valid_to="2030-01-01"),
    "later": lambda here: here.change("membership", here.held(), valid_from="2090-01-01"),
    "in another role": lambda here: here.change("membership", here.held(), role=here.seller["id"]),
    "disabled in a batch": lambda here: here.site.call("joe", "POST", "/user/batch", {"changes": [
        {"verb": "update", "id": here.joe()["id"], "version": here.joe()["version"],
         "values": {"status": "disabled"}}]}),
    "a role by another name": lambda here: here.change("role", here.read("role", here.boss["id"]), code="bosses"),
}


@pytest.mark.req("R029")
@pytest.mark.parametrize("way", WAYS)
def test_the_last_administrator_stays_one(alone: Alone, way: str) -> None:
    before = alone.joe(), alone.held()
    refused = WAYS[way](alone)
    assert "last_administrator" in refused.get_data(as_text=True), refused.json
    assert refused.status_code == 422 or way == "disabled in a batch"
    assert (alone.joe(), alone.held()) == before


def test_nor_is_he_put_into_the_bin(alone: Alone) -> None:
    assert alone.drop("user", alone.joe()).status_code in {409, 422}         # his membership points to him, besides
    assert alone.joe()["status"] == "active"


def test_with_another_one_he_may_go(alone: Alone) -> None:
    site = alone.site
    made = site.made("joe", "membership", member=site.ids["hal"], role=alone.boss["id"], valid_from="2026-01-01",
                     reason="hired")
    assert site.call("hal", "PATCH", f"/user/{site.ids['joe']}", {"status": "disabled"},
                     If_Match=f'"{alone.joe()["version"]}"').status_code == 200
    last = site.call("hal", "DELETE", f"/membership/{made['id']}", If_Match='"1"')
    assert last.json["code"] == "last_administrator"
    joe = site.call("hal", "GET", f"/user/{site.ids['joe']}").json
    assert site.call("hal", "PATCH", f"/user/{joe['id']}", {"status": "active"},
                     If_Match=f'"{joe["version"]}"').status_code == 200
    assert site.call("joe", "DELETE", f"/membership/{made['id']}", If_Match='"1"').status_code < 300


def test_what_makes_nobody_an_administrator_is_free(alone: Alone) -> None:
    assert alone.change("user", alone.joe(), name="Joseph").status_code == 200
    ann = alone.read("user", alone.site.ids["ann"])
    assert alone.change("user", ann, status="disabled").status_code == 200
