"""A clerk's morning: customers come as a GBK table, what is wrong is mended or handed back, a file is attached, and the
list goes out as a spreadsheet with true numbers and dates."""

import csv
import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from dougong.records.transfer import xlsx_file
from tests.browser.conftest import Open
from tests.browser.test_access import AXE, faults
from tests.journeys.files.pictures import PDF

#: `make soak` imports the 3,000 of the issue.
ROWS = int(os.environ.get("CLERK_ROWS", "300"))
HEAD = ("客户名称", "等级", "信用额度", "下次联系", "备注")
#: A folder for pictures, where somebody wants to look at them.
SHOTS = os.environ.get("SHOTS", "")
#: Milliseconds a job may take on a busy machine.
JOB = 240_000


def customers() -> bytes:
    """Return the table: three rows are wrong."""
    rows = [[f"晨光{at:05}贸易有限公司", "ABC"[at % 3], f"{at * 1000 + 500:,}.50" if at % 2 else "1000",
             "2026-12-24 09:30", "展会"] for at in range(1, ROWS + 1)]
    rows[9][1] = "特级"
    rows[19][2] = "很多"
    rows[29][3] = "2026-02-30"
    written = io.StringIO()
    csv.writer(written).writerows([HEAD, *rows])
    return written.getvalue().encode("gbk")


def looked_at(page: Page, name: str) -> None:
    """Keep a picture where it is wanted."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


@pytest.mark.req("R025")
def test_a_clerk_imports_customers_attaches_a_file_and_exports_the_list(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/o/customer", viewport={"width": 1440, "height": 900})
    page.get_by_role("link", name="导入").click()
    sent: FilePayload = {"name": "客户名单.csv", "mimeType": "text/csv", "buffer": customers()}
    page.set_input_files("#file", [sent])
    page.locator("form[enctype] button.dg-btn--primary").click()
    page.wait_for_url(re.compile(r"/imports/\d+"))
    expect(page.locator("#encoding")).to_have_value("gb18030")
    chosen = [page.locator(f"[name=column{at}]").input_value() for at in range(len(HEAD))]
    assert chosen == ["name", "level", "credit_limit", "next_contact_at", "remark"]
    looked_at(page, "import-columns")
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".dg-import")).to_be_visible(timeout=JOB)
    expect(page.locator(".dg-verdicts")).to_contain_text(f"{ROWS - 3:,}")
    assert [row.inner_text() for row in page.locator(".dg-import tbody th").all()] == ["11", "21", "31"]
    expect(page.locator(".dg-wrong-cell")).to_have_text(["特级", "很多", "2026-02-30"])
    looked_at(page, "import-look")
    page.fill("input[name='cell.B11']", "A")
    page.keyboard.press("Enter")
    expect(page.locator(".dg-verdicts")).to_contain_text(f"{ROWS - 2:,}", timeout=JOB)
    page.check("input[name=mode][value=skip]")
    page.locator("button.dg-btn--primary", has_text=f"{ROWS - 2:,}").click()
    with page.expect_download(timeout=JOB) as download:
        page.locator("a[href$='/refused']").click(timeout=JOB)
    refused = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in refused] == [
        "客户名称", "晨光00020贸易有限公司", "晨光00030贸易有限公司"]
    looked_at(page, "import-made")
    attached(page)
    exported(page, tmp_path)


def attached(page: Page) -> None:
    """Find one of the customers and attach a file."""
    page.goto(f"{page.url.partition('/imports')[0]}/o/customer?name=晨光00010贸易有限公司")
    page.locator("[data-rows] tbody th a").first.click()
    page.wait_for_url(re.compile(r"/o/customer/\d+$"))
    with page.expect_navigation():
        page.set_input_files("#files > form input[type=file]",
                             [{"name": "营业执照.pdf", "mimeType": "", "buffer": PDF}])
    expect(page.locator("#files > ul > li")).to_contain_text("营业执照.pdf")
    expect(page.locator(".dg-timeline > li").first).to_contain_text("添加了附件 营业执照.pdf")
    looked_at(page, "record-files")


def exported(page: Page, folder: Path) -> None:
    """Export some of them from the list, and see that a spreadsheet can reckon with them."""
    page.goto(f"{page.url.partition('/o/')[0]}/o/customer?name[like]=晨光000&level=A&sort=name"
              "&fields=name,level,credit_limit,next_contact_at")
    with page.expect_download() as download:
        page.locator(".dg-export button[value=xlsx]").click()
    path = folder / "customers.xlsx"
    download.value.save_as(path)
    head, *rows = [line.cells for line in xlsx_file.opened(path).lines()]
    assert head == ["客户名称", "等级", "信用额度", "下次联系"]
    wanted = [at for at in range(1, min(ROWS, 99) + 1) if (at % 3 == 0 or at == 10) and at != 30]
    assert [row[0] for row in rows] == [f"晨光{at:05}贸易有限公司" for at in wanted]
    assert [row[2] for row in rows][:2] == ["3500.5", "1000"]
    assert {row[3] for row in rows} == {"2026-12-24 09:30:00"}
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<c r="C2"(?: s="\d+")?><v>3500\.5</v>', xml)
    assert re.search(r'<c r="D2" s="\d+"><v>46380\.395\d+</v>', xml)


def test_axe_finds_nothing_in_a_preview_with_cells_to_mend(open_page: Open) -> None:
    page = open_page("/o/customer/import", bypass_csp=True, viewport={"width": 390, "height": 844})
    table = "客户名称,上级客户,信用额度\n晚霞一号,云栖,多\n".encode()
    page.set_input_files("#file", [{"name": "t.csv", "mimeType": "text/csv", "buffer": table}])
    page.locator("form[enctype] button.dg-btn--primary").click()
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".dg-mend").first).to_be_visible(timeout=JOB)
    looked_at(page, "import-phone")
    assert AXE.exists()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
