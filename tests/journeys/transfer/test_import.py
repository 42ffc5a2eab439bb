"""An import from file to records: foreseen, made, taken back, gone on with; over the API, on both databases."""

from datetime import timedelta
from itertools import count
from urllib.parse import quote

import pytest

from dougong.ext import runner
from dougong.records.transfer import importing
from tests.journeys.api.conftest import Api
from tests.journeys.transfer.files import brought, counts, done, rows, table, upload

NAMES = count(1)
HEAD = ("客户名称", "等级", "信用额度", "联系人 姓名", "主联系人")


def name(word: str = "苏州") -> str:
    return f"{word}甲公司{next(NAMES)}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030", "big5"])
def test_a_chinese_table_is_understood_in_every_encoding(api: Api, encoding: str) -> None:
    who = f"台北商行{next(NAMES)}" if encoding == "big5" else name()
    head = ("客戶名稱", "等級") if encoding == "big5" else HEAD[:2]
    found = upload(api, "customer", table(head, (who, "A"), encoding=encoding, delimiter="\t"))
    assert (found["columns"], found["delimiter"]) == (["name", "level"], "\t")
    assert counts(done(api, found["id"], "run")) == {"create": 1}
    assert api("GET", f"/customer?name={quote(who)}&fields=name,level").json["data"][0]["level"] == "A"


def test_rows_of_one_document_become_its_lines(api: Api) -> None:
    one, two = name(), name()
    found = brought(api, "customer", table(HEAD, (one, "A", "1,000", "张三", "是"), ("", "", "", "李四", ""),
                                           (one, "", "", "王五", "否"), (two, "b", "", "赵六", "yes")))
    assert counts(found) == {"create": 2}
    made = api("GET", f"/customer?name={quote(one)}&expand=contacts").json["data"][0]
    assert [line["name"] for line in made["contacts"]] == ["张三", "李四", "王五"]
    assert (made["credit_limit"], made["contacts"][0]["is_primary"]) == ("1000.00", True)


def test_records_are_changed_by_their_key_and_equal_ones_left_alone(api: Api) -> None:
    one, two, new = api.made("customer", name=name(), level="A"), api.made("customer", name=name(), level="B"), name()
    file = table(("客户名称", "等级"), (one["name"], "A"), (two["name"], "D"), (new, "C"))
    found = done(api, upload(api, "customer", file)["id"], "check", match="name")
    assert counts(found) == {"create": 1, "update": 1, "same": 1}
    assert rows(api, found["id"], "update")[0]["changes"] == {"level": ["B", "D"]}
    assert api("GET", f"/customer/{two['id']}").json["level"] == "B"        # only foreseen
    assert counts(done(api, found["id"], "run")) == {"create": 1, "update": 1, "same": 1}
    assert api("GET", f"/customer/{two['id']}").json["level"] == "D"
    assert api("GET", f"/customer/{one['id']}").json["version"] == 1
    past = api("GET", f"/customer/{two['id']}/history").json["data"][0]
    assert (past["door"], past["cause"]) == ("import", f"import {found['id']}")


def test_links_are_named_by_title_number_or_other_systems_id(api: Api) -> None:
    partners = [api.partner(name=f"合作{next(NAMES)}") for _ in range(3)]
    file = table(("Partner", "Lines Item", "Lines Quantity", "Lines Price"),
                 (partners[0]["title"], "Bolt", "2", "1.25"), (f"#{partners[1]['id']}", "Nut", "1", "3"),
                 ("没有这家", "Nut", "1", "3"))
    found = brought(api, "sample_order", file)
    assert counts(found) == {"create": 2, "reject": 1}
    bad = rows(api, found["id"], "reject")[0]["errors"]
    assert (bad[0]["pointer"], bad[0]["code"], bad[0]["row"]) == ("/partner", "pick_none", 4)


