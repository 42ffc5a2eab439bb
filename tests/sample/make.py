"""`python -m tests.sample.make`: write the tables of the sample company anew, the same ones each time."""

import csv
import random
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from tests.sample import words

ROOT: Final = Path(__file__).resolve().parents[2] / "metadata"
CUSTOMERS, FOLLOW_UPS, OPPORTUNITIES, ORDERS, QUOTATIONS, SUPPLIERS, PURCHASES = 2700, 3000, 480, 800, 160, 60, 240
IN_POOL: Final = 48
#: Customers a person has met already: the records of customers_1.yaml and customers_2.yaml.
KNOWN: Final = 300
PEOPLE: Final = 40
SELLERS: Final = range(4, 19)
BUYERS: Final = (6, 15, 24, 33)
#: People of the sales departments, who own customers; each department's first is its head.
OWNERS: Final = (12, 21, 30, 39, 13, 22, 31, 40, 14, 23, 32, 3, 4, 5)
#: The role of each department's people, and of its head.
ROLES: Final = {
    "D00": ("gm", "gm"), "D10": ("sales_rep", "sales_manager"), "D11": ("sales_rep", "sales_manager"),
    "D12": ("sales_rep", "sales_manager"), "D20": ("purchaser", "purchase_manager"),
    "D30": ("warehouse_keeper", "warehouse_manager"), "D40": ("finance", "finance"),
    "D50": ("service_rep", "service_rep"), "D60": ("marketing", "marketing"), "D70": ("hr", "hr")}

Row = Sequence[Any]
#: A product as orders speak of it: its key, unit, list price.
Product = tuple[str, str, float]


def main() -> None:
    """Write every table."""
    chance = random.Random(20260101)
    _people(chance)
    goods = _products(chance)
    _customers(chance)
    _follow_ups(chance)
    _opportunities(chance)
    qualified = _suppliers(chance, goods)
    _orders(chance, goods)
    _quotations(chance, goods)
    _purchases(chance, qualified, goods)


def _people(chance: random.Random) -> None:
    names = [_person(chance) for _ in range(PEOPLE)]
    logins = [f"u{n:02}" for n in range(1, PEOPLE + 1)]
    _table("system", "users", ("external_id", "login", "name", "email", "language"),
           [(f"company:user:{login}", login, name, f"{login}@example.com", "zh-Hans")
            for login, name in zip(logins, names, strict=True)])
    rows = []
    members: list[Row] = []
    for n, (login, name) in enumerate(zip(logins, names, strict=True)):
        department = words.DEPARTMENTS[0 if n < 2 else 1 + (n - 2) % (len(words.DEPARTMENTS) - 1)][0]
        rows.append((f"company:employee:{n + 1}", name, f"company:user:{login}", f"company:unit:{department}",
                     _mobile(chance), f"{login}@example.com", -chance.randint(90, 4000)))
        head = not any(row[2] == f"company:unit:{department}" for row in members)
        members.append((f"company:membership:{n + 1}", f"company:user:{login}", f"company:unit:{department}",
                        f"role:{ROLES[department][head]}", -90, "入职"))
    _table("purchase", "workplaces", ("external_id", "member", "unit", "role", "valid_from", "reason"), members)
    _table("core", "employees", ("external_id", "name", "account", "department", "mobile", "email", "hired_on"), rows)


def _owner(customer: str) -> int:
    """Return the number of the person whose customer it is: always the same one's."""
    return OWNERS[int(customer.rpartition(":")[2]) % len(OWNERS)]


def _customer(chance: random.Random) -> str:
    """Return a customer of the sales departments: those known before belong to whoever installed the company, so that
    another of the same person stands for them."""
    n = chance.randint(1, KNOWN + CUSTOMERS)
    return f"sample:customer:{n if n > KNOWN else n + -(-KNOWN // len(OWNERS)) * len(OWNERS)}"


def _user(n: int) -> str:
    return f"company:user:u{n:02}"


def _products(chance: random.Random) -> list[Product]:
    rows, goods, number = [], [], 0
    while len(rows) < 400:
        for category, (names, specs, uom, low, high) in words.GOODS.items():
            round_, name = number // (len(words.GOODS) * len(names)), names[number // len(words.GOODS) % len(names)]
            spec = specs[round_ % len(specs)]
            series = round_ // len(specs)
            number += 1
            price = round(chance.uniform(low, high), 2 if high < 100 else 0)
            service = category == "C70"
            key = f"company:product:{number}"
            rows.append((key, f"{category[1:]}{number:04}", f"{name}{' ABCD'[series % 5].strip()}", spec,
                         f"company:category:{category}", "service" if service else "goods", f"uom:{uom}",
                         "tax:6" if service else "tax:13", price, round(price * 0.88, 2),
                         "" if service else f"company:warehouse:W{number % 3 + 1}"))
            goods.append((key, uom, price))
    _table("core", "products", ("external_id", "code", "name", "spec", "category", "product_type", "uom", "tax_rate",
                                "list_price", "floor_price", "default_warehouse"), rows[:400])
    return goods[:400]


