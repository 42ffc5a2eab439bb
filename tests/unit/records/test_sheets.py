"""Tables as they come: encodings, delimiters, spreadsheets with all their habits, and files that mean harm."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from dougong.kernel.errors import Refused
from dougong.records.transfer import csv_file, csv_out, xlsx_file, xlsx_out
from dougong.records.transfer.encoding import detect
from dougong.records.transfer.guarding import guarded, plain
from dougong.records.transfer.sheet import body, column_name, heads

SIMPLE = "名称,等级,备注\n苏州甲机械有限公司,A,长期合作\n杭州乙电子,B,新客户\n"
TRADITIONAL = "名稱,等級,備註\n臺北機械股份有限公司,A,長期合作\n高雄電子,B,新客戶\n"
FORMULA = '<c r="A2"><f>B1*2</f></c>'


def kept(folder: Path, content: bytes, name: str = "t.csv") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(("text", "encoding", "found"), [
    (SIMPLE, "utf-8", "utf-8"), (SIMPLE, "utf-8-sig", "utf-8"), (SIMPLE, "gbk", "gb18030"),
    (SIMPLE, "utf-16", "utf-16"), (SIMPLE, "utf-16-le", "utf-16"), (TRADITIONAL, "big5", "big5"),
    ("名称\n货", "gbk", "gb18030"), ("plain,ascii\n1,2\n", "ascii", "utf-8"), ("𠮷,龘\n1,2\n", "gb18030", "gb18030")])
def test_the_encoding_is_found(tmp_path: Path, text: str, encoding: str, found: str) -> None:
    file = kept(tmp_path, text.encode(encoding))
    assert detect(file) == found
    assert [line.cells for line in csv_file.opened(file).lines()] == [row.split(",") for row in text.split()]


def test_what_is_in_no_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="import_encoding"):
        detect(kept(tmp_path, b"\xff\xff\x80,\x80\n"))


def test_a_wrong_encoding_is_told_with_the_row(tmp_path: Path) -> None:
    sheet = csv_file.opened(kept(tmp_path, SIMPLE.encode("gbk")), "utf-8", ",")
    with pytest.raises(Refused, match="import_decode") as refused:
        list(sheet.lines())
    assert refused.value.params == {"row": 1, "encoding": "utf-8"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(("a", "b", "c")) + "\n" + delimiter.join(("1,5", '"x;y"', "z")) + "\n"
    text = text.replace("1,5", '"1,5"')
    sheet = csv_file.opened(kept(tmp_path, text.encode()))
    assert [line.cells for line in sheet.lines()] == [["a", "b", "c"], ["1,5", "x;y", "z"]]


def test_a_missing_quotation_mark_is_told_with_the_row(tmp_path: Path) -> None:
    sheet = csv_file.opened(kept(tmp_path, b'a,b\n1,2\n"' + b"x" * 200_000 + b",3\n"), "utf-8", ",")
    with pytest.raises(Refused, match="import_cell") as refused:
        list(sheet.lines())
    assert refused.value.params["row"] == 3


def test_headers_stand_where_the_table_begins(tmp_path: Path) -> None:
    sheet = csv_file.opened(kept(tmp_path, "客户清单,\n,\n 名称 ,等级,\n甲,A,\n,,\n乙,B,\n".encode()), "", ",")
    head = heads(sheet)
    assert (head.number, head.texts) == (3, ("名称", "等级"))
    assert [(line.number, line.cells[:2]) for line in body(sheet, head)] == [(4, ["甲", "A"]), (6, ["乙", "B"])]


@pytest.mark.parametrize(("text", "code"), [("", "import_empty"), ("\n\n", "import_empty"),
                                            ("a,b,a\n1,2,3\n", "import_headers")])
def test_a_file_without_a_table_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        heads(csv_file.opened(kept(tmp_path, text.encode()), "utf-8", ","))


def book(folder: Path) -> Path:
    path = folder / "b.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("订单")
        made.add_worksheet("空")
        day, moment = made.add_format({"num_format": "yyyy/m/d"}), made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["名称", "数量", "日期", "时间", "是否", "公式"])
        sheet.write_row(1, 0, ["苏州_x000D_\n甲", 0.1 + 0.2])
        sheet.write_datetime(1, 2, datetime(2026, 2, 28), day)  # noqa: DTZ001 - a spreadsheet has no zones
        sheet.write_datetime(1, 3, datetime(2026, 2, 28, 13, 5), moment)  # noqa: DTZ001 - as above
        sheet.write_boolean(1, 4, boolean=True)
        sheet.write_formula(1, 5, "=B2*2", None, 0.6)
        sheet.write_formula(3, 5, "=1/0", None, "#DIV/0!")
    return path


def test_a_spreadsheet_is_read_as_people_see_it(tmp_path: Path) -> None:
    sheet = xlsx_file.opened(book(tmp_path))
    assert (sheet.name, sheet.names) == ("订单", ("订单", "空"))
    _, line, broken = sheet.lines()
    assert line.cells == ["苏州_x000D_\n甲", "0.3", "2026-02-28", "2026-02-28 13:05:00", "true", "0.6"]
    assert (broken.number, broken.faults) == (4, {5: "import_formula_error"})


def rewritten(path: Path, change: dict[str, bytes]) -> Path:
    """Return the spreadsheet with parts put in the place of its own."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
    return target


