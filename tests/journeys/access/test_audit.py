"""What has to be accounted for is written down as it happens, also where what was tried is rolled back."""

import json

import pytest
from click.testing import CliRunner

from dougong.access import factor, identity
from dougong.access.account import Owner, keys
from dougong.cli import main
from dougong.records.audit import BULK
from dougong.store.engine.audit_chain import link, verify
from tests.journeys.access.served import PASSWORD, Site
from tests.journeys.web.test_guard import OURS, hidden


@pytest.fixture
def before(site: Site) -> int:
    """The newest entry there is before the test begins."""
    newest = site.audit()
    return newest[0].id if newest else 0


def since(site: Site, before: int, kind: str) -> list:
    return [row for row in site.audit(kind) if row.id > before]


def test_a_denied_change_is_rolled_back_and_still_written_down(site: Site, before: int) -> None:
    deal = site.made("bob", "deal", name="Bob's")
    answer = site.call("dan", "DELETE", f"/deal/{deal['id']}", If_Match='"1"')
    assert answer.status_code == 403
    row, = since(site, before, "denied")
    assert (row.actor, row.door, row.said["what"]) == (site.ids["dan"], "api", f"DELETE /api/v1/deal/{deal['id']}")
    assert row.correlation == answer.json["instance"].rpartition(":")[2]
    assert site.call("bob", "GET", f"/deal/{deal['id']}").json["archived_at"] is None


def test_a_row_of_a_batch_that_is_denied_is_written_down(site: Site, before: int) -> None:
    deal = site.made("ann", "deal", name="Ann's")
    rows = [{"verb": "archive", "id": deal["id"], "version": 1}]
    assert site.call("dan", "POST", "/deal/batch", {"changes": rows}).json["data"][0]["status"] == 403
    assert [row.said["what"] for row in since(site, before, "denied")] == [f"archive deal/{deal['id']}"]


def test_what_is_allowed_and_what_is_only_missing_leaves_nothing(site: Site, before: int) -> None:
    assert site.call("ann", "GET", "/deal").status_code == 200
    assert site.call("ann", "GET", "/deal/999999").status_code == 404
    assert site.call("ann", "GET", "/deal?sort=nothing").status_code == 400
    assert [row for row in site.audit() if row.id > before] == []


