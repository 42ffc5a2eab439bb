"""What people are told: each their own, in their language, never more than they may read at that moment."""

from typing import Any

import pytest

from dougong.processes.talk.notify import Note, notify
from dougong.records.context import Context
from dougong.records.writing.change import Change
from dougong.records.writing.together import act_together
from tests.journeys.access.served import Site
from tests.journeys.access.test_comments import heard, machine, said


def listed(site: Site, who: str, which: str = "all") -> list[dict[str, Any]]:
    return list((site.call(who, "GET", f"/notices?which={which}&limit=500").json or {})["data"])


def told(site: Site, deal: dict[str, Any], text: dict[str, str], key: str, *who: str, **values: Any) -> None:
    context: Context = machine(site)
    note = Note(kind="message", object=context.catalog.objects["deal"], id=deal["id"], key=key, text=text,
                values=values)
    act_together(context, site.runtime.renewed, lambda work: notify(work, [site.ids[each] for each in who], note))


def test_what_was_read_is_unread_no_more(site: Site) -> None:
    deal = site.made("ann", "deal", name="Deal")
    for text in ("one", "two", "@ann three"):
        said(site, "fay", deal, text)
    before = site.call("ann", "GET", "/notices/count").json
    mine = [row for row in listed(site, "ann", "unread") if row["record"] == deal["id"]]
    assert [row["text"] for row in mine] == ["@ann three", "two", "one"]
    assert [row["kind"] for row in listed(site, "ann", "mention") if row["record"] == deal["id"]] == ["mention"]
    assert site.call("fay", "POST", "/notices/read", {"ids": [mine[0]["id"]]}).status_code == 204
    assert site.call("ann", "GET", "/notices/count").json == before, "nobody reads for another"
    assert site.call("ann", "POST", "/notices/read", {"ids": [mine[0]["id"], 999999]}).status_code == 204
    assert site.call("ann", "GET", "/notices/count").json["unread"] == before["unread"] - 1
    assert site.call("ann", "POST", "/notices/read", {"last": mine[1]["id"]}).status_code == 204
    assert site.call("ann", "GET", "/notices/count").json == {"unread": 0, "last": None}
    assert all(row["read_at"] for row in listed(site, "ann"))


@pytest.mark.parametrize("sent", [{}, {"ids": []}, {"ids": [0]}, {"ids": ["1"]}, {"ids": [1], "last": 1},
                                  {"last": "1"}, {"all": True}])
def test_what_is_to_be_read_is_said_clearly(site: Site, sent: dict[str, Any]) -> None:
    assert site.call("ann", "POST", "/notices/read", sent).status_code == 422


def test_a_message_is_told_once_in_the_language_of_who_reads_it(site: Site) -> None:
    deal = site.made("ann", "deal", name="Deal 7", price="12.50")
    text = {"en": "{title} costs {price}: {{x}} {0.__class__} {cost!r}", "zh-Hans": "{title} 的价格是 {price}"}
    for _ in range(2):
        told(site, deal, text, "price/7", "ann", "eve", price="12.50")
    apply(site, "user", site.ids["dan"], language="zh-Hans")
    told(site, deal, text, "price/7", "dan", price="12.50")
    assert heard(site, "ann", deal) == [("message", "Deal 7 costs 12.50: {…} {0.__class__} {cost!r}", None)]
    assert [text for _, text, _ in heard(site, "dan", deal)] == ["Deal 7 的价格是 12.50"]


def test_a_message_tells_nobody_what_they_may_not_read(site: Site) -> None:
    """Ann may not see costs or secrets, Eve name and price alone of what is Ann's, Bob nothing of it."""
    firm = site.made("joe", "firm", name="Hidden firm")
    deal = site.made("ann", "deal", name="Deal")
    apply(site, "deal", deal["id"], cost="9.00", secret="s3cret", firm=firm["id"], state="done")
    text = {"en": "{name}: {cost}, {secret}, {firm}, {state}, {price}, {nothing}"}
    told(site, deal, text, f"all/{deal['id']}", "ann", "bob", "eve", "joe", name="Deal", cost="9.00", secret="s3cret",
         firm=firm["id"], state="done", price="1.00", nothing="x")
    assert heard(site, "joe", deal)[0][1] == "Deal: 9.00, s3cret, Hidden firm, Done, 1.00, …"
    assert heard(site, "ann", deal)[0][1] == "Deal: …, …, …, Done, 1.00, …"
    assert heard(site, "eve", deal)[0][1] == "Deal: …, …, …, …, 1.00, …"
    assert heard(site, "bob", deal) == []
    raw = site.call("ann", "GET", "/notices").get_data(as_text=True) + site.call("bob", "GET", "/notices").get_data(
        as_text=True)
    assert not {"s3cret", "Hidden firm", "9.00"} & set(raw.replace('"', " ").replace(",", " ").split())


def test_who_loses_a_record_loses_its_notices(site: Site) -> None:
    """Joe gives Ann's deal to Gus: what she was told of it is no longer there, and counts no more."""
    deal = site.made("ann", "deal", name="Given away")
    said(site, "fay", deal, "well")
    counted = site.call("ann", "GET", "/notices/count").json["unread"]
    assert heard(site, "ann", deal)
    assert site.call("joe", "POST", f"/deal/{deal['id']}/assign", {"owner": site.ids["gus"]}).status_code == 200
    assert heard(site, "ann", deal) == []
    assert site.call("ann", "GET", "/notices/count").json["unread"] == counted - 1
    assert "Given away" not in site.call("ann", "GET", "/notices").get_data(as_text=True)


def test_what_is_erased_is_quoted_no_more(site: Site) -> None:
    deal = site.made("joe", "deal", name="Deal", secret="birthday")
    told(site, deal, {"en": "{secret}"}, f"erase/{deal['id']}", "joe", secret="birthday")
    assert heard(site, "joe", deal)[0][1] == "birthday"
    gone = site.call("joe", "POST", f"/deal/{deal['id']}/erase", {"fields": ["secret"], "reason": "asked for"})
    assert gone.status_code == 200
    assert heard(site, "joe", deal) == []


def apply(site: Site, object: str, id: int, **values: Any) -> None:
    context = machine(site)
    site.runtime.unit(context).apply(Change(object=object, verb="update", id=id, version=1, values=values))
