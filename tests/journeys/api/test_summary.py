"""Summaries over HTTP: what they answer, and what they refuse by name."""

from tests.journeys.api.conftest import Api


def test_orders_by_partner_and_state(api: Api) -> None:
    one, two = api.partner(name="Sum one"), api.partner(name="Sum two")
    for partner, state in ((one, "draft"), (one, "open"), (one, "open"), (two, "draft")):
        api.order(partner=partner["id"], state=state, due="2030-01-31")
    answer = api("GET", f"/sample_order/summary?partner[in]={one['id']},{two['id']}&by=partner,state"
                        "&of=sum(total),count()&titles=1")
    assert answer.status_code == 200
    rows = answer.json["data"]
    assert [(row["partner"], row["state"], row["sum(total)"], row["count()"]) for row in rows] == [
        (one["id"], "draft", "2.50", 1), (one["id"], "open", "5.00", 2), (two["id"], "draft", "2.50", 1)]
    assert [row["_titles"] for row in rows] == [{"partner": each["title"]} for each in (one, one, two)]
    few = api("GET", f"/sample_order/summary?partner={one['id']}&by=state&of=sum(total)&sort=-of&limit=1").json
    assert few == {"data": [{"state": "open", "sum(total)": "5.00"}], "capped": True}


def test_what_it_does_not_know_is_refused_by_name(api: Api) -> None:
    for query, code in (("by=nope", "query_unknown"), ("of=sum(partner)", "query_of"), ("by=lines", "query_by"),
                        ("sort=total", "query_order"), ("cursor=x", "query_unknown"), ("total=viel", "query_value"),
                        ("q=a&q=b", "query_twice")):
        answer = api("GET", f"/sample_order/summary?{query}")
        assert (answer.status_code, answer.json["code"]) == (400, code), query
    assert api("GET", "/nope/summary").status_code == 404
    assert api("POST", "/sample_order/summary", {}).headers["Allow"] == "GET, HEAD"
