"""Tokens that may less than their owners, and when they were last used."""

from datetime import timedelta

import pytest

from dougong.access import account, identity
from dougong.access.account import Owner
from dougong.access.scope import VERBS, scope_of
from dougong.kernel.clock import FixedClock
from dougong.kernel.errors import Refused
from tests.journeys.api.conftest import Api

PARTNER = {"code": "S1", "name": "华东机械"}


def key(api: Api, verbs: tuple[str, ...] = (), objects: tuple[str, ...] = (), login: str = "admin") -> str:
    scope = scope_of(api.runtime.live.catalog, verbs, objects)
    return identity.create_token(api.runtime.database, login, "scoped", api.runtime.clock, scope=scope)


def by(api: Api, token: str, method: str, address: str, json: object = None, **headers: str) -> int:
    return int(api(method, address, json, Authorization=f"Bearer {token}", **headers).status_code)


def test_a_token_to_read_changes_nothing(api: Api) -> None:
    token, partner = key(api, ("read",)), api.partner()
    at, before = f"/sample_partner/{partner['id']}", api.rows("sample_partner")
    assert by(api, token, "GET", at) == 200
    assert by(api, token, "POST", "/sample_partner", {"code": "S0", "name": "x"}) == 403
    assert by(api, token, "PATCH", at, {"name": "x"}, If_Match='"1"') == 403
    assert by(api, token, "DELETE", at, If_Match='"1"') == 403
    assert by(api, token, "POST", "/batch", {"changes": [
        {"object": "sample_partner", "verb": "create", "values": {"code": "S0", "name": "x"}}]}) in {403, 404, 422}
    assert (api("GET", at).json["version"], api.rows("sample_partner")) == (1, before)


def test_a_token_for_some_objects_sees_no_others_nor_through_links(api: Api) -> None:
    order = api.order()
    token = key(api, objects=("sample_order",))
    assert by(api, token, "GET", f"/sample_order/{order['id']}") == 200
    told = api("GET", f"/sample_order/{order['id']}", Authorization=f"Bearer {token}").json
    assert [line["item"] for line in told["lines"]] == ["Bolt"]
    assert by(api, token, "GET", "/sample_partner") == 404
    assert by(api, token, "GET", "/sample_order?partner.name=x") in {400, 404}
    assert by(api, token, "GET", "/user") == 404
    document = api.client.get("/api/openapi.json", headers={"Authorization": f"Bearer {token}"}).get_data(as_text=True)
    assert "/sample_order" in document
    assert "/sample_partner" not in document


def test_a_narrowed_token_of_an_administrator_is_none(api: Api) -> None:
    token = key(api, VERBS)
    assert by(api, token, "POST", "/sample_partner", {**PARTNER, "code": "S2"}) == 201
    assert by(api, token, "GET", "/catalog") == by(api, key(api, ("read",)), "GET", "/catalog")
    assert by(api, token, "POST", "/plan", {}) in {403, 404}
    assert "admin" not in api("GET", "/me", Authorization=f"Bearer {token}").json["roles"]
    assert by(api, token, "POST", "/sample_partner/export", {}) in {403, 404, 405}


def test_a_scope_gives_nothing_its_owner_has_not(api: Api) -> None:
    api.made("user", login="nobody", name="Nobody")
    token = key(api, ("read", "create"), ("sample_partner",), "nobody")
    assert by(api, token, "GET", "/sample_partner") == 404
    assert by(api, token, "POST", "/sample_partner", {**PARTNER, "code": "S3"}) == 404


@pytest.mark.parametrize(("verbs", "objects", "near"), [
    (("reed",), (), "read"), (("import",), (), None), ((), ("sample_partnr",), "sample_partner"), ((), ("x",), None)])
def test_an_unknown_scope_is_refused_with_what_was_meant(
        api: Api, verbs: tuple[str, ...], objects: tuple[str, ...], near: str | None) -> None:
    with pytest.raises(Refused) as refused:
        scope_of(api.runtime.live.catalog, verbs, objects)
    assert refused.value.errors[0].params.get("near") == near


def test_when_a_token_was_last_used_is_told_and_a_read_writes_nothing(api: Api) -> None:
    runtime = api.runtime
    clock = FixedClock(runtime.clock.now() - timedelta(days=1))
    token = identity.create_token(runtime.database, "admin", "yesterday's", clock)
    owner = Owner(runtime.database, runtime.clock, 1, "admin", "")

    def used() -> object:
        return next(each.used for each in account.keys(owner) if each.name == "yesterday's")
    assert used() is None
    assert by(api, token, "GET", "/me") == 200
    assert used() is None
    runtime.uses.flush()
    assert used() is not None
    assert identity.by_token(runtime.database, token, runtime.clock).token is None
