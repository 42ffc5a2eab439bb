"""The home page: what has changed lately and how much there is; nothing here is invented."""

from collections.abc import Sequence
from dataclasses import dataclass

from dougong.catalog.model import Object
from dougong.kernel.labels import words as label
from dougong.processes.talk.notices import Notice
from dougong.records.lists.lately import Changed
from dougong.web import links
from dougong.web.notices import counted
from dougong.web.notices import line as notice_line
from dougong.web.record.timeline import since
from dougong.web.scene import Scene

FIGURES = 4
RECENT = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that leads to its list."""

    label: str
    text: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a card; `notice` is what was told of it, read once it is opened."""

    icon: str
    title: str
    href: str
    kind: str
    when: str
    notice: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card of records."""

    name: str
    label: str
    note: str
    rows: tuple[Line, ...]
    none: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the home template shows."""

    greeting: str
    today: str
    figures: tuple[Figure, ...]
    wide: tuple[Card, ...]
    narrow: tuple[Card, ...]
    queue: str = links.QUEUE
    due: bool = False                 # nobody has said yet whose installation it is


def greeting(scene: Scene) -> str:
    """Return good morning, afternoon or evening by the clock of the company."""
    hour = scene.context.now.astimezone(scene.zone).hour
    part = "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
    return scene.say(f"home.{part}", name=scene.context.actor.name)


def shown_first(scene: Scene) -> tuple[Object, ...]:
    """Return the objects of the menu in its order, without lines and what the person may not read."""
    names = dict.fromkeys(entry.object for group in scene.context.catalog.menu for entry in group.entries)
    found = (scene.context.catalog.objects[name] for name in names)
    return tuple(each for each in found if each.parent is None and scene.may(each, "read"))


def figure(scene: Scene, thing: Object, count: int, *, capped: bool) -> Figure:
    """Return how many live records there are."""
    return Figure(scene.plural(thing), f"{count:,}{'+' if capped else ''}", scene.say("home.count_note"),
                  links.list_of(thing.name))


def line(scene: Scene, changed: Changed) -> Line:
    """Return a record as a line of a card."""
    thing = changed.object
    return Line(thing.icon, changed.title, links.record(thing.name, changed.id), scene.label(thing),
                since(scene, changed.at))


def today(scene: Scene) -> str:
    """Return the day in words: 7 月 22 日 星期二."""
    day = scene.context.today
    return f"{day:%a %d %b}" if scene.lang == "en" else f"{day.month} 月 {day.day} 日 {_week(scene, day.weekday())}"


def waiting(scene: Scene, notices: Sequence[Notice]) -> Card:
    """Return the card of what one was told and has not read yet."""
    told = [notice_line(scene, each) for each in notices[:RECENT]]
    return Card(name="waiting", label=scene.say("home.waiting"), note=counted(len(notices)), none="",
                href=links.notices([("which", "unread")]),
                rows=tuple(Line(each.icon, each.record, each.href, each.says or each.text, each.when, each.number)
                           for each in told))


def home_page(scene: Scene, figures: Sequence[Figure], recent: Sequence[Line], mine: Sequence[Line],
              notices: Sequence[Notice] = ()) -> HomePage:
    """Return the page; where nobody else has changed anything, one's own card says it all. What was told and is not
    read yet comes first, where there is any."""
    say = scene.say
    own = Card(name="mine", label=say("home.mine"), note="", rows=tuple(mine[:RECENT]), none=say("home.mine_none"))
    every = Card(name="recent", label=say("home.recent"), note="", rows=tuple(recent[:RECENT]), none=say("home.none"))
    alone = own.rows == every.rows
    first = (waiting(scene, notices),) if notices else ()
    return HomePage(greeting(scene), today(scene), tuple(figures[:FIGURES]),
                    (*first, own if alone and own.rows else every), () if alone else (own,))


def _week(scene: Scene, weekday: int) -> str:
    return label({"zh-Hans": f"星期{'一二三四五六日'[weekday]}"}, scene.lang)
