"""Two companies that differ only in what somebody may not see answer that person alike, byte for byte, everywhere."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dougong.ext import runner
from tests import postgres
from tests.journeys.access.twins import HIDES, Twin, World, twin

#: `ATTACK=full` asks as everybody, on both databases, all there is and thirty times as much at random; else three ask
#: on SQLite, one on PostgreSQL, a part of it.
WHOLE = os.environ.get("ATTACK") == "full"
PAIRS = [(engine, who) for engine in ("sqlite", "postgresql") for who in HIDES] if WHOLE else [
    ("sqlite", "ann"), ("sqlite", "eve"), ("sqlite", "kim"), ("postgresql", "kim")]
ASKED = 2000 if WHOLE else 60
#: Questions put at each door: the first ones, and so many of the others.
FIRST, MOST = 12, 100_000 if WHOLE else 80
#: What differs though nothing hidden is told: which request it was, who asks the form, what a sign-in made up.
CHANCE = re.compile(r'(?<="instance":")[^"]*|(?<="correlation":")[^"]*|(?<=name="_csrf" value=")[^"]*'
                    r'|(?<=name="_key" value=")[^"]*|(?<=name="dg-csrf" content=")[^"]*')
UID = re.compile(r"\b[a-z0-9]{12}\b")
ASIDE = frozenset({"x-request-id", "date", "set-cookie", "content-length"})

FIELDS = ("name", "code", "price", "cost", "gain", "secret", "good", "state", "owner", "title", "firm", "before",
          "firm.name", "firm.credit", "firm.worth", "before.cost", "before.name", "coxt", "parts", "owner.email")
WORDS = ("name pann0", "name qbob1", "name 7", "secret p", "secret 7", "code qcat2", "3.50", "7.50", "60.00", "850.00",
         "item 7", "firm pbob0", "firm ann 0", "mail", "note 8", "file", "name ann 0", "once", "open", "1")
OPERATORS = ("", "[ne]", "[gt]", "[like]", "[in]", "[null]", "[starts]")
SCREENS = ("/o/deal", "/f/rows/deal", "/f/counts/deal", "/f/sums/deal", "/f/matches/deal")
Asked = tuple[str, str, Any]


@pytest.fixture(scope="module", params=[pytest.param(pair, id="-".join(pair)) for pair in PAIRS])
def twins(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Twin, Twin]]:
    """Who asks, and the two that must not be told apart."""
    engine, who = request.param
    with ExitStack() as stack:
        made = []
        for name in ("p", "q"):
            home = tmp_path_factory.mktemp("twin")
            url = f"sqlite:///{home / 'twin.db'}" if engine == "sqlite" else stack.enter_context(
                postgres.database(request.getfixturevalue("postgres_url")))
            made.append(stack.enter_context(twin(url, home, World(HIDES[who], name))))
        yield who, *made


def told(one: Twin, who: str, asked: Asked) -> tuple[Any, ...]:
    """Return what a twin answers somebody, without what is made up anew each time."""
    method, address, json = asked
    if address.startswith("/api"):
        answer = one.site.call(who, method, address.removeprefix("/api/v1"), json, **(
            {"If_Match": '"2"'} if method in ("PATCH", "DELETE") else {}))
    else:
        answer = one.site.screen(who).open(address, method=method)
    body = CHANCE.sub("", UID.sub(lambda found: one.called.get(found[0], found[0]), answer.get_data(as_text=True)))
    if address.endswith("/history") and address.startswith("/api"):    # changes come in the order of random uids
        body = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS).decode()
    said = sorted((name, text) for name, text in answer.headers.items() if name.lower() not in ASIDE)
    answer.close()
    return answer.status_code, said, body


def alike(twins: tuple[str, Twin, Twin], asked: Asked) -> int:
    """Return the status both twins answer with; fails where they can be told apart."""
    who, one, other = twins
    first, second = told(one, who, asked), told(other, who, asked)
    if first != second:
        pytest.fail(f"{who} tells the twins apart by {asked}: {differing(first, second)}")
    assert first[0] < 500, asked
    return int(first[0])


def differing(first: tuple[Any, ...], second: tuple[Any, ...]) -> str:
    """Return where two answers part."""
    one, other = repr(first), repr(second)
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return f"...{one[max(at - 80, 0):at + 80]}... and ...{other[max(at - 80, 0):at + 80]}..."


def fields(door: str) -> Iterator[str]:
    """Yield the end of every address of a list that asks for a field by this door, once each."""
    said = {
        "filter": ("?{}=3.50", "?{}[gt]=2", "?{}[like]=7", "?{}[null]=false", "?{}[in]=name 7,secret 7",
                   "?{}[ne]=7.50"),
        "sort": ("?sort={}", "?sort=-{}", "?sort={}&limit=3&fields=id"),
        "fields": ("?fields=id,{}", "?fields={}&titles=1"),
        "where": ("?where={} > 2", "?where={} == 'name 7'", "?where=name == 'x' or {} is None",
                  "?where=count(parts, cost > 2) > {}"),
        "count": ("?{}[gt]=3&count=exact&limit=1", "?where={} != 'name 7'&count=capped&limit=1"),
        "expand": ("?expand={}", "?expand=firm,before,parts&fields=id,{}"),
        "as_of": ("?as_of=2026-11-22T10:00:00Z&sort={}", "?as_of=2026-11-22T10:00:00Z&{}[gt]=2"),
        "explain": ("?explain=1&{}[gt]=2", "?explain=1&sort={}"),
    }
    yield from said[door]


DOORS: Mapping[str, tuple[str, ...]] = {
    "list": ("/deal", "/deal?count=exact&titles=1", "/firm?count=exact", "/note?count=exact&expand=deal", "/user",
             "/deal_part?count=exact", "/deal?archived=1", "/note?sort=-deal", "/deal?limit=2&count=exact",
             "/firm?sort=-credit", "/firm?sort=worth", "/note?fields=id,deal.name,deal.cost", "/deal_part?sort=cost",
             "/deal_part?fields=id,item,cost,parent.name", "/user?sort=email", "/user?email[like]=mail", "/share"),
    "titles": ("/deal?titles=1&fields=firm,before,owner", "/note?titles=1", "/deal?titles=1&sort=firm",
               "/deal?titles=1&fields=firm.name,before.name&sort=id"),
    "group": ("/deal/summary?of=count(),sum(price),max(price),min(price)", "/note/summary?by=deal&of=count()",
              "/firm/summary?of=sum(credit),sum(worth)", "/deal_part/summary?by=item&of=sum(cost),count()",
              "/deal/summary?by=firm&of=sum(price)&titles=1"),
    "openapi": ("/me", "/me/access", "/catalog"),
}


def questions(door: str, one: Twin) -> Iterator[Asked]:
    """Yield what is asked at one door: every field where fields can be named, every record where records can."""
    if door in {"filter", "sort", "fields", "where", "count", "expand", "as_of", "explain"}:
        for each in fields(door):
            yield from (("GET", f"/api/v1/deal{each.format(name)}", None) for name in FIELDS)
    elif door in DOORS:
        yield from (("GET", f"/api/v1{each}", None) for each in DOORS[door])
    yield from MORE_OF.get(door, _none)(one)


def _none(one: Twin) -> Iterator[Asked]:
    yield from ()


def _groups(one: Twin) -> Iterator[Asked]:
    for name in FIELDS:
        yield from (("GET", f"/api/v1/deal/summary?{asked}", None) for asked in (
            f"by={name}&of=count()", f"by=state&of=sum({name})", f"by=state,{name}&of=max(price)"))
        yield "GET", f"/o/deal?group={name}", None


def _search(one: Twin) -> Iterator[Asked]:
    for word in WORDS:
        yield from (("GET", address, None) for address in (
            f"/api/v1/search?q={word}", f"/api/v1/deal?q={word}&count=exact", f"/search?q={word}",
            f"/f/palette?q={word}"))


def _picker(one: Twin) -> Iterator[Asked]:
    for word in ("", *WORDS):
        yield from (("GET", f"/f/pick/{object}?q={word}", None) for object in ("deal", "firm", "user"))


def _records(one: Twin) -> Iterator[Asked]:
    for object, ids in _numbers(one):
        for id in ids:
            yield from (("GET", f"/api/v1/{object}/{id}{end}", None) for end in ("", "?expand=firm,before&titles=1"))
            yield "GET", f"/o/{object}/{id}", None


def _pasts(one: Twin) -> Iterator[Asked]:
    for object, ids in _numbers(one):
        for id in ids:
            yield from (("GET", f"/api/v1/{object}/{id}{end}", None) for end in (
                "/history", "?as_of=2026-11-22T10:00:00Z", "/shares"))
            yield "GET", f"/o/{object}/{id}/history", None


def _comments(one: Twin) -> Iterator[Asked]:
    for object, ids in _numbers(one):
        for id in ids:
            yield from (("GET", f"/api/v1/{object}/{id}/{end}", None) for end in ("comments", "followers"))
            yield "GET", f"/o/{object}/{id}?timeline=comments", None
            yield "PUT", f"/api/v1/{object}/{id + 10**6}/follow", None
    yield from (("GET", address, None) for address in ("/api/v1/notices", "/api/v1/notices/count", "/notices"))


def _reasons(one: Twin) -> Iterator[Asked]:
    for object, ids in _numbers(one):
        for id in ids[::2]:
            yield from (("GET", address, None) for address in (
                f"/api/v1/{object}/{id}?explain=1", f"/o/{object}/{id}/why",
                f"/api/v1/me/access?object={object}&record={id}"))
    yield from (("GET", f"/o/deal/why?{name}[gt]=2", None) for name in FIELDS)


def _files(one: Twin) -> Iterator[Asked]:
    for id in (*one.files, 10**6):
        yield from (("GET", address, None) for address in (
            f"/api/v1/files/{id}", f"/api/v1/files/{id}/content", f"/api/v1/files/{id}/versions", f"/files/{id}/x.txt"))
    yield from (("GET", f"/api/v1/deal/{id}/attachments", None) for id in one.deals)


def _refusals(one: Twin) -> Iterator[Asked]:
    """Writes that are tried and rolled back, or refused: what they answer tells of records and fields, too."""
    for id in (*one.deals[::2], 10**6):
        for values in ({"name": "w"}, {"cost": "1.00"}, {"secret": "x"}, {"price": "nonsense"},
                       {"before": one.deals[1]}, {"firm": one.firms[1]}, {"state": "done"},
                       {"parts": [{"id": one.parts[3], "qty": 2}]}):
            yield "PATCH", f"/api/v1/deal/{id}?dry_run=1", values
        yield "DELETE", f"/api/v1/deal/{id}?dry_run=1", None
        yield "POST", f"/api/v1/deal/{id}/share?dry_run=1", {"whom": "user/1", "verb": "read"}
        yield "POST", f"/api/v1/deal/{id}/assign?dry_run=1", {"owner": 1}
    for name in FIELDS:
        yield "POST", "/api/v1/deal?dry_run=1", {"name": "n", name: "7"}
        yield "POST", "/api/v1/deal/preview", {"values": {"name": "n", name: 7}}
    for firm in (*one.firms, 10**6):
        yield "POST", "/api/v1/deal?dry_run=1", {"name": "n", "firm": firm}
    for deal in (*one.deals, 10**6):
        yield "POST", "/api/v1/note?dry_run=1", {"text": "n", "deal": deal}


def _exports(one: Twin) -> Iterator[Asked]:
    for name in FIELDS:
        yield "POST", "/api/v1/exports", {"object": "deal", "fields": ["name", name], "format": "csv"}
        yield "POST", "/api/v1/exports", {"object": "deal", "query": f"sort={name}&{name}[gt]=2", "format": "csv"}
    yield "POST", "/api/v1/exports", {"object": "deal", "format": "csv", "identity": True}
    yield "POST", "/api/v1/exports", {"object": "firm", "format": "csv"}


def _screens(one: Twin) -> Iterator[Asked]:
    for name in FIELDS:
        for screen in SCREENS:
            yield from (("GET", f"{screen}?{asked}", None) for asked in (f"sort=-{name}", f"{name}[gt]=2"))
        yield "GET", f"/f/cell/deal/{one.deals[0]}/{name}", None
    for object in ("deal", "firm", "note"):
        yield from (("GET", f"{start}/{object}{end}", None) for start, end in (
            ("/o", ""), ("/bin", ""), ("/o", "/new"), ("/o", "/import"), ("/o", "?view=board"), ("/o", "?view=tree")))
    yield from (("GET", address, None) for address in ("/", "/bin", "/account", "/f/palette", "/api/openapi.json"))


def _numbers(one: Twin) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield from (("deal", (*one.deals, one.deals[-1] + 1, one.deals[-1] + 2, 10**6)), ("firm", one.firms),
                ("note", one.notes[::3]), ("deal_part", one.parts[::3]))


MORE_OF = {"group": _groups, "search": _search, "picker": _picker, "titles": _records, "history": _pasts,
           "comments": _comments, "explain": _reasons, "files": _files, "errors": _refusals, "export": _exports,
           "screens": _screens}
EVERY = ("list", "filter", "sort", "fields", "where", "count", "expand", "titles", "group", "search", "picker",
         "history", "comments", "as_of", "explain", "files", "errors", "export", "screens", "openapi")


@pytest.mark.req("R008", "R031")
@pytest.mark.parametrize("door", EVERY)
def test_no_door_tells_the_twins_apart(twins: tuple[str, Twin, Twin], door: str) -> None:
    every = list(questions(door, twins[1]))
    others = every[FIRST:]
    asked = (*every[:FIRST], *Random(door).sample(others, min(len(others), MOST)))
    answered = {alike(twins, each) for each in asked}
    assert answered - {404} or twins[0] == "hal", "somebody was listened to"
    if door == "export":
        _same_files(twins)


def _same_files(twins: tuple[str, Twin, Twin]) -> None:
    """Let what was asked for be made: the files hold the same bytes."""
    who, one, other = twins
    for each in (one, other):
        work = runner(each.site.runtime)
        while work.step():
            pass
    files = 0
    for id in range(1, 60):
        files += alike(twins, ("GET", f"/api/v1/exports/{id}/file", None)) == 200
        alike(twins, ("GET", f"/api/v1/exports/{id}", None))
    assert files > 5 or who not in {"ann", "kim"}, "some were made"


@settings(max_examples=ASKED, deadline=None, derandomize=True, database=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(chance=st.randoms(use_true_random=False))
def test_nor_does_any_question_at_random(twins: tuple[str, Twin, Twin], chance: Random) -> None:
    alike(twins, drawn(chance))


def drawn(chance: Random) -> Asked:
    """Return a question with a few conditions, an order, a page: at a list, a screen, a summary or a preview."""
    name, word = (lambda: chance.choice(FIELDS)), (lambda: chance.choice(WORDS))
    asked = [chance.choice((
        f"{name()}{chance.choice(OPERATORS)}={word()}", f"sort={chance.choice(('', '-'))}{name()}",
        f"fields={name()},{name()}", f"expand={name()}", f"q={word()}", f"limit={chance.randint(1, 9)}", "titles=1",
        f"count={chance.choice(('exact', 'capped'))}", f"where={name()} {chance.choice(('==', '<', '!='))} {name()}",
        f"where={name()} == '{word()}' or {name()} > 3", "explain=1", "as_of=2026-11-22T10:00:00Z", "archived=1"))
        for _ in range(chance.randint(1, 4))]
    by = f"by={name()}&of={chance.choice(('count()', f'sum({name()})', f'max({name()})'))}"
    return chance.choice((
        ("GET", f"/api/v1/deal?{'&'.join(asked)}", None), ("GET", f"/o/deal?{'&'.join(asked)}", None),
        ("GET", f"/f/rows/deal?{'&'.join(asked)}", None), ("GET", f"/api/v1/deal/summary?{by}&{asked[0]}", None),
        ("GET", f"/api/v1/search?q={word()}", None), ("GET", f"/f/pick/deal?q={word()}", None),
        ("POST", "/api/v1/deal/preview", {"values": {"name": word(), name(): word()}})))
