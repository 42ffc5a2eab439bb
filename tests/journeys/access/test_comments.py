"""What people say about records: by whoever may read them, to whoever follows them, and to nobody else."""

from typing import Any

import pytest

from dougong.access import identity
from dougong.access.scope import scope_of
from dougong.processes.talk import comments
from dougong.records.context import Context
from dougong.records.writing.change import Change, Verb
from dougong.store.sql import Statement
from tests.journeys.access.served import Site


def said(site: Site, who: str, deal: dict[str, Any], body: str) -> dict[str, Any]:
    answer = site.call(who, "POST", f"/deal/{deal['id']}/comments", {"body": body})
    assert answer.status_code == 201, answer.json
    return dict(answer.json or {})


def heard(site: Site, who: str, deal: dict[str, Any], which: str = "all") -> list[tuple[str, str, int]]:
    """What somebody was told about a deal, the newest first: kind, text, by whom."""
    rows = (site.call(who, "GET", f"/notices?which={which}&limit=500").json or {})["data"]
    return [(row["kind"], row["text"], row["by"]) for row in rows if (row["object"], row["record"]) == (
        "deal", deal["id"])]


@pytest.mark.req("R051")
def test_who_may_read_a_record_speaks_of_it_and_its_owner_hears(site: Site) -> None:
    """Fay may only read what Ann has; Ann gets one notice, and reads the words with their time."""
    deal = site.made("ann", "deal", name="Deal")
    made = said(site, "fay", deal, "  Call them\ntoday ")
    assert (made["body"], made["author"]) == ("Call them\ntoday", site.ids["fay"])
    assert heard(site, "ann", deal) == [("comment", "Call them\ntoday", site.ids["fay"])]
    assert heard(site, "fay", deal) == [], "nobody hears of their own words"
    listed = (site.call("ann", "GET", f"/deal/{deal['id']}/comments").json or {})["data"]
    assert listed == [made]
    said(site, "ann", deal, "I did")
    assert heard(site, "fay", deal) == [("comment", "I did", site.ids["ann"])], "who has spoken follows"


def test_who_may_not_read_it_neither_hears_nor_speaks(site: Site) -> None:
    deal = site.made("ann", "deal", name="Deal")
    for method, address in (("GET", "comments"), ("GET", "followers"), ("PUT", "follow"), ("DELETE", "follow"),
                            ("PATCH", "comments/1"), ("DELETE", "comments/1")):
        body = {"body": "x"} if method == "PATCH" else None
        hidden = site.call("bob", method, f"/deal/{deal['id']}/{address}", body)
        nowhere = site.call("bob", method, f"/deal/999999/{address}", body)
        assert hidden.status_code == 404, (method, address)
        assert {**hidden.json, "instance": ""} == {**nowhere.json, "instance": ""}
    assert site.call("bob", "POST", f"/deal/{deal['id']}/comments", {"body": "x"}).status_code == 404
    said(site, "ann", deal, "@bob look at this")
    assert heard(site, "bob", deal) == [], "to be named is not to be let in"
    assert site.call("bob", "GET", "/notices/count").json == {"unread": 0, "last": None}
    shared = site.call("ann", "POST", f"/deal/{deal['id']}/share", {"whom": f"user/{site.ids['bob']}"})
    assert shared.status_code == 200
    assert heard(site, "bob", deal) == [("mention", "@bob look at this", site.ids["ann"])]


def test_a_text_names_people_by_sign_in_name_and_by_name(site: Site) -> None:
    """Eve may read every deal; 唐雨 has a Chinese name, behind which no blank is needed."""
    ids = {}
    for login, name in (("tang", "唐雨"), ("li1", "李丽"), ("li2", "李丽")):
        ids[login] = apply(site, "user", "create", values={"login": login, "name": name})
    deal = site.made("ann", "deal", name="Deal")
    made = said(site, "ann", deal, "@eve 和 @唐雨请看，write to ann@eve.example, @nobody. @eve.")
    assert [(each["start"], each["length"], each["user"]) for each in made["mentions"]] == [
        (0, 4, site.ids["eve"]), (7, 3, ids["tang"]), (48, 4, site.ids["eve"])]
    assert [kind for kind, _, _ in heard(site, "eve", deal)] == ["mention"], "once, however often one is named"
    refused = site.call("ann", "POST", f"/deal/{deal['id']}/comments", {"body": "@李丽 ?"})
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "comment_ambiguous")
    assert said(site, "ann", deal, "@li2 ?")["mentions"] == [{"start": 0, "length": 4, "user": ids["li2"]}]


@pytest.mark.parametrize(("sent", "code"), [
    ({"body": ""}, "comment_empty"), ({"body": " \n\u0007 "}, "comment_empty"), ({"body": 5}, "comment_empty"),
    ({}, "comment_empty"), ({"body": "x" * 4001}, "comment_long"), ({"body": "x", "bodi": 1}, "unknown_field")])
def test_what_is_no_comment_is_refused(site: Site, sent: dict[str, Any], code: str) -> None:
    deal = site.made("ann", "deal", name="Deal")
    refused = site.call("ann", "POST", f"/deal/{deal['id']}/comments", sent)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, code)
    assert site.call("ann", "GET", f"/deal/{deal['id']}/comments").json["data"] == []


def test_lines_and_what_the_engine_keeps_are_not_spoken_of(site: Site) -> None:
    part = site.made("ann", "deal", name="Deal", parts=[{"item": "bolt"}])["parts"][0]
    assert site.call("joe", "POST", f"/deal_part/{part['id']}/comments", {"body": "x"}).status_code == 405
    assert site.call("joe", "GET", "/file/1/comments").status_code == 405