def test_three_bad_rows_of_a_thousand(api: Api) -> None:
    before = api.rows("sample_partner")
    codes = [f"T{next(NAMES)}" for _ in range(1000)]
    lines = [[code, "华东", "10"] for code in codes]
    lines[9][2], lines[499][1], lines[999][0] = "zehn", "", codes[0]
    file = table(("Code", "Name", "Limit"), *lines)
    id = upload(api, "sample_partner", file)["id"]
    refused = done(api, id, "run", mode="all", match="")
    assert refused["state"] == "failed"
    assert refused["problem"]["code"] == "import_open"
    assert api.rows("sample_partner") == before                 # nothing at all
    assert [(row["row"], row["errors"][0]["code"]) for row in rows(api, id, "reject")] == [
        (11, "number"), (501, "required"), (1001, "import_repeated")]
    assert counts(done(api, id, "run", mode="skip")) == {"create": 997, "reject": 3}
    assert api.rows("sample_partner") == before + 997


def test_all_or_nothing_makes_all(api: Api) -> None:
    lines = [(f"T{next(NAMES)}", "华东") for _ in range(600)]
    found = done(api, upload(api, "sample_partner", table(("Code", "Name"), *lines))["id"], "run", mode="all", match="")
    assert counts(found) == {"create": 600}


def test_what_only_the_database_refuses_is_one_rows_fault(api: Api) -> None:
    taken = api.partner()["code"]
    lines = [(f"T{next(NAMES)}", "华东") for _ in range(20)]
    found = brought(api, "sample_partner", table(("Code", "Name"), *lines[:7], (taken, "again"), *lines[7:]), match="")
    assert counts(found) == {"create": 20, "reject": 1}
    assert [(row["row"], row["errors"][0]["code"]) for row in rows(api, found["id"], "reject")] == [(9, "unique")]


def test_the_refused_rows_come_back_mended_and_never_twice(api: Api) -> None:
    code = f"T{next(NAMES)}"
    found = brought(api, "sample_partner", table(("Code", "Name", "Limit"), (code, "=华东", "x")), match="")
    text = api("GET", f"/imports/{found['id']}/refused").data.decode("utf-8-sig")
    head, line = text.strip().splitlines()
    assert head == "Code,Name,Limit,What is wrong,dougong_row"
    assert line == f"{code},'=华东,x,\"Row 2, column C (Limit): Enter a number, for example 128,640\",{found['id']}:2"
    mended = text.replace(",x,", ",7,").encode()
    assert counts(brought(api, "sample_partner", mended, match="")) == {"create": 1}
    assert counts(brought(api, "sample_partner", mended, match="")) == {"same": 1}
    made = api("GET", f"/sample_partner?code={code}").json["data"]
    assert [(each["name"], each["limit_amount"]) for each in made] == [("=华东", "7.00")]


def test_a_conflict_waits_for_a_person(api: Api) -> None:
    one = api.partner(limit_amount="1.00")
    api("PATCH", f"/sample_partner/{one['id']}", {"limit_amount": "2.00", "version": 1})
    file = table(("id", "version", "Limit"), (one["id"], 1, "3"))
    found = done(api, upload(api, "sample_partner", file)["id"], "check")
    assert counts(found) == {"conflict": 1}
    assert counts(done(api, found["id"], "run", mode="skip", decided={"2": "keep"})) == {"same": 1}
    assert api("GET", f"/sample_partner/{one['id']}").json["limit_amount"] == "2.00"
    again = upload(api, "sample_partner", file)["id"]
    assert counts(done(api, again, "run", mode="all", conflicts="file")) == {"update": 1}
    assert api("GET", f"/sample_partner/{one['id']}").json["limit_amount"] == "3.00"


def test_undoing_leaves_what_somebody_changed_since(api: Api) -> None:
    old, other = api.partner(limit_amount="1.00"), api.partner(limit_amount="1.00")
    new = f"T{next(NAMES)}"
    file = table(("Code", "Name", "Limit"), (old["code"], old["name"], "5"), (other["code"], other["name"], "5"),
                 (new, "neu", "5"))
    found = brought(api, "sample_partner", file, match="code")
    assert counts(found) == {"create": 1, "update": 2}
    api("PATCH", f"/sample_partner/{other['id']}", {"name": "else", "version": 2})
    undone = done(api, found["id"], "undo")
    assert undone["state"] == "done"
    assert api("GET", f"/sample_partner/{old['id']}").json["limit_amount"] == "1.00"
    assert api("GET", f"/sample_partner/{other['id']}").json["limit_amount"] == "5.00"
    assert api("GET", f"/sample_partner?code={new}").json["data"] == []
    assert api("POST", f"/imports/{found['id']}/undo").status_code == 409


