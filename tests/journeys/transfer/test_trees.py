"""Records of one file that name each other: parents stand above their children, in one portion or several."""

from itertools import count
from urllib.parse import quote

import pytest

from dougong.records.transfer import importing
from tests.journeys.api.conftest import Api
from tests.journeys.transfer.files import brought, counts, done, rows, table, upload

NAMES = count(1)
HEAD = ("客户名称", "上级客户", "信用额度", "external_id")


def names(number: int) -> list[str]:
    return [f"集团{next(NAMES)}" for _ in range(number)]


def parents(api: Api, *called: str) -> list[str | None]:
    """Return what the parents of records are called."""
    found = []
    for name in called:
        (row,) = api("GET", f"/customer?name={quote(name)}&fields=name,parent&expand=parent").json["data"]
        found.append(row["parent"] and row["parent"]["name"])
    return found


@pytest.mark.parametrize("portion", [2, 500])
@pytest.mark.parametrize("mode", ["skip", "all"])
def test_children_find_the_parents_above_them(api: Api, monkeypatch: pytest.MonkeyPatch, mode: str,
                                              portion: int) -> None:
    monkeypatch.setattr(importing, "PORTION", portion)
    group, branch, shop, other = names(4)
    there = api.made("customer", name=f"老{group}")["name"]
    file = table(HEAD, (group, there, "", f"x:{group}"), (branch, f"x:{group}", "", ""), (shop, branch, "", ""),
                 (other, group, "", ""))
    found = done(api, upload(api, "customer", file)["id"], "check", match="")
    assert counts(found) == {"create": 4}
    assert counts(done(api, found["id"], "run", mode=mode)) == {"create": 4}
    assert parents(api, there, group, branch, shop, other) == [None, there, group, branch, group]


def test_who_is_missing_below_or_refused_is_told_with_the_row(api: Api) -> None:
    group, early, lost, late, bad, child = names(6)
    file = table(HEAD, (group, "", "", ""), (early, late, "", ""), (lost, "没有这家", "", ""), (late, group, "", ""),
                 (bad, "", "viel", ""), (child, bad, "", ""))
    for phase in ("check", "run"):
        id = upload(api, "customer", file)["id"]
        found = done(api, id, phase, match="", mode="skip")
        assert counts(found) == {"create": 2, "reject": 4}
        told = {row["row"]: (row["errors"][0]["code"], row["errors"][0]["message"]) for row in rows(api, id, "reject")}
        assert {row: code for row, (code, _) in told.items()} == {
            3: "import_below", 4: "pick_none", 6: "number", 7: "import_above"}
        assert told[3][1] == "Stands below, in row 5; put it above"
        assert told[7][1] == "Row 6, which it names, cannot be imported"
    assert parents(api, late) == [group]


def test_a_name_two_rows_have_names_neither(api: Api) -> None:
    twin, child = names(2)
    file = table(("Code", "Name", "Parent department"), (f"{twin}1", twin, ""), (f"{twin}2", twin, ""),
                 (child, child, twin))
    found = brought(api, "unit", file, match="")
    assert counts(found) == {"create": 2, "reject": 1}
    assert rows(api, found["id"], "reject")[0]["errors"][0]["code"] == "pick_many"


def test_a_chain_of_parents_is_made_from_the_top(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PORTION", 2)
    called = names(7)
    file = table(HEAD, *((name, called[at - 1] if at else "", "", "") for at, name in enumerate(called)))
    id = upload(api, "customer", file)["id"]
    assert counts(done(api, id, "run", match="", mode="skip")) == {"create": 7}
    assert parents(api, *called) == [None, *called[:-1]]
