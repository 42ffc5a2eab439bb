"""The first page of a new installation: asked once after the first sign-in, in force everywhere."""

from collections.abc import Iterator

import pytest

from tests.unit.web.conftest import OURS, PASSWORD, Screen, fields, told


@pytest.fixture(autouse=True)
def company(screen: Screen) -> Iterator[int]:
    """A company as an installation begins with, gone afterwards."""
    held = screen.api.made("company", name="我的公司", currency="CNY", time_zone="Asia/Shanghai")["id"]
    yield held
    for row in screen.api("GET", "/system_setting").json["data"]:
        screen.api("DELETE", f"/system_setting/{row['id']}")
    assert screen.api("DELETE", f"/company/{held}").status_code == 204


def entered(screen: Screen, back: str = "/") -> str:
    """Sign in once more and return where that leads."""
    client = screen.api.app.test_client()
    door = dict(fields(client.get(f"/sign-in?next={back}"), "/sign-in"))
    answer = client.post("/sign-in", data={**door, "login": "admin", "password": PASSWORD}, headers=OURS)
    return str(answer.headers["Location"])


def test_who_comes_in_first_is_asked_whose_installation_it_is(screen: Screen) -> None:
    assert entered(screen) == "/admin/start"
    assert entered(screen, "/o/customer") == "/o/customer"           # who wanted to go elsewhere is not held up
    assert "Nobody has said yet whose installation this is" in told(screen.get("/"))
    page = screen.fill("/admin/start", ("name", "澄海智能"), ("currency", "EUR"), ("time_zone", "Europe/Berlin"),
                       ("language", "en"))
    assert (page.status_code, page.headers["Location"]) == (303, "/"), told(page)
    home = told(screen.get("/"))
    assert "澄海智能" in home
    assert "Nobody has said yet" not in home
    assert entered(screen) == "/"
    held, = screen.api("GET", "/company").json["data"]
    assert (held["name"], held["currency"], held["time_zone"]) == ("澄海智能", "EUR", "Europe/Berlin")
    assert screen.api("GET", "/settings/system").json["values"] == {"language": "en", "set_up": True}
    assert screen.api("POST", "/user/preview", {"values": {}}).json["values"]["language"] == "en"


def test_times_are_shown_in_the_zone_that_was_chosen(screen: Screen, company: int) -> None:
    unit = screen.api.made("unit", code="ZONE", name="Clocks")["id"]
    doer = screen.api.made("employee", name="Li Na", department=unit)["id"]
    task = screen.api.made("task", subject="Call", assignee=doer, due_at="2026-01-15T20:00:00Z")["id"]
    assert "16 Jan 2026 04:00" in told(screen.get(f"/o/task/{task}"))
    assert screen.fill("/admin/start", ("time_zone", "America/New_York")).status_code == 303
    assert "15 Jan 2026 15:00" in told(screen.get(f"/o/task/{task}"))


def test_what_cannot_be_is_told_beside_what_was_typed(screen: Screen) -> None:
    page = screen.fill("/admin/start", ("name", ""), ("time_zone", "Mars/Olympus"))
    assert page.status_code == 422
    assert "Name: " in told(page)
    page = screen.fill("/admin/start", ("name", "A"), ("time_zone", "Mars/Olympus"))
    assert "Time zone: There is no time zone Mars/Olympus; write it as in Asia/Shanghai" in told(page)
    assert entered(screen) == "/admin/start"                         # nothing was taken
