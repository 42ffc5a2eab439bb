"""Files at the screen, without a script: attached, shown, saved, removed; fields of a form that take a file."""

import io
import re

import pytest

from tests.journeys.api.conftest import Api
from tests.journeys.files.pictures import HTML, PDF, png
from tests.unit.web.conftest import OURS, Screen, fields, told


@pytest.fixture(scope="module")
def screen(small: Api) -> Screen:
    return Screen(small)


def test_files_are_attached_shown_and_removed_on_the_page_of_a_record(small: Api, screen: Screen) -> None:
    id = small.partner()["id"]
    page, action = f"/o/sample_partner/{id}", f"/o/sample_partner/{id}/files"
    held = dict(fields(screen.get(page), action))
    answer = screen.client.post(action, headers=OURS, data={**held, "file": [
        (io.BytesIO(png()), "photo.png"), (io.BytesIO(PDF), "<b>offer.pdf"), (io.BytesIO(HTML), "page.html")]})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}#files")
    shown = screen.get(page)
    assert "photo.png" in told(shown)
    assert "<b>offer" not in shown.text
    picture = re.search(r'<img src="(/files/\d+/photo.png\?inline=1)"', shown.text)
    assert picture is not None
    with screen.get(picture[1]) as drawn:
        assert (drawn.data, drawn.headers["Content-Type"]) == (png(), "image/png")
    saved = re.search(r'href="(/files/\d+/page.html)"', shown.text)
    assert saved is not None
    with screen.get(f"{saved[1]}?inline=1") as given:
        assert given.headers["Content-Disposition"].startswith("attachment")
        assert given.headers["Content-Type"] == "application/octet-stream"
        assert "sandbox" in given.headers["Content-Security-Policy"]
    removing = re.search(r'action="(/files/\d+/remove)"', shown.text)
    assert removing is not None
    gone = screen.client.post(removing[1], headers=OURS, data={"_csrf": held["_csrf"]})
    assert gone.headers["Location"] == f"{page}#files"
    assert screen.get(page).text.count("/remove") == 2
    assert screen.client.post(action, headers=OURS, data={"file": (io.BytesIO(b"x"), "a")}).status_code == 403


def test_a_form_takes_a_picture_shows_it_and_lets_it_go(small: Api, screen: Screen) -> None:
    held = dict(fields(screen.get("/o/badge/new"), "/o/badge/new"))
    sent = {**held, "name": "Zoe", "portrait.file": (io.BytesIO(png(4, 4)), "zoe.png"), "_do": "save"}
    made = screen.client.post("/o/badge/new", headers=OURS, data=sent)
    assert made.status_code == 303, told(made)
    id = int(re.findall(r"/o/badge/(\d+)", made.headers["Location"])[0])
    portrait = small("GET", f"/badge/{id}").json["portrait"]
    assert f'<img src="/files/{portrait}/zoe.png?inline=1"' in screen.get(f"/o/badge/{id}").text
    form = f"/o/badge/{id}/edit"
    assert dict(fields(screen.get(form), form))["portrait"] == str(portrait)
    assert screen.fill(form, ("name", "Zoë")).status_code == 303
    assert small("GET", f"/badge/{id}").json["portrait"] == portrait
    assert screen.fill(form, ("portrait.none", "yes")).status_code == 303
    assert small("GET", f"/badge/{id}").json["portrait"] is None


def test_what_is_no_picture_is_refused_at_its_field(screen: Screen) -> None:
    held = dict(fields(screen.get("/o/badge/new"), "/o/badge/new"))
    sent = {**held, "name": "Eve", "portrait.file": (io.BytesIO(HTML), "eve.png"), "_do": "save"}
    answer = screen.client.post("/o/badge/new", headers=OURS, data=sent)
    assert answer.status_code == 422
    assert "eve.png is no picture" in told(answer)


def test_a_script_sends_a_file_for_a_field(small: Api, screen: Screen) -> None:
    token = dict(fields(screen.get("/o/badge/new"), "/o/badge/new"))["_csrf"]
    headers = {**OURS, "X-CSRF-Token": token, "X-Dougong-Fragment": "1"}
    kept = screen.client.post("/f/upload", headers=headers, data={"file": (io.BytesIO(png()), "a.png")}).json
    assert (kept["text"], kept["name"]) == (f"#{kept['id']}", "a.png")
    empty = screen.client.post("/f/upload", headers=headers, data={"file": (io.BytesIO(b""), "a.png")})
    assert (empty.status_code, empty.json) == (422, {"error": "The file is empty"})