def test_undoing_leaves_what_a_rule_changed_since(api: Api) -> None:
    """A follow-up says when to speak to the customer next: a rule writes that on the customer, and nobody else does."""
    old, new, other = api.made("customer", name=name(), level="A"), name(), name()
    file = table(("客户名称", "等级"), (old["name"], "B"), (new, "C"), (other, "C"))
    found = brought(api, "customer", file, match="name")
    assert counts(found) == {"create": 2, "update": 1}
    made = api("GET", f"/customer?name={quote(new)}").json["data"][0]
    for id in (old["id"], made["id"]):
        api.made("follow_up", related={"object": "customer", "id": id}, at="2031-03-01T08:00:00Z", channel="visit",
                 summary="Prices", next_contact_at="2031-03-03T08:00:00Z")
    assert done(api, found["id"], "undo")["state"] == "done"
    job = api.runtime.jobs.find(found["id"])
    assert job is not None
    assert job.result == {"phase": "undo", "undone": 1, "left": 2}
    for id, level in ((old["id"], "B"), (made["id"], "C")):
        stayed = api("GET", f"/customer/{id}").json
        assert (stayed["level"], stayed["next_contact_at"]) == (level, "2031-03-03T08:00:00Z")
    assert api("GET", f"/customer?name={quote(other)}").json["data"] == []


TRUSTED = """kind: rule
name: sample_trusted
label: {zh-Hans: 可信, en: Trusted}
object: sample_partner
on: {created: true, changed: [limit_amount]}
when: limit_amount >= 900000
do:
  - {name: gold, set: {level: gold}}
"""


def test_undoing_takes_back_what_a_rule_went_on_with_at_once(api: Api) -> None:
    files = {"sample/rules/sample_trusted.yaml": TRUSTED}
    plan = api("POST", "/catalog/plan", {"files": files}).json
    assert api("POST", "/catalog/apply", {"files": files, "digest": plan["digest"]}).status_code == 200
    old, new = api.partner(limit_amount="1.00"), f"T{next(NAMES)}"
    file = table(("Code", "Name", "Limit"), (old["code"], old["name"], "900000"), (new, "neu", "900000"))
    found = brought(api, "sample_partner", file, match="code")
    assert counts(found) == {"create": 1, "update": 1}
    seen = api("GET", f"/sample_partner/{old['id']}").json
    assert (seen["level"], seen["version"]) == ("gold", 3), "the file's change, and that of the rule"
    assert done(api, found["id"], "undo")["state"] == "done"
    job = api.runtime.jobs.find(found["id"])
    assert job is not None
    assert job.result == {"phase": "undo", "undone": 2, "left": 0}
    assert api("GET", f"/sample_partner/{old['id']}").json["limit_amount"] == "1.00"
    assert api("GET", f"/sample_partner?code={new}").json["data"] == []


class Killed(BaseException):
    """The process is gone: nothing after it runs."""


def test_a_killed_import_goes_on_with_each_row_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PORTION", 10)
    before = api.rows("sample_partner")
    lines = [(f"T{next(NAMES)}", "华东") for _ in range(55)]
    id = upload(api, "sample_partner", table(("Code", "Name"), *lines))["id"]
    assert api("POST", f"/imports/{id}/run", {"mode": "skip", "match": ""}).status_code == 202
    make, portions = importing.Import._make, count()

    def dying(self: importing.Import, *said: object) -> None:
        make(self, *said)
        if next(portions) == 2:
            raise Killed
    does, jobs = runner(api.runtime), api.runtime.jobs
    job = jobs.take_this(id, "killed")
    assert job is not None
    with monkeypatch.context() as patch:
        patch.setattr(importing.Import, "_make", dying)
        with pytest.raises(Killed):
            does.do(job)
    assert api.rows("sample_partner") == before + 30
    assert api("GET", f"/imports/{id}").json["state"] == "running"
    monkeypatch.setattr("dougong.records.jobs.LOST", -timedelta(seconds=1))      # long enough ago
    assert does.step()
    assert counts(api("GET", f"/imports/{id}").json) == {"create": 55}
    assert api.rows("sample_partner") == before + 55


