"""A leaver's records on screen: what they have, who takes it, what came of it, and the door closed behind them."""

import csv
import io

import pytest

from dougong.ext import runner
from tests.journeys.api.conftest import COUNT, Api
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields, told


def person(api: Api) -> tuple[int, str]:
    number = next(COUNT)
    name = f"Quentin{number}"
    return int(api.made("user", login=f"q{number}", name=name)["id"]), name


@pytest.mark.req("R069")
def test_a_leaver_is_handed_over_and_shut_out(screen: Screen, api: Api) -> None:
    (leaver, name), (taker, takes) = person(api), person(api)
    made = [api.partner(name=f"Customer {at}")["id"] for at in range(4)]
    for each in made:
        assert api("POST", f"/sample_partner/{each}/assign", {"owner": leaver}).status_code == 200
    assert api("DELETE", f"/sample_partner/{made[3]}").status_code == 204
    assert f"/handover?leaver={name}" in screen.get(f"/o/user/{leaver}").get_data(as_text=True)
    page = screen.get(f"/handover?leaver={name}")
    words = told(page)
    assert f"What {name} has" in words
    sent = [pair for pair in fields(page, "/handover") if not pair[0].startswith("to")]
    assert ("object", "sample_partner") in sent
    nobody = screen.client.post("/handover", headers=OURS, data=as_pairs(sent))
    assert nobody.status_code == 422
    assert "Choose one person" in told(nobody)
    begun = screen.client.post("/handover", headers=OURS, data=as_pairs([*sent, ("to", takes)]))
    assert begun.status_code == 303
    at = begun.headers["Location"]
    assert screen.get(f"{at}/file").status_code == 409
    while runner(api.runtime).step():
        pass
    words = told(screen.get(at))
    assert "4 moved, 0 stayed" in words
    assert f"{name} still has 0 records" in words
    assert {api("GET", f"/sample_partner/{each}?archived=1").json["owner"] for each in made} == {taker}
    rows = list(csv.reader(io.StringIO(screen.get(f"{at}/file").get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[0] == ["Kind", "Id", "Record", "Receiver", "Result", "Reason"]
    assert {(row[1], row[3], row[4]) for row in rows[1:]} == {(str(each), takes, "moved") for each in made}
    assert all("Customer" in row[2] for row in rows[1:])
    token = [pair for pair in fields(screen.get(at), f"{at}/disable") if pair[0] == "_csrf"]
    assert screen.client.post(f"{at}/disable", headers=OURS, data=as_pairs(token)).status_code == 303
    assert api("GET", f"/user/{leaver}").json["status"] == "disabled"


def test_who_is_named_by_nothing_is_asked_for_again(screen: Screen) -> None:
    assert screen.get("/handover").status_code == 200
    unknown = screen.get("/handover?leaver=Nobody of that name")
    assert unknown.status_code == 422
    assert "Choose one person" in told(unknown)
    assert screen.get("/handovers/999999").status_code == 404
