"""Twin companies behind servers of their own: what somebody may see is the same in both, all the rest differs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dougong.access.actor import Actor
from dougong.access.policy import AdminPolicy
from dougong.kernel.clock import FixedClock
from dougong.records.writing.change import Change
from tests.journeys.access import served
from tests.journeys.access.served import Site

#: Deals each seller has; the last half repeats a few hidden values (a leak by groups shows with those only).
EACH = 8
#: Which of them lies in the bin.
BINNED = 4
OWNERS = ("ann", "bob", "cat", "kim")
#: What a deal is worth, in turn: below 10, up to 100, more; two roles look at that.
PRICES = ("{}.00", "{}0.00", "{}50.00")
CLOCK = datetime(2026, 11, 22, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Deal:
    """Where a value lies: whose deal, the how manieth, whether Ann was given it to read."""

    owner: str
    at: int

    @property
    def size(self) -> int:
        """Return 0 for the cheap, 1 for the middling, 2 for the dear."""
        return self.at % 3

    @property
    def shared(self) -> bool:
        """Return whether Bob shares it with Ann."""
        return self.owner == "bob" and self.at in {0, 5}

    @property
    def has_firm(self) -> bool:
        """Return whether it names its owner's firm, whose worth is the sum of such deals."""
        return self.at % 2 == 1


#: What of a value's place is hidden from whom, worked out by hand from the roles in pack.py.
Hides = Callable[[str, Deal], bool]
_COSTS = frozenset({"cost", "item_cost", "credit"})
_OF_FIRMS = frozenset({"firm", "credit"})


def _ann(name: str, deal: Deal) -> bool:
    if name == "note" or name in _OF_FIRMS:
        return deal.owner != "ann" or name == "credit"
    return name != "mail" and (name in _COSTS | {"secret"} or not (deal.owner == "ann" or deal.shared))


def _kim(name: str, deal: Deal) -> bool:
    if name == "note" or name in _OF_FIRMS:
        return deal.owner != "kim" or name == "credit"
    return name != "mail" and (name in _COSTS | {"secret"} or not (deal.owner == "kim" or deal.size == 2))


def _eve(name: str, deal: Deal) -> bool:
    return name not in {"name", "price", "file"}


def _dan(name: str, deal: Deal) -> bool:
    if name in _OF_FIRMS:
        return name == "credit"
    if name == "price" and deal.has_firm:
        return False
    return name != "mail" and (name in {"secret", "note"} or deal.owner == "cat")


def _ida(name: str, deal: Deal) -> bool:
    return name in _COSTS | _OF_FIRMS | {"mail", "note"} or deal.owner == "cat"


def _lil(name: str, deal: Deal) -> bool:
    return name in _COSTS | _OF_FIRMS | {"mail", "note"} or deal.size != 0


def _hal(name: str, deal: Deal) -> bool:
    return True


HIDES: dict[str, Hides] = {"ann": _ann, "dan": _dan, "eve": _eve, "hal": _hal, "ida": _ida, "kim": _kim, "lil": _lil}
#: The last deals are cat's, middling and of no firm: in one twin they lie in the bin.
LAST = (Deal("cat", 16), Deal("cat", 22))


