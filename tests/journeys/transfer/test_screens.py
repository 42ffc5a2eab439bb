"""Importing and exporting by hand, through the pages, without a script."""

import io
import re
from collections.abc import Iterator
from itertools import count

import pytest

from dougong.ext import runner
from dougong.records import reading
from dougong.records.context import Context
from dougong.records.lists.listing import Page
from dougong.records.lists.query import Query
from dougong.records.transfer import exporting
from tests.journeys.api.conftest import Api
from tests.journeys.doors.conftest import OURS, Person, hidden
from tests.journeys.transfer.files import table

NAMES = count(1)


@pytest.fixture
def person(small: Api) -> Iterator[Person]:
    return Person(small)


def posted(person: Person, page: str, address: str, **said: object) -> str:
    """Send a form of a page and return where it leads."""
    answer = person.client.post(address, data={**hidden(person.client.get(page).text), **said}, headers=OURS)
    assert answer.status_code == 303, answer.text[-2000:]
    return str(answer.headers["Location"])


def test_a_file_goes_through_the_four_steps_and_back(small: Api, person: Person) -> None:
    good, bad = f"T{next(NAMES)}", f"T{next(NAMES)}"
    file = table(("Code", "Name", "Limit"), (good, "华东", "5"), (bad, "<b>华北</b>", "viel"), encoding="gbk")
    start = "/o/sample_partner/import"
    step = posted(person, start, start, file=(io.BytesIO(file), "伙伴.csv"))
    page = person.client.get(step)
    assert re.findall(r'<option value="(\w+)" selected>', page.text)[:5] == ["gb18030", "code", "name", "limit_amount",
                                                                              "code"]
    assert posted(person, step, f"{step}/check", column0="code", column1="name", column2="limit_amount",
                  match="code") == step
    assert person.client.get(step).headers["Refresh"] == "2"            # under way: it looks again by itself
    assert runner(small.runtime).step()
    looked = person.client.get(step).text
    assert "Limit: Enter a number, for example 128,640" in looked
    assert "&lt;b&gt;" in looked
    assert "<b>华北" not in looked
    assert "Import 1 record" in looked
    posted(person, step, f"{step}/run", mode="skip")
    assert runner(small.runtime).step()
    assert "1 record imported" in person.client.get(step).text
    refused = person.client.get(f"{step}/refused").data.decode("utf-8-sig")
    assert refused.splitlines()[1].startswith(f"{bad},<b>华北</b>,viel,")
    posted(person, step, f"{step}/undo")
    assert runner(small.runtime).step()
    assert small("GET", f"/sample_partner?code={good}").json["data"] == []


def test_cells_are_mended_where_they_are_looked_at(small: Api, person: Person) -> None:
    partner, other = small.partner(name="杭州云栖智能科技有限公司"), small.partner(name="宁波甬江贸易")
    file = table(("Partner", "Lines Item", "Lines Quantity", "Lines Price"), ("杭州云西智能", "Bolt", "2", "1"),
                 (other["title"], "Nut", "viele", "1"))
    start = "/o/sample_order/import"
    step = posted(person, start, start, file=(io.BytesIO(file), "订单.csv"))
    columns = dict(enumerate(("partner", "lines.item", "lines.qty", "lines.price")))
    posted(person, step, f"{step}/check", match="", **{f"column{at}": path for at, path in columns.items()})
    assert runner(small.runtime).step()
    looked = person.client.get(step).text
    assert f'name="use.A2" value="{partner["title"]}"' in looked
    assert 'name="cell.C3" value="viele"' in looked
    posted(person, step, f"{step}/check", **{"use.A2": partner["title"], "cell.A2": "杭州云西智能",
                                             "was.A2": "杭州云西智能", "cell.C3": "3", "was.C3": "viele"})
    assert runner(small.runtime).step()
    assert "Import 2 records" in person.client.get(step).text
    posted(person, step, f"{step}/run", mode="all")
    assert runner(small.runtime).step()
    made = small("GET", f"/sample_order?partner[in]={partner['id']},{other['id']}&expand=lines&sort=id").json["data"]
    assert [(each["partner"], float(each["lines"][0]["qty"])) for each in made] == [
        (partner["id"], 2), (other["id"], 3)]