def rows_of(xml: str) -> bytes:
    return (f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{xml}</sheetData>'
            "</worksheet>").encode()


def test_a_formula_without_a_value_is_told(tmp_path: Path) -> None:
    part = rows_of(f'<row r="2">{FORMULA}</row>')
    (line,) = xlsx_file.opened(rewritten(book(tmp_path), {"xl/worksheets/sheet1.xml": part})).lines()
    assert (line.number, line.faults) == (2, {0: "import_formula"})


def test_merged_cells_are_told_unless_they_stand_above_the_headers(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.merge_range("A1:C1", "客户清单")
        sheet.write_row(1, 0, ["名称", "等级"])
        sheet.merge_range("A3:A4", "甲")
    opened = xlsx_file.opened(path)
    xlsx_file.refuse_merged(path, opened, 5)
    with pytest.raises(Refused, match="import_merged") as refused:
        xlsx_file.refuse_merged(path, opened, heads(opened).number)
    assert refused.value.params == {"range": "A3:A4"}


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = rewritten(book(tmp_path), {"xl/worksheets/sheet1.xml": b" " * (64 * 1024 * 1024)})
    assert bomb.stat().st_size < 200_000
    with pytest.raises(Refused, match="import_bomb"):
        xlsx_file.opened(bomb)


@pytest.mark.parametrize("part", [
    b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]><worksheet>&a;</worksheet>", b"<worksheet><sheetData>", b"\xff\xfe\0"])
def test_xml_that_means_harm_or_is_broken_is_refused(tmp_path: Path, part: bytes) -> None:
    sheet = xlsx_file.opened(rewritten(book(tmp_path), {"xl/worksheets/sheet1.xml": part}))
    with pytest.raises(Refused, match="import_xlsx"):
        list(sheet.lines())


def test_what_only_looks_like_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    for content in (b"PK\x03\x04nothing", b""):
        with pytest.raises(Refused, match="import_xlsx"):
            xlsx_file.opened(kept(tmp_path, content, "x.xlsx"))
    with pytest.raises(Refused, match="import_sheet"):
        xlsx_file.opened(book(tmp_path), "missing")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "'=1",
                                  "''x", "x", "'x", "", "'", "a=b"])
def test_no_text_becomes_a_formula_and_every_text_comes_back(text: str) -> None:
    written = guarded(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert plain(written) == text


def test_numbers_and_dates_in_csv_are_bare(tmp_path: Path) -> None:
    row = [Decimal("-1234.50"), 7, date(2026, 2, 28), datetime(2026, 2, 28, 13, 5), True, None, "-x"]  # noqa: DTZ001
    content = b"".join(csv_out.lines(["a"], [row]))
    assert content == b"\xef\xbb\xbfa\r\n-1234.50,7,2026-02-28,2026-02-28 13:05:00,true,,'-x\r\n"


def test_numbers_and_dates_in_a_spreadsheet_are_true_ones(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    many = Decimal("1234567890123456.78")                     # more digits than a spreadsheet keeps
    row = [Decimal("-1234.50"), date(2026, 2, 28), "=1+1", many, date(1899, 1, 1)]
    xlsx_out.write(path, "a/b", ["n", "d", "t", "m", "old"], [2, None, None, 2, None], [row])
    sheet = xlsx_file.opened(path)
    assert sheet.name == "a b"
    assert list(sheet.lines())[1].cells == ["-1234.5", "2026-02-28", "=1+1", "1234567890123456.78", "1899-01-01"]
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "<v>-1234.5</v>" in xml


def test_columns_are_called_as_spreadsheets_call_them() -> None:
    assert [column_name(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
