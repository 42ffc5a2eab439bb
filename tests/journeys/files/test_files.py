"""Files over the API: what they are is seen in them, whom they are shown to is asked of their record."""

from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.journeys.api.conftest import Api
from tests.journeys.files.pictures import HTML, PDF, SVG, png

BYTES = "application/octet-stream"


def sent(api: Api, content: bytes, name: str, about: str = "") -> TestResponse:
    return api.raw("POST", f"/files?name={quote(name)}{f'&about={about}' if about else ''}", content, BYTES)


def given(api: Api, id: int, *, inline: int = 0, **headers: str) -> TestResponse:
    """Fetch the bytes of a file, and let go of them."""
    with api("GET", f"/files/{id}/content?inline={inline}", **headers) as answer:
        assert answer.data is not None
        return answer


def kept(api: Api, content: bytes, name: str, about: str = "") -> dict[str, Any]:
    answer = sent(api, content, name, about)
    assert answer.status_code == 201, answer.json
    return dict(answer.json or {})


def test_a_file_is_attached_listed_given_and_removed(api: Api) -> None:
    partner = api.partner()["id"]
    about, attached = f"sample_partner/{partner}", f"/sample_partner/{partner}/attachments"
    assert api("GET", attached).json == {"data": []}
    file = kept(api, png(3, 2), "照片.png", about)
    assert (file["name"], file["kind"], file["width"], file["height"]) == ("照片.png", "image/png", 3, 2)
    assert (file["size"], file["about"]) == (len(png(3, 2)), {"object": "sample_partner", "id": partner})
    other = kept(api, PDF, "a.pdf", about)
    assert [each["id"] for each in api("GET", attached).json["data"]] == [other["id"], file["id"]]
    assert api("GET", f"/files/{file['id']}").json == file
    answer = given(api, file['id'])
    assert answer.data == png(3, 2)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=\"__.png\"; filename*=UTF-8''%E7%85")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert api("DELETE", f"/files/{file['id']}").status_code == 204
    assert given(api, file['id']).status_code == 404
    assert [each["id"] for each in api("GET", attached).json["data"]] == [other["id"]]


def test_parts_of_a_file_are_given_by_range_and_not_twice_by_etag(api: Api) -> None:
    id = kept(api, b"0123456789", "digits.txt")["id"]
    part = given(api, id, Range="bytes=2-4")
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    beyond = given(api, id, Range="bytes=20-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */10")
    whole = given(api, id)
    assert given(api, id, If_None_Match=whole.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(("content", "name", "kind", "shown"), [
    (png(), "letter.html", "image/png", True), (PDF, "photo.png", "application/pdf", True),
    (SVG, "drawing.png", "image/svg+xml", False), (HTML, "photo.jpg", "text/html", False),
    (b"\xef\xbb\xbf  <svg/onload=alert(1)>", "a.gif", "image/svg+xml", False),
    (b"plain words", "a.pdf", "text/plain", False), (b"\0\1\2\3\xff", "a.png", BYTES, False),
    (png(9000, 5000)[:40], "huge.png", "image/png", False)])
def test_no_name_makes_a_file_something_else(small: Api, content: bytes, name: str, kind: str, shown: bool) -> None:
    id = kept(small, content, name)["id"]
    assert small("GET", f"/files/{id}").json["kind"] == kind
    answer = given(small, id, inline=1)
    assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert answer.headers["Content-Type"] == (kind if shown else BYTES)


@pytest.mark.parametrize(("name", "kept_as"), [
    ("../../etc/passwd", "passwd"), ("C:\\Users\\x\\报价.xlsx", "报价.xlsx"),
    ("a\x07b\r\nSet-Cookie: x.txt", "abSet-Cookie x.txt"),
    ("invoice\u202efdp.exe", "invoicefdp.exe"), ("..", "file"), ("\u200b\u2066", "file"),
    ("x" * 300 + ".pdf", "x" * 196 + ".pdf"), ('a"b<c>.png', "a b c .png")])
def test_names_are_cleaned(small: Api, name: str, kept_as: str) -> None:
    assert kept(small, b"x", name)["name"] == kept_as


def test_what_may_not_be_changed_takes_no_file_and_leaves_none(api: Api) -> None:
    partner = api.partner()["id"]
    before = api("GET", "/file?count=exact&limit=1").json["count"]
    for about, status in (("sample_partner/999999", 404), ("no_such/1", 404), ("sample_order_line/1", 404),
                          ("file/1", 403), ("sample_partner", 400), ("sample_partner/0", 400)):
        assert sent(api, b"x", "a.txt", about).status_code == status, about
    assert api("DELETE", f"/sample_partner/{partner}").status_code in {200, 204}
    assert sent(api, b"x", "a.txt", f"sample_partner/{partner}").json["code"] == "file_archived"
    assert sent(api, b"", "a.txt").json["code"] == "file_empty"
    assert api.raw("POST", "/files?name=a", b"x", "text/html").status_code == 415
    assert api("GET", "/file?count=exact&limit=1").json["count"] == before


def test_records_of_files_are_written_by_nobody_directly(small: Api) -> None:
    id = kept(small, b"x", "a.txt")["id"]
    assert small("POST", "/file", {"name": "a", "kind": "b", "size": 1, "sha256": "0" * 64}).status_code in {403, 405}
    assert small("PATCH", f"/file/{id}", {"name": "b.exe"}).status_code in {403, 405}
    assert small("DELETE", f"/file/{id}").status_code in {403, 405}


def test_a_field_takes_ones_own_file_and_shows_it_by_its_record(api: Api) -> None:
    picture, letter = kept(api, png(), "me.png")["id"], kept(api, PDF, "contract.pdf")["id"]
    badge = api("POST", "/badge", {"name": "A", "portrait": picture, "contract": letter})
    assert badge.status_code == 201, badge.json
    id = badge.json["id"]
    assert given(api, picture).data == png()
    refused = api("PATCH", f"/badge/{id}", {"portrait": letter}, If_Match='"1"')
    assert [(each["pointer"], each["code"]) for each in refused.json["errors"]] == [("/portrait", "file_no_picture")]
    assert api("DELETE", f"/files/{picture}").status_code == 409


def test_a_field_takes_no_file_that_is_attached_to_a_record(api: Api) -> None:
    attached = kept(api, PDF, "secret.pdf", f"sample_partner/{api.partner()['id']}")["id"]
    refused = api("POST", "/badge", {"name": "B", "contract": attached})
    assert [(each["pointer"], each["code"]) for each in refused.json["errors"]] == [("/contract", "link_missing")]


def test_sizes_and_sums_have_limits(small: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    object.__setattr__(small.runtime.settings, "file_mb", 1)
    try:
        assert sent(small, b"x" * (1024 * 1024), "a.bin").status_code == 201
        too_big = sent(small, b"x" * (1024 * 1024 + 1), "a.bin")
        assert (too_big.status_code, too_big.json["code"]) == (413, "file_too_big")
        monkeypatch.setattr("dougong.records.files.keep.MEGABYTE", 1)     # then a gigabyte is 1,024 bytes
        object.__setattr__(small.runtime.settings, "file_mb", 1000)
        object.__setattr__(small.runtime.settings, "files_gb", 1)
        assert sent(small, b"y" * 900, "a.bin").json["code"] == "files_full"
    finally:
        object.__setattr__(small.runtime.settings, "file_mb", 25)
        object.__setattr__(small.runtime.settings, "files_gb", 20)
