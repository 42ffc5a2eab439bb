"""Every address, as everybody, with what is theirs, somebody else's, shared with them, and not there: the cells of a
table, and what each is asked with."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from werkzeug.test import Client, TestResponse

from dougong.access import identity
from dougong.web.blueprint import OPEN
from tests.journeys.access.conftest import PEOPLE
from tests.journeys.access.served import Site
from tests.journeys.web.test_guard import OURS

STANDINGS = ("own", "other", "shared", "missing")
OBJECTS = ("deal", "firm", "note")
#: Whose record of an object somebody sees: worked out by hand from the roles in pack.py and where people stand. The
#: others' deals are cat's, for those in the east bob's; all are worth 50. A note is its deal's owner's. Whom one
#: invited only administrators know.
SELLERS = frozenset({"ann", "bob", "cat", "gus", "kim"})
ALL = frozenset({"fay", "joe", "admin"})
SEES: Mapping[tuple[str, str], frozenset[str]] = {
    ("deal", "own"): SELLERS | ALL | {"dan", "eve", "ida"}, ("deal", "other"): ALL | {"eve"},
    ("deal", "shared"): SELLERS | ALL | {"eve"},
    ("firm", "own"): SELLERS | ALL | {"dan"}, ("firm", "other"): ALL | {"dan", "gus"},
    ("firm", "shared"): SELLERS | ALL | {"dan"},
    ("note", "own"): SELLERS | ALL, ("note", "other"): ALL, ("note", "shared"): ALL,
    **{("invitation", standing): frozenset({"joe", "admin"}) for standing in STANDINGS},
    ("job", "own"): frozenset({*PEOPLE, "admin"}), ("job", "other"): frozenset(), ("job", "shared"): frozenset(),
}
#: A number nothing has.
MISSING = 99_991
_PART = re.compile(r"<(?:(?P<kind>[^:<>(]+)(?:\([^)]*\))?:)?(?P<name>[^<>]+)>")


@dataclass(frozen=True, slots=True)
class Cell:
    """One question: the address still has its open parts; `about` is the object, or what else a number may be of."""

    method: str
    rule: str
    who: str
    standing: str
    about: str

    @property
    def sees(self) -> bool:
        """Return whether the person sees what it is about."""
        key = "deal" if self.about == "file" else self.about
        return self.standing != "missing" and self.who in SEES[key, self.standing]


def cells(site: Site) -> Iterator[Cell]:
    """Yield every cell: for rules with a number each standing, for the others each object or the rule alone."""
    for rule in sorted(site.app.url_map.iter_rules(), key=lambda each: (str(each), sorted(each.methods or ()))):
        if rule.endpoint in OPEN or rule.rule.startswith(("/static", "/healthz", "/metrics", "/schemas", "/api/docs")):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            for who in (*PEOPLE, "admin", ""):
                yield from _of(rule.rule, method, who)


def _of(rule: str, method: str, who: str) -> Iterator[Cell]:
    names = {part["name"] for part in _PART.finditer(rule)}
    numbered = bool(names & {"id", "number"}) and not rule.startswith(("/admin", "/api/v1/catalog"))
    of_objects = bool(names & {"object", "name"}) and not rule.startswith(("/admin", "/api/v1/settings"))
    numbers = "file" if "/files/" in rule else "invitation" if "/invitations/" in rule else "job"
    for about in OBJECTS if of_objects else (numbers,):
        for standing in STANDINGS if numbered else ("missing",):
            yield Cell(method, rule, who, standing, about)


class Asking:
    """Asks every cell's question, each person with a token and at a screen of their own."""

    def __init__(self, site: Site, ids: Mapping[tuple[str, str, str], int]) -> None:
        self.site, self.ids = site, ids
        self._screens: dict[str, tuple[Client, str]] = {}

    def number(self, cell: Cell) -> int:
        """Return the number the question is about."""
        return self.ids.get((cell.about, cell.who, cell.standing), MISSING)

    def ask(self, cell: Cell, number: int) -> TestResponse:
        """Return the answer to a cell's question, about another number if need be."""
        filled = {"id": number, "number": number, "object": cell.about, "name": cell.about, "field": "name",
                  "named": "x.txt", "external_id": "no:body", "path": "nowhere", "rest": "nowhere", "kind": "deal",
                  "thing": "deal", "plugin": "none", "version": "1", "purpose": "reset", "secret": "made-up"}
        if cell.rule.startswith(("/admin", "/api/v1/catalog")):
            filled |= {"number": 1, "id": 1}
        address = _PART.sub(lambda part: str(filled.get(part["name"], "x" if part["kind"] is None else 1)), cell.rule)
        return self._api(cell, address) if cell.rule.startswith("/api") else self._screen(cell, address)

    def _api(self, cell: Cell, address: str) -> TestResponse:
        token = {"Authorization": f"Bearer {self.site.tokens[cell.who]}"} if cell.who else {}
        client = self.site.app.test_client(use_cookies=False)
        if cell.method in {"GET", "DELETE"}:
            return client.open(address, method=cell.method, headers={**token, "If-Match": '"1"'})
        if address.endswith("/files") or "/versions" in address:
            return client.open(address, method=cell.method, headers=token, data=b"x", content_type="text/plain")
        return client.open(address, method=cell.method, headers={**token, "If-Match": '"1"'}, json=_sent(address))

    def _screen(self, cell: Cell, address: str) -> TestResponse:
        client, csrf = self._at(cell.who)
        if cell.method == "GET":
            return client.get(address)
        data: dict[str, Any] = {"_csrf": csrf, "_version": "1", "name": "x", "to": "user/1", "owner": "1"}
        if address.endswith(("/files", "/versions")):
            data["file"] = BytesIO(b"x"), "x.txt"
        return client.open(address, method=cell.method, headers=OURS, data=data)

    def enter(self, who: str) -> None:
        """Let somebody come to a screen, unless they are there already."""
        self._at(who)

    def _at(self, who: str) -> tuple[Client, str]:
        if who not in self._screens:
            client = self.site.app.test_client()
            if who:
                runtime = self.site.runtime
                client.set_cookie("dougong", identity.open_session(runtime.database, self.site.ids[who], runtime.clock))
            found = re.search(r'name="dg-csrf" content="([^"]*)"', client.get("/account").get_data(as_text=True))
            self._screens[who] = client, found[1] if found else ""
        return self._screens[who]


def _sent(address: str) -> dict[str, Any]:
    """Return a body that would change something where the call is allowed."""
    ends: dict[str, dict[str, Any]] = {
        "share": {"whom": "user/1", "verb": "read"}, "assign": {"owner": 1}, "restore": {},
        "erase": {"fields": ["name"], "reason": "asked"}, "restore_values": {"version": 1},
        "preview": {"values": {"name": "x"}}, "batch": {"changes": [{"verb": "create", "values": {"name": "x"}}]},
        "exports": {"object": "deal", "format": "csv"}}
    return ends.get(address.rpartition("/")[2], {"name": "x"})


def told(answer: TestResponse, *numbers: int) -> tuple[int, str, str]:
    """Return what an answer tells: status, where it leads, body; the numbers and what is made up anew left out."""
    body = re.sub(r'(?<="instance":")[^"]*|(?<=_key" value=")[^"]*|(?<=Quote )[0-9a-f]+', "",
                  answer.get_data(as_text=True))
    either = re.compile(rf"(?<!\w)(?:{'|'.join(map(str, numbers))})(?!\w)")
    said = answer.status_code, either.sub("N", answer.headers.get("Location", "")), either.sub("N", body)
    answer.close()
    return said
