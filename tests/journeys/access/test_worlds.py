"""Two worlds that differ only in what a person may not see answer that person alike, byte for byte."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pytest

from dougong.kernel.errors import AppError
from dougong.records.asof.record import read_then
from dougong.records.history import history
from dougong.records.lists.query import query_of
from dougong.records.lists.summary import asked_of, summary
from dougong.records.search.everywhere import overview, search
from dougong.records.transfer import exporting
from tests.journeys.access.conftest import NOW, Company, World

#: Values of hidden fields: once each its own, once the same few for many (a leak by groups shows with those only).
HIDDEN = {"apart": lambda at, world: f"{world}{at}", "alike": lambda at, world: f"{world}{at % 2}"}
FIELDS = ("name", "code", "firm", "price", "cost", "gain", "secret", "good", "state", "owner", "title", "before",
          "firm.name", "firm.credit", "firm.worth", "before.cost", "before.name", "coxt", "parts.cost")
NUMBERS = ("price", "cost", "gain")
ASKED = 140


@pytest.fixture(scope="module", params=sorted(HIDDEN))
def worlds(request: pytest.FixtureRequest, company: Company) -> dict[str, list[dict]]:
    """Deals in pairs: what Ann may see of one is what she may see of the other; her firm hangs on both."""
    value = HIDDEN[request.param]
    found: dict[str, list[dict]] = {"1": [], "2": []}
    for world, made in found.items():
        firm = company.firm("bob", name=f"Hidden {world}", credit=f"{world}00.00")
        for at in range(6):
            made.append(company.deal(
                "ann", name=f"{request.param} {at}", price=f"{at}.00", cost=f"{value(at, world)}.50",
                secret=f"s{value(at, world)}", firm=firm["id"], parts=[{"item": f"p{at}", "cost": f"{world}.00"}]))
            company.deal("bob", name=f"bob {world} {at}", price=f"{world}{at}.00")
    return found


@pytest.mark.req("R008")
def test_no_answer_tells_the_two_worlds_apart(company: Company, worlds) -> None:
    ann, told = company.as_("ann"), {True: 0, False: 0}
    ids = {world: [deal["id"] for deal in deals] for world, deals in worlds.items()}
    for question in questions(random.Random(8)):
        one, other = (said(ann, question, ids[world]) for world in ("1", "2"))
        assert one == other, question
        told["error" in one] += 1
    assert min(told.values()) > 20, "some were answered, some refused"


def questions(chance: random.Random) -> Iterator[tuple[str, str]]:
    for name in FIELDS:                                     # each field by each door once
        for url in ("{}=10.50", "{}[gt]=99", "{}[null]=false", "sort={}", "sort=-{}", "fields=name,{}", "where={} > 1",
                    "where=name == 'x' or {} == 's10'", "expand={}"):
            yield "list", url.format(name)
        yield "summary", f"by={name}&of=count()"
        yield "summary", f"by=state&of=sum({name})"
        yield "export", name
    for word in ("s10", "s1", "10.50", "Hidden", "apart", "p1", "1"):
        yield "search", word
        yield "list", f"q={word}"
    for at in range(3):
        yield from (("read", str(at)), ("history", str(at)), ("then", str(at)), ("write", str(at)), ("stale", str(at)))
    for _ in range(ASKED):
        name, other, number = chance.choice(FIELDS), chance.choice(FIELDS), chance.choice(NUMBERS)
        yield chance.choice((
            ("list", f"{name}[ne]=10.50&sort={other}&titles=1"), ("list", f"where={number} < 5 and {name} != {other}"),
            ("summary", f"by={name},{other}&of=max({number}),count()"),
            ("list", f"fields={name},{other}&sort=-{number}"),
            ("list", f"{name}[in]=s10,s20&count=exact"), ("list", f"where=firm.{chance.choice(FIELDS)} == {name}")))


def said(ann: World, question: tuple[str, str], ids: list[int]) -> str:
    """Return the answer as text, ids of the world's own deals and moments blanked."""
    kind, asked = question
    try:
        answer = DOORS[kind](ann, asked, ids)
    except AppError as error:
        answer = {"error": error.code, "params": dict(error.params),
                  "errors": [(each.pointer, each.code, dict(each.params)) for each in error.errors]}
    return blanked(orjson.dumps(answer, default=str, option=orjson.OPT_NON_STR_KEYS).decode(), ids)


