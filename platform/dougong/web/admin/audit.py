"""What has to be accounted for, as administrators read it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dougong.kernel.number import whole_number
from dougong.records.audit import KINDS, Asked, Row
from dougong.records.named import Named, called
from dougong.web import links
from dougong.web.admin.audit_said import meant, said
from dougong.web.record.inputs import Choice
from dougong.web.record.timeline import since
from dougong.web.scene import Scene

_TONES = {"denied": "cinnabar", "sign_in_failed": "ochre", "rights": "blue", "definitions": "blue", "export": "teal",
          "downloads": "teal", "erased": "cinnabar", "account": "blue"}
_HEADS = ("when", "who", "what", "on", "more", "address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry."""

    at: str
    when: str
    who: str
    what: str
    tone: str
    on: str
    href: str
    more: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """Entries with the filters they were asked by; `more` leads to older ones, `asks` are the filters again."""

    rows: tuple[Told, ...]
    people: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    since: str
    until: str
    more: str
    asks: tuple[tuple[str, str], ...]
    narrowed: bool


def asked_of(scene: Scene, given: Mapping[str, str], limit: int) -> Asked:
    """Return which entries an address asks for; what cannot be read is not asked. Days are the company's."""
    what, before = given.get("what", ""), whole_number(given.get("before", ""))
    first, last = _day(given.get("since", "")), _day(given.get("until", ""))
    known = Asked(actor=whole_number(given.get("who", "")), kind=what if what in KINDS else None, limit=limit,
                  since=None if first is None else _begins(scene, first),
                  until=None if last is None else _begins(scene, last + timedelta(days=1)))
    return known if before is None else known.below(before)


def audit_page(scene: Scene, given: Mapping[str, str], rows: Iterable[Row], people: Mapping[int, str],
               limit: int) -> AuditPage:
    """Return the page of entries; `people` are all who may be chosen, by id."""
    shown = tuple(rows)
    asks = tuple((name, given[name]) for name in ("who", "what", "since", "until") if given.get(name))
    known = called(scene.context, meant(scene, shown))
    more = links.audit([*asks, ("before", str(shown[-1].id))]) if len(shown) == limit else ""
    return AuditPage(
        rows=tuple(told(scene, row, people, known) for row in shown), more=more, asks=asks, narrowed=bool(asks),
        people=tuple(Choice(str(id), name, given.get("who") == str(id)) for id, name in people.items()),
        kinds=tuple(Choice(kind, scene.say(f"audit.kind_{kind}"), given.get("what") == kind) for kind in KINDS),
        since=given.get("since", ""), until=given.get("until", ""))


def told(scene: Scene, row: Row, people: Mapping[int, str], known: Mapping[Named, str]) -> Told:
    """Return an entry in words; `known` are titles of the records it speaks of."""
    thing = scene.context.catalog.objects.get(row.object or "")
    number = f" #{row.record_id}" if row.record_id else ""
    leads = thing is not None and row.record_id is not None and thing.parent is None and row.kind != "erased"
    return Told(at=row.at.isoformat(), when=since(scene, row.at), who=_who(scene, row, people),
                what=scene.say(f"audit.kind_{row.kind}"), tone=_TONES.get(row.kind, "gray"),
                on=f"{scene.label(thing) if thing else row.object or ''}{number}",
                href=links.record(row.object or "", row.record_id or 0) if leads else "",
                more=" · ".join(said(scene, row, known)), address=row.address or "")


def table(scene: Scene, rows: Iterable[Row], people: Mapping[int, str]) -> tuple[list[str], Iterator[list[str]]]:
    """Return the entries as a table to be saved: heads, and rows of texts."""
    heads = [scene.say(f"audit.{name}") for name in _HEADS]
    return heads, ([each.at, each.who, each.what, each.on, each.more, each.address]
                   for each in (told(scene, row, people, {}) for row in rows))


def _who(scene: Scene, row: Row, people: Mapping[int, str]) -> str:
    if row.actor is None:
        return scene.say("audit.nobody" if row.door != "cli" else "door.cli")
    return people.get(row.actor, f"#{row.actor}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _begins(scene: Scene, day: date) -> datetime:
    return datetime.combine(day, time(), scene.zone)
