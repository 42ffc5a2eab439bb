"""Two accounts on PostgreSQL: definitions change while the server serves, by the one that may change tables."""

from collections.abc import Iterator

import pytest

from tests import postgres
from tests.journeys.api.conftest import Api, opened
from tests.journeys.api.test_planning import PATH, asked, note


@pytest.fixture(scope="module")
def api(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A program that talks to a server which has two accounts."""
    with postgres.accounts(postgres_url) as (serving, owner):
        yield from opened(serving, tmp_path_factory.mktemp("api"), DOUGONG_MIGRATOR_URL=owner)


def put(api: Api, text: str, agree: str = "safe") -> None:
    """Publish a definition while the server serves."""
    done = api("POST", "/catalog/apply", {"files": {PATH: text}, "digest": asked(api, text)["digest"], "agree": agree})
    assert done.status_code == 200, done.json


def test_what_is_published_while_it_serves_is_written_and_read_at_once(api: Api) -> None:
    order = api.order()
    put(api, note())
    made = api.made("sample_note", words="kept")
    put(api, note("  colour: {type: text, unique: true, label: {zh-Hans: 颜色, en: Colour}}\n"))
    changed = api("PATCH", f"/sample_note/{made['id']}", {"colour": "red"}, If_Match=f'"{made["version"]}"')
    assert changed.status_code == 200, changed.json
    assert api("GET", f"/sample_note/{made['id']}").json["colour"] == "red"
    assert api("GET", f"/sample_order/{order['id']}").json["id"] == order["id"]


def test_without_the_other_account_the_refusal_names_it(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.runtime.database, "_other", None)
    text = note("  size: {type: text, label: {zh-Hans: 大小, en: Size}}\n").replace("sample_note", "sample_memo")
    files = {"sample/objects/sample_memo.yaml": text}
    plan = api("POST", "/catalog/plan", {"files": files}).json
    refused = api("POST", "/catalog/apply", {"files": files, "digest": plan["digest"]})
    assert (refused.status_code, refused.json["code"]) == (422, "plan_refused")
    assert "DOUGONG_MIGRATOR_URL" in refused.json["errors"][0]["message"]
    assert api("GET", "/catalog").json["number"] == plan["base"]
