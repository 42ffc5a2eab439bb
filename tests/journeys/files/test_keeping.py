"""Bytes: kept once, gone when nobody has them, and carried by backups."""

import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from dougong.ext import registry
from dougong.records.files.sweep import Swept, sweep
from dougong.records.writing.change import Change
from dougong.store.backup.format import Unfit
from dougong.store.backup.restore import restore
from dougong.store.backup.write import backup
from dougong.store.database import Database
from dougong.store.files.disk import Disk
from tests.journeys.api.conftest import Api
from tests.journeys.files.pictures import PDF, png
from tests.journeys.files.test_files import given, kept


def swept(api: Api, days: int) -> Swept:
    """Sweep as a server would do so many days from now, when no bytes are young."""
    context = api.runtime.machine("cli", "test")
    later = type(context)(**{name: getattr(context, name) for name in context.__slots__} | {
        "now": context.now + timedelta(days=days)})
    return sweep(later, api.runtime, unwritten=-60)


def test_the_same_bytes_are_kept_once_and_as_long_as_somebody_has_them(api: Api) -> None:
    swept(api, 40)
    partner = api.partner()["id"]
    first = kept(api, b"same bytes", "a.txt", f"sample_partner/{partner}")
    second = kept(api, b"same bytes", "b.txt", f"sample_partner/{partner}")
    assert first["sha256"] == second["sha256"]
    assert api("DELETE", f"/files/{first['id']}").status_code == 204
    assert swept(api, 40) == Swept(1, 0)
    assert given(api, second["id"]).data == b"same bytes"
    assert api("DELETE", f"/files/{second['id']}").status_code == 204
    assert swept(api, 20) == Swept(0, 0)
    assert swept(api, 40) == Swept(1, 1)
    assert not api.runtime.files.exists(first["sha256"])


def test_what_no_field_and_no_record_has_is_swept(api: Api) -> None:
    swept(api, 40)
    in_field, unused = kept(api, png(5, 5), "in.png")["id"], kept(api, png(6, 6), "unused.png")["id"]
    badge = api("POST", "/badge", {"name": "C", "portrait": in_field}).json["id"]
    assert swept(api, 0) == Swept(0, 0)
    assert swept(api, 2) == Swept(1, 1)
    assert (given(api, in_field).status_code, given(api, unused).status_code) == (200, 404)
    assert api("POST", f"/badge/{badge}/erase", {"fields": ["portrait"], "reason": "asked"}).status_code in {200, 204}
    assert swept(api, 2) == Swept(1, 1)
    assert given(api, in_field).status_code == 404


def test_bytes_of_a_write_that_was_rolled_back_are_swept(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    swept(api, 40)

    def broken(*_: object) -> TestResponse:
        raise RuntimeError("the database is gone")

    with monkeypatch.context() as patch:
        patch.setattr("dougong.records.writing.unit.UnitOfWork.apply", broken)
        answer = api.raw("POST", "/files?name=a.txt", b"never written", "application/octet-stream")
        assert answer.status_code == 500
    assert len(list(api.runtime.files.held(before=1e12))) == 1
    assert swept(api, 0) == Swept(0, 1)


def test_a_backup_carries_files_and_a_restore_looks_at_each(api: Api, tmp_path: Path) -> None:
    file = kept(api, PDF, "carried.pdf", f"sample_partner/{api.partner()['id']}")
    archive, copy = tmp_path / "kept.zip", f"sqlite:///{tmp_path / 'copy.db'}"
    made = backup(api.runtime.database, registry(), archive, files=api.runtime.files)
    assert file["sha256"] in made.files
    database, files = Database.open(copy), Disk(tmp_path / "files")
    restore(database, registry(), archive, files=files)
    database.close()
    with files.open(file["sha256"]) as stream:
        assert stream.read() == PDF
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(damaged, "w") as new:
        for each in old.infolist():
            new.writestr(each, b"other" if each.filename == f"files/{file['sha256']}" else old.read(each))
    empty = Database.open(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(Unfit, match=re.escape(file["sha256"])):
        restore(empty, registry(), damaged, files=Disk(tmp_path / "other"))
    empty.close()


def test_a_record_with_files_goes_into_the_bin_and_for_good_with_them(api: Api) -> None:
    swept(api, 40)
    partner = api.partner()["id"]
    first = kept(api, b"goes along", "a.txt", f"sample_partner/{partner}")["id"]
    api.raw("POST", f"/files/{first}/versions", b"goes too", "application/octet-stream")
    assert api("DELETE", f"/sample_partner/{partner}").status_code in {200, 204}
    assert len(api("GET", f"/sample_partner/{partner}/attachments").json["data"]) == 1
    assert swept(api, 40) == Swept(0, 0)
    assert api("POST", f"/sample_partner/{partner}/restore").status_code == 200
    assert api("DELETE", f"/sample_partner/{partner}").status_code in {200, 204}
    context = api.runtime.machine("cli", "test")
    api.runtime.unit(context).apply(Change(object="sample_partner", verb="purge", id=partner))
    assert swept(api, 0) == Swept(2, 2)
    assert given(api, first).status_code == 404
