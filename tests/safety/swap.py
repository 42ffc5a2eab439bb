"""Definitions that grow step by step under traffic, and the proof that each answer is explained by one catalog."""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from dougong.catalog.reading.source import PackSource
from dougong.store.database import Database
from dougong.store.sql import Statement
from tests.safety.site import Answer, Client
from tests.unit.store.boxes import sources

VAN = """
kind: object
name: van_NUMBER
label: Van NUMBER
plural: Vans NUMBER
title: "{plate}"
fields:
  plate: {type: text, label: Plate}
"""
MENU = "kind: menu\nname: boxes\ngroups:\n  all:\n    label: All\n    entries:\n      box: {object: box}\n"
#: What a box has before anything is added, and what the engine adds to each record.
FIRST = frozenset({"name", "shelf", "worth", "packed", "open", "tags"})
ENGINE = frozenset({"id", "version", "title", "owner", "external_id", "created_at", "created_by", "updated_at",
                    "updated_by", "archived_at", "archived_by"})


def grown(number: int) -> tuple[PackSource, ...]:
    """What is defined once catalog `number` is applied: every fourth step adds an object, the others a field."""
    vans = vans_of(number)
    menu = MENU + "".join(f"      {van}: {{object: {van}}}\n" for van in sorted(vans))
    added = "\n".join(f"{name}: {{type: text, label: {name.upper()}}}" for name in sorted(fields_of(number) - FIRST))
    return sources(added, files={"menus/boxes.yaml": menu, **{
        f"objects/{van}.yaml": VAN.replace("NUMBER", van.removeprefix("van_")) for van in vans}})


def fields_of(number: int) -> frozenset[str]:
    """The fields of a box in catalog `number`."""
    return FIRST | {f"f{step}" for step in range(2, number + 1) if step % 4}


def vans_of(number: int) -> frozenset[str]:
    """The objects added by then."""
    return frozenset(f"van_{step}" for step in range(2, number + 1) if step % 4 == 0)