def test_ones_own_words_are_changed_for_a_quarter_of_an_hour(site: Site) -> None:
    deal = site.made("ann", "deal", name="Deal")
    made = said(site, "ann", deal, "fisrt")
    at = f"/deal/{deal['id']}/comments/{made['id']}"
    assert site.call("eve", "PATCH", at, {"body": "mine"}).status_code == 403
    changed = site.call("ann", "PATCH", at, {"body": "first, @eve"}).json
    assert (changed["body"], changed["made_at"]) == ("first, @eve", made["made_at"])
    assert changed["edited_at"] is not None
    assert heard(site, "eve", deal) == [("mention", "first, @eve", site.ids["ann"])]
    _age(site, made["id"])
    assert site.call("ann", "PATCH", at, {"body": "later"}).status_code == 403
    assert site.call("ann", "DELETE", at).status_code == 403
    assert site.call("joe", "DELETE", at).status_code == 204, "an administrator takes back anybody's at any time"
    left, = site.call("ann", "GET", f"/deal/{deal['id']}/comments").json["data"]
    assert (left["body"], left["mentions"], left["removed_by"]) == ("", [], site.ids["joe"])
    assert heard(site, "eve", deal) == [], "what was taken back is told no more"
    assert site.call("joe", "DELETE", at).status_code == 404


def test_a_comment_belongs_to_its_record(site: Site) -> None:
    one, other = (site.made("ann", "deal", name="Deal") for _ in range(2))
    made = said(site, "ann", one, "x")
    assert site.call("ann", "PATCH", f"/deal/{other['id']}/comments/{made['id']}", {"body": "y"}).status_code == 404


def test_following_is_asked_for_and_declined(site: Site) -> None:
    deal = site.made("ann", "deal", name="Deal")
    at = f"/deal/{deal['id']}"
    assert site.call("ann", "GET", f"{at}/followers").json == {"data": [site.ids["ann"]], "following": True}
    assert site.call("eve", "PUT", f"{at}/follow").status_code == 204
    assert site.call("eve", "GET", f"{at}/followers").json["data"] == sorted((site.ids["ann"], site.ids["eve"]))
    assert site.call("ann", "DELETE", f"{at}/follow").status_code == 204
    said(site, "fay", deal, "well done")
    assert heard(site, "eve", deal) == [("comment", "well done", site.ids["fay"])]
    assert heard(site, "ann", deal) == [], "an owner who does not want to hears nothing"
    said(site, "ann", deal, "thanks")
    assert site.call("ann", "GET", f"{at}/followers").json["following"] is False, "nor by speaking"


def test_pages_of_comments_follow_one_another(site: Site) -> None:
    deal = site.made("ann", "deal", name="Deal")
    made = [said(site, "ann", deal, f"n{at}")["id"] for at in range(5)]
    found, cursor = [], ""
    while True:
        page = site.call("ann", "GET", f"/deal/{deal['id']}/comments?limit=2{cursor}").json
        found += [each["id"] for each in page["data"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == made[::-1]


def test_a_token_for_reading_speaks_not(site: Site) -> None:
    deal = site.made("ann", "deal", name="Deal")
    scope = scope_of(site.runtime.live.catalog, ["read"], [])
    kept = site.tokens["ann"]
    site.tokens["ann"] = identity.create_token(site.runtime.database, "ann", "reads", site.runtime.clock, 1, scope)
    try:
        assert site.call("ann", "GET", f"/deal/{deal['id']}/comments").status_code == 200
        for method, address, body in (("POST", "comments", {"body": "x"}), ("PUT", "follow", None)):
            assert site.call("ann", method, f"/deal/{deal['id']}/{address}", body).status_code == 403
        assert site.call("ann", "POST", "/notices/read", {"last": 1}).status_code == 403
    finally:
        site.tokens["ann"] = kept


def test_purging_takes_what_was_said_along(site: Site) -> None:
    deal = site.made("joe", "deal", name="Deal")
    said(site, "joe", deal, "@eve x")
    assert site.call("joe", "DELETE", f"/deal/{deal['id']}").status_code == 204
    assert heard(site, "eve", deal) == [], "what is in the bin is not told of"
    apply(site, "deal", "purge", id=deal["id"], cause="gone")
    uid = site.runtime.live.catalog.objects["deal"].uid
    with site.runtime.database.read() as session:
        for table in ("dg_comment", "dg_follow", "dg_notice"):
            count = Statement(f"select count(*) from {table} where record_id = {deal['id']} and object_uid = "
                              f"'{uid}'", keep=False)
            assert session.rows(count) == [(0,)], table


def _age(site: Site, comment: int) -> None:
    """Let a comment be older than one may change it."""
    context = machine(site)
    made = context.plans.engine.moment(context.now - comments.MENDABLE * 2)
    mark = {"sqlite": "?", "postgresql": "$1"}[site.runtime.database.dialect]
    site.runtime.database.once(Statement(f"update dg_comment set made_at = {mark} where id = {comment}", ("at",),
                                         keep=False), {"at": made})


def machine(site: Site) -> Context:
    return site.runtime.machine("cli", "test")


def apply(site: Site, object: str, verb: Verb, **said: Any) -> int:
    return site.runtime.unit(machine(site)).apply(Change(object=object, verb=verb, **said)).id