def _known() -> Iterator[str]:
    """Yield the firms of the records a person has met already."""
    for file in ("customers_1.yaml", "customers_2.yaml"):
        said = yaml.safe_load((ROOT / "customer" / "data" / file).read_text(encoding="utf-8"))
        yield from (_firm(record["name"]) for record in said["records"])


def _firm(name: str) -> str:
    """Return a firm's name without its form."""
    form = max((each for each in words.FORMS if name.endswith(each)), key=len, default="")
    return name.removesuffix(form)


def _others(n: int, city: str, trade: str, name: str, met: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield short and whole names nobody has, of that city, trade and form, beginning with the `n`th brand."""
    form, first = name.removeprefix(_firm(name)), n % len(words.BRANDS)
    for brand in words.BRANDS[first:] + words.BRANDS[:first]:
        for line in words.TRADES[trade]:
            if f"{city}{brand}{line}" not in met:
                yield f"{city}{brand}", f"{city}{brand}{line}{form}"


def _customers(chance: random.Random) -> None:
    seen: set[str] = set()
    met = set(_known())
    rows: list[Row] = []
    apart = random.Random(IN_POOL)                 # the others stay as they are, and nothing refers to these
    waiting: list[Row] = []
    for n in range(KNOWN + 1, KNOWN + CUSTOMERS + IN_POOL + 1):
        chance = chance if n <= KNOWN + CUSTOMERS else apart
        abroad = chance.random() < 0.04
        city, region, code, *currency = chance.choice(words.ABROAD if abroad else words.CITIES)
        trade = chance.choice(list(words.TRADES))
        name = short = ""
        while not name or name in seen:
            short = f"{city}{chance.choice(words.BRANDS)}"
            name = f"{short}{chance.choice(words.TRADES[trade])}{chance.choice(words.FORMS)}"
        seen.add(name)
        if _firm(name) in met:                     # a firm of another form under the same name would be that customer
            short, name = next(_others(n, city, trade, name, met))
        met.add(_firm(name))
        state = chance.choices(("intention", "signed", "silent", "lost"), (30, 45, 18, 7))[0]
        head = (f"sample:customer:{n}", name, short, f"92{chance.randrange(10**6):06}MA{n:08}",
                f"{code}-{chance.randrange(10**7, 10**8)}", chance.choices("ABCD", (10, 25, 45, 20))[0], trade,
                f"region:{region}", chance.choice(("web", "phone", "expo", "media", "referral", "other")), state,
                chance.choices(("low", "mid", "high"), (60, 30, 10))[0],
                chance.choice(("term:cash", "term:30", "term:deposit30", "term:month_end60")),
                f"currency:{(currency or ['CNY'])[0]}", chance.choice((0, 0, 20000, 50000, 100000, 300000, 800000)),
                f"+{chance.randint(1, 40)} 10:00" if state != "lost" and chance.random() < 0.5 else "",
                *(("in_pool", f"company:pool:{n % 2 + 1}") if chance is apart else
                  (_user(_owner(f"sample:customer:{n}")),)))
        address = ("ship", f"region:{region}", f"{city}市{chance.choice(words.ROADS)} {chance.randint(1, 999)} 号",
                   _person(chance), _mobile(chance), "1")
        for at in range(chance.choices((1, 2, 3), (55, 35, 10))[0]):
            contact = (_person(chance), "1" if at == 0 else "0", chance.choice(words.POSTS),
                       chance.choice(("user", "influencer", "decider", "buyer")), _mobile(chance),
                       f"c{n}.{at}@example.com" if chance.random() < 0.6 else "")
            written = waiting if chance is apart else rows
            written.append((*(head if at == 0 else (head[0], *[""] * (len(head) - 1))), *contact,
                            *(address if at == 0 else [""] * len(address))))
    names = (
        "external_id", "name", "short_name", "tax_id", "phone", "level", "industry", "region", "source", "lifecycle",
        "risk_level", "payment_term", "currency", "credit_limit", "next_contact_at", "owner", "contacts.name",
        "contacts.is_primary", "contacts.position", "contacts.decision_role", "contacts.mobile", "contacts.email",
        "addresses.purpose", "addresses.region", "addresses.detail", "addresses.receiver", "addresses.phone",
        "addresses.is_default")
    _table("customer", "customers_company", names, rows)
    at = names.index("owner")
    _table("customer", "customers_waiting", (*names[:at], "state", "pool", *names[at + 1:]), waiting)


def _follow_ups(chance: random.Random) -> None:
    rows = [(f"company:follow_up:{n}", f"customer {_customer(chance)}",
             f"-{chance.randint(1, 300)} {chance.randint(9, 17):02}:{chance.choice((0, 15, 30, 45)):02}",
             chance.choice(("visit", "phone", "wechat", "email", "meeting")),
             chance.choices(("interested", "neutral", "refused", "no_answer", "deal"), (35, 35, 8, 14, 8))[0],
             chance.choice(words.FOLLOWED)) for n in range(1, FOLLOW_UPS + 1)]
    _table("customer", "follow_ups_company", ("external_id", "related", "at", "channel", "result", "summary", "owner"),
           [(*row, _user(_owner(str(row[1])))) for row in rows])


def _opportunities(chance: random.Random) -> None:
    rows = []
    for n in range(1, OPPORTUNITIES + 1):
        state = chance.choices(("open", "won", "lost"), (60, 25, 15))[0]
        stage = "s6_signed" if state == "won" else chance.choice(
            ("s1_initial", "s2_deep", "s3_product", "s4_meeting", "s5_ready"))
        days = chance.randint(3, 120) if state == "open" else -chance.randint(3, 200)
        rows.append((f"company:opportunity:{n}", f"{chance.choice(words.PROJECTS)} {n}",
                     _customer(chance), stage, chance.randint(2, 160) * 5000,
                     f"{days:+}", state, chance.choice(("price", "product", "relation")) if state == "lost" else "",
                     *_speaks_for_it(n, int(stage[1]), days)))
    _table("customer", "opportunities_company", (
        "external_id", "name", "customer", "stage", "amount", "close_date", "state", "lost_reason", "demo_on",
        "meeting_record", "budget_confirmed", "decider_confirmed", "date_confirmed", "rivals_known", "owner"),
        [(*row, _user(_owner(str(row[2])))) for row in rows])


def _speaks_for_it(n: int, stage: int, days: int) -> Row:
    """Return what is known of an opportunity that has come to a stage: demonstration, meeting, criteria."""
    return (f"{min(days, 0) - 20 - n % 20:+}" if stage >= 4 else "",
            "预算、时间与签约人均已确认" if stage >= 5 else "",
            *("1" if known else "" for known in (stage >= 2, stage >= 4, stage >= 5, stage >= 3 and n % 3 == 0)))


def _suppliers(chance: random.Random, goods: Sequence[Product]) -> list[str]:
    """Write suppliers with their qualifications and prices; return those one may buy from."""
    rows: list[Row] = []
    qualified, prices = [], []
    for n in range(1, SUPPLIERS + 1):
        key, (city, region, _) = f"company:supplier:{n}", chance.choice(words.CITIES)
        short = f"{city}{words.BRANDS[n - 1]}"
        state = chance.choices(("potential", "qualified", "suspended"), (15, 80, 5))[0]
        rows.append((key, f"{short}{chance.choice(('工贸', '制造', '机电', '材料'))}有限公司", short,
                     f"93{chance.randrange(10**6):06}MA{n:08}", f"region:{region}",
                     f"{city}市{chance.choice(words.ROADS)} {chance.randint(1, 999)} 号",
                     chance.choice(("strategic", "preferred", "normal", "trial")), state, chance.choice((3, 7, 14, 21)),
                     chance.choice((0, 500, 2000, 10000)), "currency:CNY", "term:month_end60",
                     _person(chance), "1", "销售经理", _mobile(chance)))
        qualified.append((f"company:qualification:{n}", key, -chance.randint(20, 200), f"+{chance.randint(60, 300)}",
                          *(chance.randint(65, 99) for _ in range(4)), "approved"))
        prices += [(f"company:price:{n}.{at}", key, product, 0, round(price * chance.uniform(.5, .72) + .01, 2),
                    "currency:CNY", -chance.randint(10, 300))
                   for at, (product, _, price) in enumerate(chance.sample(list(goods), 10))]
    _table("supplier", "suppliers", (
        "external_id", "name", "short_name", "tax_id", "region", "address", "level", "state", "lead_time_days",
        "min_order_amount", "currency", "payment_term", "contacts.name", "contacts.is_primary", "contacts.position",
        "contacts.mobile"), rows)
    _table("supplier", "qualifications", (
        "external_id", "supplier", "valid_from", "valid_to", "history_score", "reputation_score", "capacity_score",
        "technical_score", "state"), qualified)
    _table("supplier", "prices", ("external_id", "supplier", "product", "min_qty", "price", "currency", "valid_from"),
           prices)
    return [str(row[0]) for row in rows if row[7] == "qualified"]


def _orders(chance: random.Random, goods: Sequence[Product]) -> None:
    rows: list[Row] = []
    for n in range(1, ORDERS + 1):
        days = chance.randint(0, 360)
        state = _grown(n, days, "draft" if days < 4 else chance.choices(("approved", "closed", "void"), (55, 40, 5))[0])
        customer, days_more = _customer(chance), chance.randint(5, 30)
        chance.choice(SELLERS)                          # what comes after stays as it has always been
        head = (f"company:order:{n}", customer, "currency:CNY", f"-{days}", f"{days_more - days:+}",
                f"company:employee:{_owner(customer)}", f"company:warehouse:W{chance.randint(1, 3)}", state,
                "客户取消" if state == "void" else "", _user(_owner(customer)))
        rows += _lined(head, _lines(chance, goods))
    _table("order", "sales_orders", (
        "external_id", "customer", "currency", "doc_date", "delivery_date", "salesperson", "warehouse", "state",
        "void_reason", "owner", "lines.product", "lines.qty", "lines.entered", "lines.discount_coef"), rows)


def _quotations(chance: random.Random, goods: Sequence[Product]) -> None:
    rows: list[Row] = []
    for n in range(1, QUOTATIONS + 1):
        days = chance.randint(0, 120)
        state = "draft" if days < 3 else chance.choices(("sent", "won", "expired"), (40, 40, 20))[0]
        state = _grown(n, days, state if state in {"draft", "won"} else "expired" if days > 30 else "sent")
        customer = _customer(chance)
        chance.choice(SELLERS)
        head = (f"company:quotation:{n}", customer, "currency:CNY", f"-{days}", f"{30 - days:+}",
                f"company:employee:{_owner(customer)}", state, _user(_owner(customer)))
        rows += _lined(head, _lines(chance, goods))
    _table("order", "quotations", (
        "external_id", "customer", "currency", "doc_date", "valid_until", "salesperson", "state", "owner",
        "lines.product", "lines.qty", "lines.entered", "lines.discount_coef"), rows)


def _purchases(chance: random.Random, qualified: Sequence[str], goods: Sequence[Product]) -> None:
    rows: list[Row] = []
    stocked = [(key, uom, round(price * 0.65, 2)) for key, uom, price in goods if price < 800 or uom != "set"]
    for n in range(1, PURCHASES + 1):
        days, lead = chance.randint(0, 300), chance.choice((7, 14, 21))
        state = _grown(n, days, "draft" if days < 4 else chance.choices(("approved", "closed", "void"), (50, 45, 5))[0])
        head = (f"company:purchase:{n}", chance.choice(qualified), "currency:CNY", f"-{days}", f"{lead - days:+}",
                f"company:employee:{(buyer := chance.choice(BUYERS))}", f"company:warehouse:W{chance.randint(1, 3)}",
                state, "供应商无法供货" if state == "void" else "", _user(buyer))
        rows += _lined(head, [line[:3] for line in _lines(chance, stocked)])
    _table("purchase", "purchase_orders", (
        "external_id", "supplier", "currency", "doc_date", "delivery_date", "buyer", "warehouse", "state",
        "void_reason", "owner", "lines.product", "lines.qty", "lines.entered"), rows)


def _grown(n: int, days: int, state: str) -> str:
    """Return the state of a document so many days old: those of the last days wait to be approved, every other one."""
    return "pending" if 3 <= days < 9 and n % 2 and state != "draft" else state


def _lines(chance: random.Random, goods: Sequence[Product]) -> list[Row]:
    chosen = chance.sample(list(goods), chance.choices((1, 2, 3, 5, 8), (20, 30, 25, 18, 7))[0])
    return [(product, chance.choice((1, 2, 5, 10)) if uom == "set" else chance.choice((10, 20, 50, 100, 200)), price,
             chance.choice(("1", "1", "0.95", "0.92", "0.9"))) for product, uom, price in chosen]


def _lined(head: Row, lines: Sequence[Row]) -> Iterable[Row]:
    """Yield the rows of a document: its head stands in the first, its key in each."""
    for at, line in enumerate(lines):
        yield (*(head if at == 0 else (head[0], *[""] * (len(head) - 1))), *line)


def _person(chance: random.Random) -> str:
    return chance.choice(words.FAMILIES) + chance.choice(words.GIVEN) if chance.random() < 0.97 \
        else chance.choice(words.WESTERN)


def _mobile(chance: random.Random) -> str:
    return f"1{chance.choice(('38', '39', '58', '77', '86', '35', '99'))}{chance.randrange(10**8):08}"


def _table(pack: str, name: str, heads: Row, rows: Iterable[Row]) -> None:
    folder = ROOT / pack / "data"
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file, lineterminator="\n")
        written.writerow(heads)
        written.writerows(rows)


if __name__ == "__main__":
    main()
