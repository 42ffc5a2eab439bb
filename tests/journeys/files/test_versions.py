"""Versions of a file: sent in its place, listed, opened, put back; in the API and on the page of the record."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.journeys.api.conftest import Api
from tests.journeys.files.pictures import PDF, png
from tests.journeys.files.test_files import BYTES, given, kept
from tests.unit.web.conftest import OURS, Screen, fields, told


def placed(api: Api) -> tuple[str, str]:
    """Return a new record as a file names it, and where its files are listed."""
    id = api.partner()["id"]
    return f"sample_partner/{id}", f"/sample_partner/{id}/attachments"


def renewed(api: Api, id: int, content: bytes, name: str = "") -> Any:
    return api.raw("POST", f"/files/{id}/versions{f'?name={name}' if name else ''}", content, BYTES)


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Do something several times at the same moment and return what came of each."""
    ready = Barrier(count)

    def one(at: int) -> Any:
        ready.wait()
        return act(at)
    with ThreadPoolExecutor(count) as crowd:
        return list(crowd.map(one, range(count)))


def test_a_new_version_takes_the_place_of_the_one_before_and_that_one_stays(api: Api) -> None:
    about, listed = placed(api)
    first = kept(api, b"draft", "offer.txt", about)
    assert (first["version"], api("GET", f"/files/{first['id']}/versions").json["data"]) == (1, [first])
    second = renewed(api, first["id"], PDF, "offer.pdf")
    assert (second.status_code, second.json["version"], second.json["name"]) == (201, 2, "offer.pdf")
    third = renewed(api, first["id"], b"third").json                      # whichever of its versions is named
    assert (third["version"], third["name"]) == (3, "offer.pdf")
    assert [each["id"] for each in api("GET", listed).json["data"]] == [third["id"]]
    every = api("GET", f"/files/{second.json['id']}/versions").json["data"]
    assert [(each["version"], each["name"]) for each in every] == [(3, "offer.pdf"), (2, "offer.pdf"), (1, "offer.txt")]
    assert given(api, first["id"]).data == b"draft"


def test_an_earlier_version_is_put_back_as_a_new_one(api: Api) -> None:
    about, listed = placed(api)
    first = kept(api, b"good", "a.txt", about)
    renewed(api, first["id"], b"worse", "b.txt")
    back = api("POST", f"/files/{first['id']}/put-back")
    assert (back.status_code, back.json["version"], back.json["name"]) == (201, 3, "a.txt")
    assert given(api, back.json["id"]).data == b"good"
    assert [each["version"] for each in api("GET", listed).json["data"]] == [3]
    again = api("POST", f"/files/{first['id']}/put-back")
    assert (again.status_code, again.json["code"]) == (422, "file_same")
    assert renewed(api, first["id"], b"good").json["code"] == "file_same"


def test_removing_takes_all_versions_or_one_earlier_one(api: Api) -> None:
    about, listed = placed(api)
    first = kept(api, b"1", "a.txt", about)["id"]
    second, third = (renewed(api, first, text).json["id"] for text in (b"2", b"3"))
    assert api("DELETE", f"/files/{second}").status_code == 204
    assert [each["version"] for each in api("GET", f"/files/{third}/versions").json["data"]] == [3, 1]
    assert renewed(api, first, b"4").json["version"] == 4
    assert api("DELETE", f"/files/{api('GET', listed).json['data'][0]['id']}").status_code == 204
    assert api("GET", listed).json == {"data": []}
    for id in (first, third):
        assert given(api, id).status_code == 404
        assert renewed(api, id, b"5").status_code == 404


def test_only_what_is_attached_has_versions_and_only_where_the_record_may_be_changed(api: Api) -> None:
    loose = kept(api, b"x", "a.txt")["id"]
    assert renewed(api, loose, b"y").status_code == 404
    assert api("POST", f"/files/{loose}/put-back").status_code == 404
    about, _ = placed(api)
    file = kept(api, b"x", "a.txt", about)["id"]
    assert renewed(api, file, b"").json["code"] == "file_empty"
    assert api("DELETE", f"/{about}").status_code in {200, 204}
    assert renewed(api, file, b"y").json["code"] == "file_archived"
    assert len(api("GET", f"/files/{file}/versions").json["data"]) == 1


def test_two_new_versions_at_once_are_both_kept(api: Api) -> None:
    about, listed = placed(api)
    file = kept(api, b"0", "a.txt", about)["id"]
    clients = [Api(api.runtime) for _ in range(4)]
    sent = at_once(4, lambda at: renewed(clients[at], file, f"from {at}".encode()))
    assert sorted(each.json["version"] for each in sent) == [2, 3, 4, 5]
    assert [each["version"] for each in api("GET", f"/files/{file}/versions").json["data"]] == [5, 4, 3, 2, 1]
    assert len(api("GET", listed).json["data"]) == 1


def test_the_same_bytes_sent_by_several_at_once_are_kept_once_and_whole(api: Api) -> None:
    content = bytes(range(256)) * 8192                                     # two megabytes, in several pieces
    clients = [Api(api.runtime) for _ in range(4)]
    places = [placed(api) for _ in range(4)]
    sent = at_once(4, lambda at: kept(clients[at], content, f"{at}.bin", places[at][0]))
    assert len({each["sha256"] for each in sent}) == 1
    assert all(given(api, each["id"]).data == content for each in sent)
    assert api("DELETE", f"/files/{sent[0]['id']}").status_code == 204
    assert given(api, sent[1]["id"]).data == content


@pytest.fixture(scope="module")
def screen(small: Api) -> Screen:
    return Screen(small)


def test_versions_are_sent_and_put_back_on_the_page_of_the_record_whose_timeline_says_so(
        small: Api, screen: Screen) -> None:
    about, listed = placed(small)
    page = f"/o/{about}"
    file = kept(small, png(), "<plan>.png", about)["id"]
    held = dict(fields(screen.get(page), f"/files/{file}/versions"))
    answer = screen.client.post(f"/files/{file}/versions", headers=OURS, data={
        **held, "file": (io.BytesIO(PDF), "plan.pdf")})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}#files")
    shown = screen.get(page)
    assert "2 versions" in told(shown)
    assert "Admin sent version 2 of plan.pdf" in told(shown)
    assert "Admin attached plan .png" in told(shown)
    assert re.search(rf'href="/files/{file}/plan%20.png\?inline=1"', shown.text)
    back = f"/files/{file}/put-back"
    assert screen.client.post(back, headers=OURS, data=dict(fields(shown, back))).status_code == 303
    assert "put version 1 of plan .png back as version 3" in told(screen.get(page))
    newest = small("GET", listed).json["data"][0]["id"]
    remove = f"/files/{newest}/remove"
    assert screen.client.post(remove, headers=OURS, data=dict(fields(screen.get(page), remove))).status_code == 303
    gone = told(screen.get(page))
    assert "Admin removed plan .png" in gone
    assert "removed version" not in gone


def test_a_script_that_sends_the_same_version_is_told_in_words(small: Api, screen: Screen) -> None:
    about, _ = placed(small)
    file = kept(small, b"same", "a.txt", about)["id"]
    token = dict(fields(screen.get(f"/o/{about}"), f"/files/{file}/versions"))["_csrf"]
    answer = screen.client.post(f"/files/{file}/versions", data={"file": (io.BytesIO(b"same"), "a.txt")}, headers={
        **OURS, "X-CSRF-Token": token, "X-Dougong-Fragment": "1"})
    assert answer.status_code == 422
    assert answer.json == {"error": "These are the very bytes of the version that is there"}