@dataclass(frozen=True, slots=True)
class Told:
    """What one answer tells of the catalog it was made by; None for what it says nothing of."""

    fields: frozenset[str] | None = None
    vans: frozenset[str] | None = None
    number: int | None = None

    def explained_by(self, number: int) -> bool:
        """Return whether catalog `number` alone explains the answer."""
        return (self.number in (None, number) and (self.fields is None or self.fields == fields_of(number))
                and (self.vans is None or self.vans == vans_of(number)))


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer, and the numbers that may have been in force while it was made."""

    kind: str
    status: int
    told: tuple[Told, ...]
    numbers: range
    text: str = ""

    @property
    def explained(self) -> bool:
        """Return whether one catalog, of those in force meanwhile, explains all of the answer."""
        return any(all(told.explained_by(number) for told in self.told) for number in self.numbers)


@dataclass(slots=True)
class Traffic:
    """Clients of every kind that ask without a pause until `stop`; `number` is the last catalog known to be applied."""

    port: int
    token: str
    number: int = 1
    seen: list[Seen] = field(default_factory=list)
    made: list[int] = field(default_factory=list)
    changes: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    faults: list[BaseException] = field(default_factory=list)

    def threads(self, clients: int) -> list[threading.Thread]:
        """Return a thread per visitor, of every kind in turn, not yet started; one alone changes the first box."""
        kinds: Sequence[Callable[[Client], Iterator[None]]] = (
            self.reader, self.lister, self.creator, self.describer, self.person)
        chosen = [self.changer, *(kinds[at % len(kinds)] for at in range(clients - 1))]
        return [threading.Thread(target=self._visit, args=(kind,), name=kind.__name__) for kind in chosen]

    def reader(self, client: Client) -> Iterator[None]:
        for number in count():
            made = self.made[:]
            self.ask("read", client, "GET", f"/api/v1/box/{made[number % len(made)]}", told=_record)
            yield

    def lister(self, client: Client) -> Iterator[None]:
        while True:
            self.ask("list", client, "GET", "/api/v1/box?limit=5&sort=-id&titles=1", told=_rows)
            yield

    def creator(self, client: Client) -> Iterator[None]:
        known: frozenset[str] = frozenset()
        for number in count():
            values = {"name": f"box {number}", **dict.fromkeys(known, "created"), "tags": [{"word": "new"}]}
            answer = self.ask("create", client, "POST", "/api/v1/box", values, told=_record)
            if answer.status == 201:
                self.made.append(answer.json["id"])
                known = _fields(answer.json) - FIRST
            yield

    def changer(self, client: Client) -> Iterator[None]:
        box = self.made[0]
        for number in count():
            last = client("GET", f"/api/v1/box/{box}").json
            values = {"name": f"changed {number}", **dict.fromkeys(_fields(last) - FIRST, f"by {number}")}
            answer = self.ask("update", client, "PATCH", f"/api/v1/box/{box}", {**values, "version": last["version"]},
                              told=_record)
            if answer.status == 200:
                self.changes = number
            yield

    def describer(self, client: Client) -> Iterator[None]:
        while True:
            self.ask("catalog", client, "GET", "/api/v1/catalog", told=_catalog)
            self.ask("openapi", client, "GET", "/api/openapi.json", told=_openapi)
            yield

    def person(self, client: Client) -> Iterator[None]:
        client.sign_in()
        while True:
            self.ask("form", client, "GET", "/o/box/new", told=_form)
            self.ask("list screen", client, "GET", "/o/box", told=_menu)
            self.ask("record screen", client, "GET", f"/o/box/{self.made[0]}", told=_menu)
            yield

    def ask(self, kind: str, client: Client, method: str, path: str, body: object = None, *,
            told: Callable[[Answer], tuple[Told, ...]]) -> Answer:
        """Ask, and note what the answer tells. An apply commits a moment before it is known to have been made."""
        before = self.number
        answer = client(method, path, body)
        numbers = range(before, self.number + 2)
        fine = answer.status in {200, 201}
        self.seen.append(Seen(kind, answer.status, told(answer) if fine else (), numbers,
                              "" if fine else answer.text[:400]))
        return answer

    def _visit(self, kind: Callable[[Client], Iterator[None]]) -> None:
        client = Client(self.port, self.token)
        try:
            for _ in kind(client):
                if self.stop.wait(0.005):
                    return
        except BaseException as fault:
            self.faults.append(fault)
            raise
        finally:
            client.close()


def followed(database: Database, number: int, workers: int) -> float:
    """Return the seconds until every worker says it serves `number`."""
    start = time.monotonic()
    while time.monotonic() - start < 20:
        with database.read() as session:
            if session.rows(Statement("select number from dg_worker")) == [(number,)] * workers:
                return time.monotonic() - start
        time.sleep(0.02)
    raise TimeoutError(f"catalog {number} is not served by all {workers} workers after 20 seconds")


def _fields(record: dict[str, object]) -> frozenset[str]:
    return frozenset(name for name in record if not name.startswith("_")) - ENGINE


def _record(answer: Answer) -> tuple[Told, ...]:
    return (Told(_fields(answer.json)),)


def _rows(answer: Answer) -> tuple[Told, ...]:
    return tuple(Told(_fields(row) | {"tags"}) for row in answer.json["data"])


def _catalog(answer: Answer) -> tuple[Told, ...]:
    objects = {each["name"]: {field["name"] for field in each["fields"]} for each in answer.json["objects"]}
    return (Told(frozenset(objects["box"]), _vans(objects), answer.json["number"]),)


def _openapi(answer: Answer) -> tuple[Told, ...]:
    said = answer.json
    number = int(said["info"]["description"].strip(".").rpartition(" ")[2])
    schemas = said["components"]["schemas"]
    parts = {part for path in said["paths"] for part in path.split("/")}
    return (Told(_fields(schemas["box"]["properties"]), _vans(schemas), number),
            Told(_fields(schemas["box.new"]["properties"]), _vans(parts)))


def _form(answer: Answer) -> tuple[Told, ...]:
    inputs = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z][a-z0-9_]*)"', answer.text))
    return (*_menu(answer), Told(frozenset(inputs) & (fields_of(1000) - {"tags"}) | {"tags"}))


def _menu(answer: Answer) -> tuple[Told, ...]:
    return (Told(vans=_vans(re.findall(r'href="/o/(van_[0-9]+)"', answer.text))),)


def _vans(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if re.fullmatch("van_[0-9]+", name))