def test_two_workers_on_one_import_make_each_row_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PORTION", 10)
    before = api.rows("sample_partner")
    lines = [(f"T{next(NAMES)}", "华东") for _ in range(30)]
    id = upload(api, "sample_partner", table(("Code", "Name"), *lines))["id"]
    api("POST", f"/imports/{id}/run", {"mode": "skip", "match": ""})
    does, jobs = runner(api.runtime), api.runtime.jobs
    slow = jobs.take_this(id, "slow")
    assert slow is not None
    does.do(slow)
    does.do(slow)                       # believes it stands where it began; the row of the job knows better
    assert api.rows("sample_partner") == before + 30


def test_a_cancelled_import_stops_and_says_so(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PORTION", 10)
    before = api.rows("sample_partner")
    lines = [(f"T{next(NAMES)}", "华东") for _ in range(30)]
    id = upload(api, "sample_partner", table(("Code", "Name"), *lines))["id"]
    api("POST", f"/imports/{id}/run", {"mode": "skip", "match": ""})
    jobs = api.runtime.jobs
    job = jobs.take_this(id, "one")
    assert job is not None
    assert api("POST", f"/imports/{id}/cancel").status_code == 202
    runner(api.runtime).do(job)
    assert api("GET", f"/imports/{id}").json["state"] == "cancelled"
    assert api.rows("sample_partner") == before


def test_columns_are_remembered_once_they_were_confirmed(api: Api) -> None:
    file = table(("Kürzel", "Firma"), (f"T{next(NAMES)}", "Hansen"))
    found = upload(api, "sample_partner", file)
    assert found["columns"] == ["", ""]
    assert counts(done(api, found["id"], "run", columns=["code", "name"])) == {"create": 1}
    assert upload(api, "sample_partner", table(("Kürzel", "Firma"), ("a", "b")))["columns"] == ["code", "name"]


def test_an_import_is_its_owners(api: Api) -> None:
    assert api("GET", "/imports/999999").status_code == 404
    assert api("POST", "/imports/999999/run", {}).status_code == 404


def test_a_cell_is_mended_in_the_preview_and_stays_mended(api: Api) -> None:
    codes = [f"T{next(NAMES)}" for _ in range(3)]
    file = table(("Code", "Name", "Limit"), (codes[0], "华东", "zehn"), (codes[1], "", "2"), (codes[2], "华北", "3"))
    id = upload(api, "sample_partner", file)["id"]
    found = done(api, id, "check", match="")
    assert counts(found) == {"create": 1, "reject": 2}
    assert [row["errors"][0]["cell"] for row in rows(api, id, "reject")] == ["C2", "B3"]
    found = done(api, id, "check", cells={"C2": "10"})
    assert counts(found) == {"create": 2, "reject": 1}
    made = done(api, id, "run", mode="all", cells={"B3": "华南"})
    assert counts(made) == {"create": 3}
    assert [(each["name"], each["limit_amount"]) for code in codes
            for each in api("GET", f"/sample_partner?code={code}").json["data"]] == [
        ("华东", "10.00"), ("华南", "2.00"), ("华北", "3.00")]


@pytest.mark.parametrize("cells", [{"C1": "x"}, {"Z9": "x"}, {"c2": "x"}, {"C2": "x" * 2001}, {"9": "x"}])
def test_what_is_no_cell_of_the_file_is_not_mended(api: Api, cells: dict[str, str]) -> None:
    id = upload(api, "sample_partner", table(("Code", "Name", "Limit"), ("a", "b", "1")))["id"]
    answer = api("POST", f"/imports/{id}/check", {"cells": cells})
    assert answer.status_code == 422
    assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == [("/cells", "import_cells")]
