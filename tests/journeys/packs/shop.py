"""Words to sell and to move goods with: who buys, where goods lie, documents of one line that must be accepted."""

from itertools import count
from typing import Any

from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.work import Work
from tests.journeys.packs.conftest import Books
from tests.journeys.packs.trade import known, product

COUNT = count(1)


def warehouse(books: Books, **values: Any) -> int:
    """Make a warehouse nobody else has and return its id."""
    number = next(COUNT)
    return int(books.made("warehouse", **{"code": f"SW{number}", "name": f"{number} 号仓", **values})["id"])


def customer(books: Books, **values: Any) -> int:
    """Make a customer nobody else has and return its id."""
    return int(books.made("customer", **{"name": f"华东机械 {next(COUNT)}", **values})["id"])


def employee(books: Books) -> int:
    """Make an employee of a department of their own and return the id."""
    number = next(COUNT)
    unit = books.made("unit", code=f"S{number}", name=f"销售 {number} 部")["id"]
    return int(books.made("employee", name=f"业务员 {number}", department=unit)["id"])


def order(books: Books, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Make an approved order in yuan; a line without a product sells a new one."""
    sold = [{"product": product(books)["id"], **line} for line in lines]
    head = {"customer": values["customer"] if "customer" in values else customer(books), "state": "approved",
            "salesperson": employee(books), "currency": known(books, "currency", code="CNY")}
    return books.made("sales_order", **{**head, **values}, lines=sold)


def delivery(books: Books, of: dict[str, Any], qty: str, **values: Any) -> dict[str, Any]:
    """Make a posted delivery of so much of the first line of an order."""
    line = of["lines"][0]
    sent = {"order_line": line["id"], "product": line["product"], "qty": qty, "warehouse": warehouse(books)}
    return books.made("delivery", **{"customer": of["customer"], "state": "posted", **values}, lines=[sent])


def again(books: Books, object: str, made: dict[str, Any]) -> dict[str, Any]:
    """Return the record as it is now."""
    return dict(books("GET", f"/{object}/{made['id']}").json or {})


def told(books: Books, object: str, **values: Any) -> list[tuple[str, str]]:
    """Return pointers and messages of the refusal a new record must meet, in the state all begin in."""
    answer = books("POST", f"/{object}", {key: value for key, value in values.items() if key != "state"})
    assert answer.status_code == 422, answer.json
    return [(each["pointer"], each["message"]) for each in (answer.json or {})["errors"]]


def kept(books: Books, object: str, made: dict[str, Any], transition: str, **values: Any) -> list[tuple[str, str]]:
    """Return pointers and messages of the refusal a transition must meet."""
    version = again(books, object, made)["version"]
    answer = books("POST", f"/{object}/{made['id']}/do/{transition}", {**values, "version": version})
    assert answer.status_code in (409, 422), answer.json
    return [(each["pointer"], each["message"]) for each in (answer.json or {})["errors"]]


def booked(books: Books, object: str, **values: Any) -> int:
    """Write a record only postings write, as a step of a plugin does, and return its id."""
    context = books.runtime.machine("plugin", "test")
    with context.database.write(context.catalog.number) as session:
        work = Work(context, session)
        (id,) = work.add_many(object, [values])
        work.touched(object, id, None, {**dict.fromkeys(context.object(object).fields), **values, "id": id})
        flush(work)
        session.commit()
    return id
