"""Files as they should not be: each is told in words that name row and column, and nothing of it is half made."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from dougong.records.transfer import source
from tests.journeys.api.conftest import Api
from tests.journeys.transfer.files import CSV, XLSX, brought, counts, done, rows, table, upload

HEAD = ("Code", "Name", "Limit")


def book(folder: Path, fill: Any) -> bytes:
    """Return a spreadsheet with the headers in its first row, the rest filled by a function."""
    path = folder / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        fill(sheet)
    return path.read_bytes()


def refused(api: Api, content: bytes, kind: str = CSV, **said: str) -> tuple[int, str]:
    """Send a file that is not taken and return the status and the words."""
    query = "&".join(f"{name}={value}" for name, value in {"object": "sample_partner", **said}.items())
    answer = api.raw("POST", f"/imports?{query}", content, kind)
    return answer.status_code, answer.json["detail"]


def test_merged_cells_stop_the_import_with_their_range(small: Api, tmp_path: Path) -> None:
    before = small.rows("sample_partner")

    def fill(sheet: Any) -> None:
        sheet.write_row(1, 0, ["M1", "华东", 1])
        sheet.merge_range("B3:B4", "华北")
        sheet.write_column(2, 0, ["M2", "M3"])
    found = brought(small, "sample_partner", book(tmp_path, fill), XLSX, match="")
    assert found["state"] == "failed"
    assert found["problem"]["detail"] == "Cells B3:B4 are merged; unmerge them, so that each row says what it means"
    assert small.rows("sample_partner") == before


def test_a_formula_counts_by_its_value_and_one_without_is_told(small: Api, tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(1, 0, ["F1", "华东"])
        sheet.write_formula(1, 2, "=6*7", None, 42)
        sheet.write_row(2, 0, ["F2", "华北"])
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
        sheet.write_row(3, 0, ["F3", '=HYPERLINK("http://x")'])
        sheet.write_string(3, 1, '=HYPERLINK("http://x")')
    found = brought(small, "sample_partner", book(tmp_path, fill), XLSX, match="")
    assert counts(found) == {"create": 2, "reject": 1}
    (error,) = rows(small, found["id"], "reject")[0]["errors"]
    assert (error["cell"], error["message"]) == ("C3", "The formula in this cell fails; mend it or type the value")
    assert small("GET", "/sample_partner?code=F1").json["data"][0]["limit_amount"] == "42.00"
    assert small("GET", "/sample_partner?code=F3").json["data"][0]["name"] == '=HYPERLINK("http://x")'


def test_a_zip_bomb_is_not_unpacked(small: Api, tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(book(tmp_path, lambda sheet: None))) as old, \
            zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, b" " * 80_000_000 if name == "xl/worksheets/sheet1.xml" else old.read(name))
    assert len(packed.getvalue()) < 200_000
    status, words = refused(small, packed.getvalue(), XLSX)
    assert status == 422
    assert words.startswith("The spreadsheet would unpack to ")


@pytest.mark.parametrize(("encoding", "words"), [
    ("utf-8", "Row 1 is not in utf-8; choose another encoding or save the file as UTF-8"),
    ("", "The file is neither UTF-8, GBK, Big5 nor UTF-16; save it as CSV in UTF-8")])
def test_a_wrong_encoding_is_told(small: Api, encoding: str, words: str) -> None:
    content = table(("名称", "等级"), ("苏州", "A"), encoding="gbk") if encoding else b"\xff\xff\x80,\x80\n"
    assert refused(small, content, encoding=encoding) == (422, words)


def test_fifty_megabytes_are_read_and_what_is_too_long_is_told_by_row(small: Api) -> None:
    lines = "".join(f"L{at},{'长' * 33_000},1\n" for at in range(520))
    content = f"Code,Name,Limit\nL-,短,1\n{lines}".encode()
    assert len(content) > 50_000_000
    id = upload(small, "sample_partner", content)["id"]
    found = done(small, id, "check", match="", columns=["code", "name", "limit_amount"])
    assert counts(found) == {"create": 1, "reject": 520}
    first = rows(small, id, "reject")[0]
    assert (first["row"], first["errors"][0]["cell"]) == (3, "B3")
    assert "characters" in first["errors"][0]["message"]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(small: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LARGEST", 1024 * 1024)
    status, words = refused(small, b"Code,Name\n" + b"a,b\n" * 300_000)
    assert status == 413
    assert "1" in words


def test_one_key_in_two_rows_is_told_with_the_first(small: Api) -> None:
    found = brought(small, "sample_partner", table(HEAD, ("D1", "a", "1"), ("D2", "b", "1"), ("D1", "c", "1")),
                    match="code")
    assert counts(found) == {"create": 2, "reject": 1}
    (error,) = rows(small, found["id"], "reject")[0]["errors"]
    assert (error["row"], error["cell"], error["message"]) == (4, "A4", "Stands in row 2 already")


def test_links_are_named_by_number_title_or_another_systems_id(small: Api) -> None:
    one = small.partner(external_id="erp:77")
    two, three = small.partner(), small.partner()
    file = table(("Partner", "Lines Item", "Lines Quantity", "Lines Price"), ("erp:77", "Bolt", "1", "1"),
                 (two["title"], "Bolt", "1", "1"), (f"#{three['id']}", "Bolt", "1", "1"))
    found = brought(small, "sample_order", file)
    assert counts(found) == {"create": 3}
    made = [small("GET", f"/sample_order/{row['id']}").json["partner"] for row in rows(small, found["id"])]
    assert made == [one["id"], two["id"], three["id"]]