def test_an_object_that_is_hidden_and_one_that_is_not_there_leave_an_entry_alike(site: Site, before: int) -> None:
    answers = [site.call("hal", "GET", f"/{name}") for name in ("deal", "dael")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert [(row.object, row.said["code"]) for row in since(site, before, "denied")] == [
        (None, "missing"), ("deal", "missing")]


def test_pages_of_administrators_are_refused_and_written_down(site: Site, before: int) -> None:
    ann = site.screen("ann")
    newest = site.audit()[0].id
    for page in ("/admin/catalog", "/admin/audit", "/admin/no-such-page"):
        assert ann.get(page).status_code == 404
    assert len(since(site, newest, "denied")) == 3
    assert before < newest


def test_a_token_that_opens_nothing_is_written_down_once_a_minute(site: Site, before: int) -> None:
    site.tokens["stranger"] = "dg_made-up"
    assert {site.call("stranger", "GET", "/deal").status_code for _ in range(5)} == {401}
    found = since(site, before, "denied")
    assert len(found) <= 1
    assert "dg_made-up" not in json.dumps([dict(row.said) for row in found])


def test_signing_in_well_and_badly_and_out(site: Site, before: int) -> None:
    site.screen("kim")
    client = site.app.test_client()
    for login, password in (("kim", "wrong horse battery"), ("my-secret-password", "x" * 12)):
        client.post("/sign-in", headers=OURS, data={**hidden(client.get("/sign-in")), "login": login,
                                                    "password": password})
    leaving = site.screen("kim")
    leaving.post("/sign-out", headers=OURS, data=hidden(leaving.get("/account")))
    assert [(row.actor, row.address) for row in since(site, before, "sign_in")] == [(site.ids["kim"], "127.0.0.1")]
    failed = since(site, before, "sign_in_failed")
    assert [row.actor for row in failed] == [None, site.ids["kim"]]
    assert "my-secret-password" not in str(failed), "what is typed as a name may be somebody's password"
    assert [row.actor for row in since(site, before, "sign_out")] == [site.ids["kim"]]
    site.at.pop("kim")


@pytest.mark.req("R005")
def test_after_five_wrong_passwords_the_right_one_waits_too(site: Site, before: int) -> None:
    site.screen("lil")
    client = site.app.test_client()
    english = {**OURS, "Accept-Language": "en"}
    for password in (*(["wrong horse battery"] * 5), PASSWORD):
        answer = client.post("/sign-in", headers=english, data={**hidden(client.get("/sign-in")), "login": "lil",
                                                                "password": password})
        assert answer.status_code != 303
    assert "Too many attempts" in answer.text
    assert len(since(site, before, "sign_in")) == 1
    assert [row.actor for row in since(site, before, "sign_in_failed")] == [site.ids["lil"]] * 5
    site.at.pop("lil")


def test_what_is_done_to_an_account_is_written_down_without_secrets(site: Site, before: int) -> None:
    """Kim makes a key and drops it, and is given a password, a key and no second factor by commands."""
    database, clock, kim, page = site.runtime.database, site.runtime.clock, site.ids["kim"], site.screen("kim")
    made = page.post("/account/keys", headers=OURS, data={**hidden(page.get("/account")), "name": "Till", "days": "30"})
    assert made.status_code == 200
    (key,) = (each for each in keys(Owner(database, clock, kim, "kim", "")) if each.name == "Till")
    page.post("/account/keys/drop", headers=OURS, data={**hidden(page.get("/account")), "key": str(key.id)})
    own = [(row.actor, row.record_id, row.door, dict(row.said)) for row in since(site, before, "account")
           if row.actor == kim]
    assert own == [(kim, kim, "screen", {"what": "token_revoked"}),
                   (kim, kim, "screen", {"what": "token", "name": "Till"})]
    newest = site.audit()[0].id
    secret = identity.create_token(database, "kim", "Command", clock)
    identity.revoke_token(database, secret, clock)
    identity.revoke_token(database, "dg_made-up", clock)
    identity.set_password(database, "kim", PASSWORD, clock)
    factor.drop(factor.Kept(database, "key", clock), kim, None)
    told = since(site, newest, "account")
    assert [(row.actor, row.door, row.said["what"]) for row in told] == [
        (None, "cli", what) for what in ("factor_dropped", "password", "token_revoked", "token")]
    seen = site.screen("admin").get("/admin/audit?what=account").get_data(as_text=True)
    assert "Key made · Name: Command" in seen
    assert secret not in str(told)
    assert PASSWORD not in str(told)
    site.at.pop("kim")


def test_rights_given_and_taken_are_written_down_with_their_values(site: Site, before: int) -> None:
    role = site.call("admin", "GET", "/role?code=auditor").json["data"][0]["id"]
    held = site.made("admin", "membership", member=site.ids["hal"], role=role, valid_from="2026-01-01", reason="x")
    assert site.call("admin", "DELETE", f"/membership/{held['id']}", If_Match='"1"').status_code == 204
    page = site.screen("admin").get("/admin/audit?what=rights").get_data(as_text=True)
    assert all(word in page for word in ("Create · ", ": auditor", ": Hal", "Reason: x")), "what records go by"
    taken, given = since(site, before, "rights")
    assert (given.object, given.record_id, given.said["member"]) == ("membership", held["id"], [None, site.ids["hal"]])
    assert given.said["role"] == [None, role]
    assert (taken.said["verb"], taken.record_id) == ("archive", held["id"])


def test_sharing_a_record_is_written_down(site: Site, before: int) -> None:
    deal = site.made("admin", "deal", name="Shared")
    whom = f"user/{site.ids['hal']}"
    answer = site.call("admin", "POST", f"/deal/{deal['id']}/share", {"whom": whom, "verb": "read"})
    assert answer.status_code < 300, answer.json
    row, = since(site, before, "rights")
    assert (row.object, row.record_id, row.said["verb"]) == ("deal", deal["id"], "share")
    assert row.said["shares"][0] is None
    assert row.said["shares"][1]["whom"] == whom


def test_the_page_says_with_whom_a_record_was_shared(site: Site) -> None:
    deal = site.made("ann", "deal", name="Told")
    assert site.call("ann", "POST", f"/deal/{deal['id']}/share", {
        "whom": f"user/{site.ids['cat']}", "verb": "read"}).status_code < 300
    page = site.screen("admin").get("/admin/audit?what=rights").get_data(as_text=True)
    assert "Share · Shared: Cat Read" in page


def test_of_a_user_no_values_are_kept(site: Site, before: int) -> None:
    user = site.made("admin", "user", login="new", name="Private Name", email="private@example.com")
    row, = since(site, before, "rights")
    assert row.record_id == user["id"]
    assert "Private" not in str(row.said)


def test_exports_are_written_down(site: Site, before: int) -> None:
    fay = site.screen("fay")
    newest = site.audit()[0].id
    assert fay.post("/o/deal/export", headers=OURS,
                    data={**hidden(fay.get("/o/deal")), "format": "csv"}).status_code == 200
    assert site.call("fay", "POST", "/exports", {"object": "deal", "format": "csv"}).status_code == 202
    assert [(row.actor, row.object, row.door) for row in since(site, newest, "export")] == [
        (site.ids["fay"], "deal", "api"), (site.ids["fay"], "deal", "screen")]
    assert site.call("eve", "POST", "/exports", {"object": "deal"}).status_code == 403
    assert len(since(site, newest, "denied")) == 1
    assert before < newest


def test_files_taken_in_bulk_are_written_down(site: Site, before: int) -> None:
    client = site.app.test_client(use_cookies=False)
    told = {"Authorization": f"Bearer {site.tokens['admin']}"}
    file = client.post("/api/v1/files?name=a.txt", headers=told, data=b"words",
                       content_type="application/octet-stream")
    assert file.status_code == 201, file.json
    for _ in range(BULK):
        with client.get(f"/api/v1/files/{file.json['id']}/content", headers=told) as answer:
            assert answer.status_code == 200
    assert [(row.actor, row.said["files"]) for row in since(site, before, "downloads")] == [(1, BULK)]


def test_erasing_and_purging_are_written_down(site: Site, before: int) -> None:
    firm = site.made("admin", "firm", name="Erased")
    erased = site.call("admin", "POST", f"/firm/{firm['id']}/erase", {"fields": ["name"], "reason": "asked to"})
    assert erased.status_code == 200, erased.json
    row, = since(site, before, "erased")
    assert (row.object, row.record_id, row.said["fields"]) == ("firm", firm["id"], ["name"])


def test_putting_definitions_in_force_is_written_down_with_the_roles_that_changed(site: Site) -> None:
    row = site.audit("definitions")[-1]
    assert row.said["number"] == 1
    assert {"seller", "auditor", "boss"} <= set(row.said["roles"])


def test_administrators_read_it_by_who_what_and_when(site: Site) -> None:
    assert site.call("dan", "POST", "/deal", {"name": "x"}).status_code == 403
    found = site.call("admin", "GET", f"/audit?who={site.ids['dan']}&what=denied").json["data"]
    assert found
    assert {(row["who"], row["what"]) for row in found} == {(site.ids["dan"], "denied")}
    assert site.call("admin", "GET", "/audit?since=2999-01-01T00:00:00Z").json["data"] == []
    assert site.call("ann", "GET", "/audit").status_code == 403
    assert site.call("admin", "GET", "/audit?what=nothing").status_code == 400
    first = site.call("admin", "GET", "/audit?limit=2").json
    older = site.call("admin", "GET", f"/audit?limit=2&before={first['next']}").json["data"]
    assert [row["id"] for row in older] < [row["id"] for row in first["data"]]


def test_the_page_shows_them_and_saves_them_as_csv(site: Site) -> None:
    assert site.call("dan", "POST", "/deal", {"name": "x"}).status_code == 403
    admin = site.screen("admin")
    page = admin.get(f"/admin/audit?who={site.ids['dan']}&what=denied").get_data(as_text=True)
    assert "Dan" in page
    assert "None of your roles allows this" in page
    assert "POST /api/v1/deal" in page
    asked = {**hidden(admin.get("/admin/audit")), "what": "denied"}
    saved = admin.post("/admin/audit/export", headers=OURS, data=asked)
    assert saved.mimetype == "text/csv"
    assert saved.get_data(as_text=True).count("Refused") >= 1
    assert site.audit("export")[0].said == {"of": "audit"}


def test_nothing_that_happened_broke_the_chain(site: Site) -> None:
    link(site.runtime.database)
    proved = verify(site.runtime.database)
    assert (proved.fault, proved.waiting) == (None, 0)
    assert proved.head.seq == len(site.call("admin", "GET", "/audit?limit=500").json["data"])


def test_the_command_proves_the_chain_and_remembers_its_head(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUGONG_HOME", str(tmp_path))
    run = CliRunner()
    assert run.invoke(main, ["init", "--empty"]).exit_code == 0
    first = run.invoke(main, ["audit", "verify", "--json"])
    assert (first.exit_code, json.loads(first.output)["fault"]) == (0, None)
    listed = run.invoke(main, ["audit", "list", "--what", "definitions"])
    assert "definitions" in listed.output
    seq = json.loads(first.output)["seq"]
    (tmp_path / "audit_head").write_text(f"{seq + 1}:{'0' * 64}\n")
    cut = run.invoke(main, ["audit", "verify"])
    assert (cut.exit_code, f"link {seq + 1}" in cut.output) == (1, True)
    assert run.invoke(main, ["audit", "verify", "--anew"]).exit_code == 0
    assert run.invoke(main, ["audit", "verify"]).exit_code == 0