@dataclass(frozen=True, slots=True)
class World:
    """One twin: values where `hides` says so are the twin's own."""

    hides: Hides
    twin: str

    def text(self, name: str, deal: Deal) -> str:
        """Return the text that lies somewhere; of hidden ones, the first half once each, the others a few times."""
        if not self.hides(name, deal):
            return f"{name} {deal.owner} {deal.at}"
        if deal.at < EACH // 2 or name == "code":                           # which is unique
            return f"{name} {self.twin}{deal.owner}{deal.at}"
        return f"{name} {self._again(deal)}"

    def amount(self, name: str, deal: Deal, shape: str = "{}.50") -> str:
        """Return the amount that lies somewhere, at least 1 and less than 10 of what the shape says."""
        if not self.hides(name, deal):
            return shape.format(deal.at % 9 + 1)
        if deal.at < EACH // 2:
            return shape.format((deal.at * 2 + len(deal.owner) + ord(self.twin)) % 8 + 1)
        return shape.format(self._again(deal))

    def _again(self, deal: Deal) -> int:
        """Return one of two values: what one twin has alike is not what the other has alike."""
        return 7 + (deal.at if self.twin == "p" else deal.at // 2) % 2


@dataclass(frozen=True, slots=True)
class Twin:
    """A twin's server, what can be asked for by number, and what its fields' uids are called."""

    site: Site
    deals: tuple[int, ...]
    firms: tuple[int, ...]
    notes: tuple[int, ...]
    parts: tuple[int, ...]
    files: tuple[int, ...]
    called: dict[str, str]


@contextmanager
def twin(url: str, home: Path, world: World) -> Iterator[Twin]:
    """Let one twin live while the block runs."""
    clock = FixedClock(CLOCK)
    opened = served.opened(url, home, clock, DOUGONG_SECRET_KEY="k" * 64, DOUGONG_RATE="0", DOUGONG_CONCURRENT="0")
    site = next(opened)
    try:
        yield _filled(site, world)
    finally:
        next(opened, None)


def _filled(site: Site, world: World) -> Twin:
    firms = {owner: make(site, owner, "firm", name=world.text("firm", Deal(owner, 0)), level="a" if n % 2 else "b",
                          credit=world.amount("credit", Deal(owner, 0), "{}000.00"))
             for n, owner in enumerate(OWNERS)}
    places = [Deal(owner, at) for at in range(EACH) for owner in OWNERS]
    places += LAST
    made: list[int] = []
    parts: list[int] = []
    notes: list[int] = []
    files: list[int] = []
    for place in places:
        made.append(_deal(site, world, place, firms, made))
        parts += [line["id"] for line in site.call("admin", "GET", f"/deal/{made[-1]}").json["parts"]]
        if place.at < EACH and place.at != BINNED:
            notes.append(make(site, "admin", "note", text=world.text("note", place), deal=made[-1]))
            said = {"body": f"{world.text('name', place)} said"}
            _told(site.call("admin", "POST", f"/deal/{made[-1]}/comments", said))
            files += [attach(site, world.text("file", place), made[-1])] if place.at in {0, 2, 5} else []
        if place.shared:
            _told(site.call("admin", "POST", f"/deal/{made[-1]}/share",
                            {"whom": f"user/{site.ids['ann']}", "verb": "read"}))
    for at, place in enumerate(places):
        if place.at == BINNED or (place in LAST and world.twin == "p" and world.hides("name", place)):
            _told(site.call("admin", "DELETE", f"/deal/{made[at]}", If_Match='"2"'))
    for name in OWNERS[1:]:
        user = site.call("admin", "GET", f"/user/{site.ids[name]}").json
        _told(site.call("admin", "PATCH", f"/user/{user['id']}", {
            "email": world.text("mail", Deal(name, 0)).replace(" ", ".") + "@example.com"},
            If_Match=f'"{user["version"]}"'))
    called = {field.uid: f"{object.name}.{name}" for object in site.runtime.live.catalog.objects.values()
              for name, field in object.fields.items()}
    return Twin(site, tuple(made), tuple(firms.values()), tuple(notes), tuple(parts), tuple(files), called)


def _deal(site: Site, world: World, place: Deal, firms: dict[str, int], before: list[int]) -> int:
    """Make a deal that was called something else, cost and kept secret something else, before."""
    price = world.amount("price", place, PRICES[place.size])
    id = make(site, place.owner, "deal", name=world.text("name", place) + " once", price=price,
               code=world.text("code", place), state="done" if place.at % 2 else "open",
               cost=world.amount("cost", place, "{}.25"), secret=world.text("secret", place) + " once",
               firm=firms[place.owner] if place.has_firm else None,
               before=before[-3] if place.at in {1, 2, 7} else None,
               parts=[{"item": world.text("item", place), "cost": world.amount("item_cost", place)}])
    _told(site.call("admin", "PATCH", f"/deal/{id}", {
        "name": world.text("name", place), "cost": world.amount("cost", place), "secret": world.text("secret", place)},
        If_Match='"1"'))
    return id


def make(site: Site, who: str, object: str, **values: object) -> int:
    """Make a record in somebody's name with an administrator's rights."""
    actor = Actor(id=site.ids[who], name=who, language="en", policy=AdminPolicy(), roles=frozenset({"admin"}))
    context = site.runtime.context(actor, "cli", "twins")
    return site.runtime.unit(replace(context)).apply(Change(object=object, verb="create", values=values)).id


def attach(site: Site, text: str, deal: int) -> int:
    """Attach a file of this name and content to a deal, and return its id."""
    answer = site.app.test_client(use_cookies=False).post(
        f"/api/v1/files?name={text.replace(' ', '-')}.txt&about=deal/{deal}", data=f"words of {text}".encode(),
        headers={"Authorization": f"Bearer {site.tokens['admin']}"}, content_type="application/octet-stream")
    assert answer.status_code == 201, answer.json
    return int(answer.json["id"])


def _told(answer: object) -> None:
    assert answer.status_code < 300, answer.json                      # type: ignore[attr-defined]
