"""What the founding documents ask of rights, with the shipped roles as they are: sentence by sentence."""

import re
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from werkzeug.test import TestResponse

from dougong.access import identity
from dougong.fields.any_link import AnyLink
from tests.journeys.api.conftest import Api
from tests.journeys.packs.conftest import Books
from tests.journeys.packs.shop import booked, order, warehouse
from tests.journeys.packs.trade import product

COUNT = count(1)
OURS = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}


class Someone:
    """Somebody in a role and department, with a token and a screen."""

    def __init__(self, books: Api, role: str, unit: int) -> None:
        self.books, login = books, f"{role}{next(COUNT)}"
        self.id = int(books.made("user", login=login, name=login)["id"])
        known = books("GET", f"/role?code={role}").json["data"]
        held = known[0]["id"] if known else books.made("role", code=role, name=role)["id"]
        books.made("membership", member=self.id, role=held, unit=unit, valid_from="2020-01-01", reason="hired")
        self.token = identity.create_token(books.runtime.database, login, "test", books.runtime.clock)

    def __call__(self, method: str, address: str, json: Any = None, **headers: str) -> TestResponse:
        return self.books(method, address, json, Authorization=f"Bearer {self.token}", **headers)

    def made(self, object: str, **values: Any) -> dict[str, Any]:
        answer = self("POST", f"/{object}", values)
        assert answer.status_code == 201, answer.json
        return dict(answer.json)

    def customers(self) -> set[int]:
        page = self("GET", "/customer?limit=500&fields=name&count=exact").json
        assert page["count"] == len(page["data"])
        return {each["id"] for each in page["data"]}

    def screen(self, address: str, *, post: bool = False) -> TestResponse:
        runtime, client = self.books.runtime, self.books.app.test_client()
        client.set_cookie("dougong", identity.open_session(runtime.database, self.id, runtime.clock))
        if not post:
            return client.get(address, headers=OURS)
        token = re.search(r'name="dg-csrf" content="([^"]*)"', client.get("/account", headers=OURS).text)
        assert token is not None
        return client.post(address, headers=OURS, data={"_csrf": token[1]})


def unit(books: Api, **values: Any) -> int:
    number = next(COUNT)
    return int(books.made("unit", code=f"R{number}", name=f"销售 {number} 部", **values)["id"])


def customer(who: Someone) -> int:
    return int(who.made("customer", name=f"权限机械 {next(COUNT)}")["id"])


@pytest.mark.req("R003")
def test_definitions_are_for_administrators(books: Books) -> None:
    rep = Someone(books, "sales_rep", unit(books))
    for method, address in (("GET", "/catalog"), ("POST", "/catalog/plan"), ("POST", "/catalog/apply"),
                            ("GET", "/catalog/history")):
        assert rep(method, address, {} if method == "POST" else None).status_code == 403, address


@pytest.mark.req("R006")
def test_the_menu_shows_what_one_may(books: Books) -> None:
    home = Someone(books, "purchaser", unit(books)).screen("/").text
    assert re.search(r'href="/o/purchase_order["?]', home)
    assert 'href="/admin' not in home
    assert "/o/sales_order" not in home


@pytest.mark.req("R008")
def test_what_goods_cost_is_nowhere_for_who_sells_them(books: Books) -> None:
    """By API, in a list, as a file, on screen and on paper; the manager sees it in each."""
    rep, manager = (Someone(books, role, unit(books)) for role in ("sales_rep", "sales_manager"))
    made = product(books)["id"]
    booked(books, "stock_cost", product=made, cost_scope=AnyLink("warehouse", warehouse(books)), qty=Decimal(1),
           value=Decimal("7373.73"))
    seen = {}
    for who in (rep, manager):
        texts = [who("GET", f"/product/{made}").text, who("GET", f"/product?id={made}").text,
                 who.screen(f"/o/product/{made}").text, who.screen("/o/product").text,
                 who("GET", f"/product/{made}/history").text, who("GET", f"/product/{made}?explain=1").text]
        seen[who] = ["7373.73" in text.replace(",", "") for text in texts]
        assert who("GET", "/product?sort=cost_price&limit=1").status_code == (200 if who is manager else 400)
        assert who("POST", "/exports", {"object": "product", "format": "csv"}).status_code == (
            202 if who is manager else 403)
        assert who.screen(f"/o/product/{made}/print", post=True).status_code == (200 if who is manager else 403)
    assert not any(seen[rep])
    assert all(seen[manager][:3])


@pytest.mark.req("R029")
def test_who_changes_does_not_remove_and_what_is_ordered_by_stays(books: Books) -> None:
    service = Someone(books, "service_rep", unit(books))
    ordered = order(books, {"qty": "1", "entered": "5"})["customer"]
    assert service("DELETE", f"/customer/{ordered}", If_Match='"1"').status_code == 403
    version = books("GET", f"/customer/{ordered}").json["version"]
    kept = books("DELETE", f"/customer/{ordered}", If_Match=f'"{version}"')
    assert (kept.status_code, kept.json["code"]) == (409, "in_use")


@pytest.mark.req("R030")
def test_fifty_customers_go_to_another_with_what_is_open(books: Books) -> None:
    here = unit(books)
    rep, other, manager = (Someone(books, role, here) for role in ("sales_rep", "sales_rep", "sales_manager"))
    firms = [customer(rep) for _ in range(50)]
    opened = rep.made("opportunity", name="Line", customer=firms[0], amount="5", close_date="2027-01-31")["id"]
    lost = rep.made("opportunity", name="Gone", customer=firms[0], amount="5", close_date="2027-01-31")
    said = rep("POST", f"/opportunity/{lost['id']}/do/lose", {"version": 1, "lost_reason": "price"})
    assert said.status_code == 200, said.json
    for each in firms:
        given = manager("POST", f"/customer/{each}/assign", {"owner": other.id, "along": ["opportunity.customer"]})
        assert given.status_code == 200, given.json
    assert (rep.customers(), other.customers()) == (set(), set(firms))
    owners = [manager("GET", f"/opportunity/{each}").json["owner"] for each in (opened, lost["id"])]
    assert owners == [other.id, rep.id]
    told = [manager("GET", f"/customer/{each}/history").json["data"][0] for each in firms]
    assert {each["actor"] for each in told} == {manager.id}
    assert all([rep.id, other.id] in each["changes"].values() for each in told)


@pytest.mark.req("R031")
def test_a_superior_sees_what_subordinates_have_and_peers_do_not(books: Books) -> None:
    """A reports to M, and M to D; B is A's peer."""
    top = unit(books)
    team = unit(books, parent=top)
    director, head = Someone(books, "sales_manager", top), Someone(books, "sales_manager", team)
    rep, peer = Someone(books, "sales_rep", team), Someone(books, "sales_rep", team)
    theirs, heads = customer(rep), customer(head)
    assert director.customers() == {theirs, heads}
    assert head.customers() == {theirs, heads}
    assert peer.customers() == set()


@pytest.mark.req("R032")
def test_ten_of_one_s_own_and_two_that_are_shared_are_twelve(books: Books) -> None:
    here = unit(books)
    rep, other = (Someone(books, "sales_rep", here) for _ in range(2))
    own, shared = {customer(rep) for _ in range(10)}, {customer(other) for _ in range(2)}
    for each in shared:
        given = other("POST", f"/customer/{each}/share", {"whom": f"user/{rep.id}", "verb": "read"})
        assert given.status_code == 200, given.json
    assert rep.customers() == own | shared
    for each in shared:
        assert rep("PATCH", f"/customer/{each}", {"name": "Mine"}, If_Match='"1"').status_code == 403
