"""Uploads that break off: nothing is kept of them, neither a record nor bytes."""

import io
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.api.conftest import Api
from tests.journeys.files.test_files import BYTES
from tests.unit.web.conftest import OURS, Screen, fields


def lying(folder: Path) -> list[Path]:
    """Return what lies where files are kept."""
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]


def said(part: bytes, length: int) -> dict[str, Any]:
    """Return what a server is told of a request that promises `length` bytes and ends after `part`."""
    return {"wsgi.input": io.BytesIO(part), "CONTENT_LENGTH": str(length)}


def test_a_body_that_breaks_off_is_kept_neither_as_a_file_nor_as_bytes(small: Api) -> None:
    count, folder = small.rows("file"), small.runtime.settings.home / "files"
    before = lying(folder)
    answer = small.client.open(
        "/api/v1/files?name=a.bin", method="POST", content_type=BYTES, environ_overrides=said(b"x" * 300_000, 900_000),
        headers={"Authorization": f"Bearer {small.token}"})
    assert answer.status_code == 400
    assert small.rows("file") == count
    assert lying(folder) == before


def test_a_form_that_breaks_off_attaches_nothing(small: Api) -> None:
    screen, id = Screen(small), small.partner()["id"]
    address = f"/o/sample_partner/{id}/files"
    token = dict(fields(screen.get(f"/o/sample_partner/{id}"), address))["_csrf"]
    body = (f'--b\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n{token}\r\n--b\r\n'
            'Content-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n').encode() + b"x" * 100_000
    count = small.rows("file")
    answer = screen.client.post(address, headers={**OURS, "X-CSRF-Token": token},
                                environ_overrides=said(body, len(body) + 50_000),
                                content_type="multipart/form-data; boundary=b")
    assert answer.status_code in {400, 403}
    assert small.rows("file") == count
    assert small("GET", f"/sample_partner/{id}/attachments").json == {"data": []}


@pytest.mark.parametrize("length", [1, 50_000])
def test_what_is_larger_than_it_says_is_not_read_beyond(small: Api, length: int) -> None:
    answer = small.client.open(
        "/api/v1/files?name=a.bin", method="POST", content_type=BYTES, environ_overrides=said(b"x" * 60_000, length),
        headers={"Authorization": f"Bearer {small.token}"})
    assert (answer.status_code, answer.json["size"]) == (201, length)
