"""Versions, putting a value back, and the bin, on screen."""

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields, told


def order(api: Api) -> tuple[str, dict]:
    made = api.order(lines=[{"item": "Bolt", "qty": "2", "price": "1.25"}, {"item": "Nut", "qty": "1", "price": "1"}])
    at = f"/sample_order/{made['id']}"
    line = made["lines"][0]["id"]
    changed = api("PATCH", at, {"version": 1, "reference": "Hurry", "lines": [{"id": line, "qty": "7"}]})
    assert changed.status_code == 200, changed.json
    return f"/o{at}", made


def test_versions_show_what_differs_and_how_the_record_looked(screen: Screen, api: Api) -> None:
    address, _ = order(api)
    page = screen.get(f"{address}/history")
    words = told(page)
    assert page.status_code == 200
    assert "What differs between versions 1 and 2" in words
    assert "Hurry" in words
    assert "line removed" in words
    looked = told(screen.get(f"{address}/history?version=1")).split("The record in version 1")[1]
    assert "Nut" in looked
    assert "Hurry" not in looked.split("Versions")[0]
    assert f"{address}/history" in screen.get(address).get_data(as_text=True)


def test_a_value_is_put_back_from_its_row(screen: Screen, api: Api) -> None:
    address, _ = order(api)
    sent = fields(screen.get(f"{address}/history"), f"{address}/put-back")
    answer = screen.client.post(f"{address}/put-back", headers=OURS, data=as_pairs([*sent[:2], ("field", "reference")]))
    assert answer.status_code == 303
    now = api("GET", address.removeprefix("/o")).json
    assert (now["reference"], now["version"], len(now["lines"])) == (None, 3, 1)
    assert "Put back from version 1" in told(screen.get(f"{address}/history"))


def test_the_bin_tells_who_and_when_and_gives_back(screen: Screen, api: Api) -> None:
    partner = api.partner(name="Binned Works")
    api("DELETE", f"/sample_partner/{partner['id']}")
    assert "/bin/sample_partner" in screen.get("/bin").get_data(as_text=True)
    page = screen.get("/bin/sample_partner")
    words = told(page)
    assert "Binned Works" in words
    assert "Admin" in words
    restore = f"/o/sample_partner/{partner['id']}/restore"
    answer = screen.client.post(restore, headers=OURS, data=as_pairs(fields(page, restore)))
    assert answer.status_code == 303
    assert "Binned Works" not in told(screen.get("/bin/sample_partner"))


def test_what_is_not_there_is_missing(screen: Screen, api: Api) -> None:
    address, _ = order(api)
    for gone in (f"{address}/history?version=9", "/o/sample_order/999999/history", "/bin/nothing"):
        assert screen.get(gone).status_code == 404


def test_a_clash_in_a_line_is_settled_value_by_value(screen: Screen, api: Api) -> None:
    made = api.order(lines=[{"item": "Bolt", "qty": "2", "price": "1.25"}, {"item": "Nut", "qty": "1", "price": "1"}])
    bolt, nut = made["lines"]
    at = f"/sample_order/{made['id']}"
    address = f"/o{at}/edit"
    held = fields(screen.get(address), address)
    mine = [(name, "33" if name.endswith("qty") and value.startswith("2") else value) for name, value in held]
    assert mine != held
    api("PATCH", at, {"version": 1, "lines": [{"id": bolt["id"], "qty": "44"}, {"id": nut["id"], "qty": "5"}]})
    clash = screen.client.post(address, headers=OURS, data=as_pairs([*mine, ("_do", "save")]))
    assert clash.status_code == 409
    assert "33" in told(clash)
    assert "44" in told(clash)
    kept = [pair for pair in fields(clash, address) if not pair[0].startswith("_take")]
    for take, qty in (("theirs", "44.000000"), ("mine", "33.000000")):
        answer = screen.client.post(address, headers=OURS, data=as_pairs([
            *kept, ("_take:lines/0/qty", take), ("_do", "save")]))
        assert answer.status_code == 303
        now = api("GET", at).json
        assert [line["qty"] for line in now["lines"]] == [qty, "5.000000"]
        kept = [(name, str(now["version"]) if name == "_version" else value) for name, value in kept]


def test_a_line_one_removed_and_another_changed_may_be_kept(screen: Screen, api: Api) -> None:
    made = api.order(lines=[{"item": "Bolt", "qty": "2", "price": "1.25"}, {"item": "Nut", "qty": "1", "price": "1"}])
    bolt, nut = made["lines"]
    at = f"/sample_order/{made['id']}"
    address = f"/o{at}/edit"
    mine = [(name, value) for name, value in fields(screen.get(address), address) if not name.startswith("lines[1].")]
    api("PATCH", at, {"version": 1, "lines": [{"id": bolt["id"]}, {"id": nut["id"], "qty": "5"}]})
    clash = screen.client.post(address, headers=OURS, data=as_pairs([*mine, ("_do", "save")]))
    assert clash.status_code == 409
    assert "Nut · 5" in told(clash)
    kept = [pair for pair in fields(clash, address) if not pair[0].startswith("_take")]
    take = f"_take:lines#{nut['id']}"
    assert take in clash.get_data(as_text=True)
    answer = screen.client.post(address, headers=OURS, data=as_pairs([*kept, (take, "theirs"), ("_do", "save")]))
    assert answer.status_code == 303
    assert [line["item"] for line in api("GET", at).json["lines"]] == ["Bolt", "Nut"]


def test_a_line_one_changed_and_another_removed_may_be_made_again(screen: Screen, api: Api) -> None:
    for take, items in (("mine", ["Nut", "Washer", "Bolt"]), ("theirs", ["Nut", "Washer"])):
        made = api.order(lines=[{"item": "Bolt", "qty": "2", "price": "1.25"},
                                {"item": "Nut", "qty": "1", "price": "1"}])
        at = f"/sample_order/{made['id']}"
        address = f"/o{at}/edit"
        mine = [(name, "33" if name.endswith("qty") and value.startswith("2") else value)
                for name, value in fields(screen.get(address), address)]
        api("PATCH", at, {"version": 1, "lines": [{"id": made["lines"][1]["id"]},
                                                  {"item": "Washer", "qty": "3", "price": "1"}]})
        clash = screen.client.post(address, headers=OURS, data=as_pairs([*mine, ("_do", "save")]))
        assert clash.status_code == 409
        assert "Bolt · 33" in told(clash)
        kept = [pair for pair in fields(clash, address) if not pair[0].startswith("_take")]
        choice = f"_take:lines!{made['lines'][0]['id']}"
        assert choice in clash.get_data(as_text=True)
        answer = screen.client.post(address, headers=OURS, data=as_pairs([*kept, (choice, take), ("_do", "save")]))
        assert answer.status_code == 303, told(answer)
        now = api("GET", at).json["lines"]
        assert sorted(line["item"] for line in now) == sorted(items)
        assert {line["item"]: (line["qty"], line["price"]) for line in now}.get("Bolt") == (
            ("33.000000", "1.250000") if take == "mine" else None)