def blanked(text: str, ids: list[int]) -> str:
    return text.replace(f"[{','.join(map(str, ids))}]", "[ids]")


def _pairs(ids: list[int], asked: str) -> list[tuple[str, str]]:
    return [*parse_qsl(asked, keep_blank_values=True), ("id[in]", ",".join(map(str, ids)))]


def _rows(rows: list[dict[str, Any]], ids: list[int]) -> list[Any]:
    """Return rows with what differs anyway taken out: which record it is, and when it was made."""
    free = {"id", "created_at", "updated_at", "firm", "external_id", "parts", "parent"}
    return [{"at": ids.index(row["id"]) if row["id"] in ids else -1,
             **{name: value for name, value in row.items() if name not in free}} for row in rows]


def _listed(ann: World, asked: str, ids: list[int]) -> Any:
    context, object = ann.context, ann.context.object("deal")
    from dougong.records.reading import select

    page = select(context, query_of(context, object, _pairs(ids, asked)))
    return {"rows": _rows(page.rows, ids), "count": page.count}


def _summed(ann: World, asked: str, ids: list[int]) -> Any:
    found = summary(ann.context, asked_of(ann.context, ann.context.object("deal"), _pairs(ids, asked)))
    return [[value for name, value in group.by.items() if name != "firm"] + [dict(group.of), dict(group.titles)]
            for group in found.groups]


def _exported(ann: World, name: str, ids: list[int]) -> Any:
    context, object = ann.context, ann.context.object("deal")
    chosen = exporting.columns(context, object, ["name", name], "en")
    query = query_of(context, object, _pairs(ids, "sort=name"))
    return [row if name != "firm" else row[:1] for row in exporting.export(context, query, chosen, "en").rows]


def _found(ann: World, word: str, ids: list[int]) -> Any:
    hits = [hit for hit in search(ann.context, word, limit=50) if hit.object == "deal" and hit.id in ids]
    return [sorted((ids.index(hit.id), hit.title, hit.rank) for hit in hits),
            overview(ann.context, word).counts.get("firm")]


def _read(ann: World, at: str, ids: list[int]) -> Any:
    record = ann.read("deal", ids[int(at)], titles=True, expand=["firm"])
    return [_rows([record], ids), [sorted(line) for line in record["parts"]], record["_titles"]]


def _history(ann: World, at: str, ids: list[int]) -> Any:
    rows = history(ann.context, "deal", ids[int(at)]).rows
    firm = ann.context.catalog.objects["deal"].fields["firm"].uid
    parts = ann.context.catalog.objects["deal"].fields["parts"].uid
    return [sorted((uid, str(change)) for uid, change in row["changes"].items() if uid not in (firm, parts))
            for row in rows]


def _then(ann: World, at: str, ids: list[int]) -> Any:
    return _rows([read_then(ann.context, "deal", ids[int(at)], NOW)], ids)


def _written(ann: World, at: str, ids: list[int]) -> Any:
    record = ann.read("deal", ids[int(at)])
    outcome = ann.unit.dry_run(_change(record, {"name": "w", "cost": "1.00", "secret": "x"}))
    return _rows([dict(outcome.record)], ids)


def _stale(ann: World, at: str, ids: list[int]) -> Any:
    record = ann.read("deal", ids[int(at)])
    try:
        ann.apply("deal", "update", id=record["id"], version=record["version"] + 1, strict=True, values={"name": "x"})
    except AppError as error:
        return [error.code, _rows([dict(vars(error).get("current") or {"id": 0})], ids)]
    return "written"


def _change(record: dict, values: dict) -> Any:
    from dougong.records.writing.change import Change

    return Change(object="deal", verb="update", id=record["id"], version=record["version"], values=values)


DOORS = {"list": _listed, "summary": _summed, "export": _exported, "search": _found, "read": _read,
         "history": _history, "then": _then, "write": _written, "stale": _stale}