@pytest.mark.parametrize(("content", "told"), [
    (b"", "The file has no rows"), (b"PK\x03\x04 no zip", "The file is no spreadsheet that can be read"),
    (b"\xff\xff\x80,\x80\n", "The file is neither UTF-8"), (b"a,a\n1,2\n", "Columns A and B are both called a")])
def test_a_file_that_cannot_be_read_is_told_in_words(person: Person, content: bytes, told: str) -> None:
    start = "/o/sample_partner/import"
    data = {**hidden(person.client.get(start).text), "file": (io.BytesIO(content), "x.csv")}
    answer = person.client.post(start, data=data, headers=OURS)
    assert answer.status_code == 422
    assert told in answer.text


def test_a_list_is_exported_as_it_is_shown(small: Api, person: Person) -> None:
    for at in range(3):
        small.partner(name=f"=导出{at}", limit_amount=f"{at}.50", level="gold")
    small.partner(name="other")
    address = "/o/sample_partner?name[like]=导出&sort=-limit_amount&fields=name,limit_amount,level"
    page = person.client.get(address)
    asked = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text.split("dg-export")[1]
                            .split("</form>")[0]))
    answer = person.client.post("/o/sample_partner/export", data={**asked, "format": "csv"}, headers=OURS)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sample_partner.csv"'
    assert answer.data.decode("utf-8-sig").splitlines() == [
        "Name,Limit,Level", "'=导出2,2.50,Gold", "'=导出1,1.50,Gold", "'=导出0,0.50,Gold"]
    book = person.client.post("/o/sample_partner/export", data={**asked, "format": "xlsx"}, headers=OURS)
    assert book.data.startswith(b"PK\x03\x04")


def test_a_large_list_is_exported_by_a_job(small: Api, person: Person) -> None:
    small.partner(name="一")
    answer = small("POST", "/exports", {"object": "sample_partner", "query": "name=一", "format": "csv",
                                        "fields": ["name"]})
    assert answer.status_code == 202
    one = f"/exports/{answer.json['id']}"
    assert small("GET", f"{one}/file").status_code == 409
    assert "Waiting" in person.client.get(one).text
    assert runner(small.runtime).step()
    assert "Download" in person.client.get(one).text
    file = person.client.get(f"{one}/file").data
    assert file == small("GET", f"{one}/file").data
    assert file.decode("utf-8-sig") == "Name\r\n一\r\n"


def test_an_export_tells_how_far_it_is_and_can_be_stopped(small: Api, person: Person,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(4):
        small.partner(name=f"很多{at}")
    number = small("POST", "/exports", {"object": "sample_partner", "query": "name[like]=很多", "format": "csv",
                                        "fields": ["name"]}).json["id"]
    address, looked = f"/exports/{number}", list[str]()

    def select(context: Context, query: Query) -> Page:
        """Read pages as usual; when the second is asked for, somebody looks how far it is, and stops it."""
        if query.cursor is not None and not looked:
            looked.append(person.client.get(address).text)
            posted(person, address, f"{address}/cancel")
        return reading.select(context, query)
    monkeypatch.setattr(exporting, "LONGEST", 2)                  # rows of a page
    monkeypatch.setattr(exporting, "select", select)
    assert runner(small.runtime).step()
    assert 'value="50"' in looked[0]
    assert "2 of 4 rows" in looked[0]
    assert small("GET", address).json["state"] == "cancelled"
    assert small("GET", f"{address}/file").status_code == 409
    assert f"{address}/cancel" not in person.client.get(address).text


def test_an_export_that_waits_is_stopped_over_the_api(small: Api) -> None:
    number = small("POST", "/exports", {"object": "sample_partner", "format": "csv"}).json["id"]
    stopped = small("POST", f"/exports/{number}/cancel")
    assert (stopped.status_code, stopped.json["state"]) == (202, "cancelled")
    assert not runner(small.runtime).step()
    assert small("POST", "/exports/999999/cancel").status_code == 404
