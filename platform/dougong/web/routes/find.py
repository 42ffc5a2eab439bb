"""Search: the palette's answers while one types, and the same as a page with all that was found."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flask import Response, request

from dougong.catalog.model import Object
from dougong.fields.collation import fold
from dougong.records import reading
from dougong.records.lists.query import Filter, Query
from dougong.records.search.everywhere import COUNTED, Found, Hit, overview, search
from dougong.web import links
from dougong.web.answer import fragment, page
from dougong.web.entry import scene
from dougong.web.found import FoundPage, HitGroup, actions, is_exact, lists, record_hits, said_by
from dougong.web.home import shown_first
from dougong.web.listing.layout import toned
from dougong.web.scene import Scene
from dougong.web.shell import Entry

LONGEST: Final = 200
#: Records the palette shows, and of how many it picks those with a fitting number.
OFFERED: Final = 8
LOOKED_AT: Final = 100
#: Records a page shows of each object, and of the one that is looked at alone.
EACH: Final = 5
ALONE: Final = 50


def palette() -> Response:
    """Return what the palette finds: what is named exactly, then records, then what else fits."""
    shown, q = scene(), request.args.get("q", "").strip()[:LONGEST]
    kind, words = (q[0], q[1:].strip()) if q[:1] in {">", "#"} else ("", q)
    exact, others = _named(shown, words)
    records = _records(shown, _picked(shown, words, kind), {}, words) if kind != ">" and words else []
    groups = records if kind == "#" else [exact, *records, *others]
    return fragment("hits", FoundPage(q, _kept(groups), shown.say("palette.none", q=q), listbox=True))


def find() -> Response:
    """Show all that was found, or what was found of one object."""
    shown, q = scene(), request.args.get("q", "").strip()[:LONGEST]
    chosen = request.args.get("object", "")
    everything = overview(shown.context, q, limit=LOOKED_AT, each=EACH) if q else Found((), {})
    hits: Sequence[Hit] = everything.hits
    if chosen in everything.counts:
        hits = search(shown.context, q, objects={chosen}, limit=ALONE)
    groups = _records(shown, hits, everything.counts, q, ALONE if chosen in everything.counts else EACH)
    if q and chosen not in everything.counts:
        exact, others = _named(shown, q)
        groups = [exact, *groups, *others]
    model = FoundPage(q, _kept(groups), shown.say("palette.none", q=q), count=_count(shown, everything),
                      kinds=_kinds(shown, everything, q, chosen))
    return page("find", model, title=shown.say("shell.search"))


def _picked(shown: Scene, words: str, kind: str) -> Sequence[Hit]:
    """Return the records to offer; after # those alone whose number holds what was typed."""
    if kind != "#":
        return search(shown.context, words, limit=OFFERED)
    found = search(shown.context, words, limit=LOOKED_AT)
    return [each for each in found if each.number is not None and fold(words) in fold(each.number)][:OFFERED]


def _records(shown: Scene, hits: Iterable[Hit], counts: Mapping[str, int], q: str,
             most: int = OFFERED) -> list[HitGroup]:
    """Return the records by object; the object of the best comes first."""
    by_object: dict[str, list[Hit]] = {}
    for hit in hits:
        by_object.setdefault(hit.object, []).append(hit)
    return [_group(shown, shown.context.catalog.objects[name], found[:most], counts.get(name, 0), q)
            for name, found in by_object.items()]


def _group(shown: Scene, thing: Object, hits: Sequence[Hit], count: int, q: str) -> HitGroup:
    found = record_hits(shown, thing, hits, _rows(shown, thing, hits), q)
    more = links.list_of(thing.name, [("q", q)]) if count > len(hits) else ""
    return HitGroup(thing.name, shown.plural(thing), found, f"{count:,}" if count else "", more)


def _rows(shown: Scene, thing: Object, hits: Sequence[Hit]) -> Mapping[int, Mapping[str, Any]]:
    """Return the states of records, for objects that have any."""
    states = [each.name for each in shown.fields(thing) if toned(each)][:1]
    if not states:
        return {}
    ids = ",".join(str(hit.id) for hit in hits)
    asked = Query(object=thing.name, filters=(Filter("id", "in", ids),), fields=("id", *states), limit=len(hits))
    return {row["id"]: row for row in reading.select(shown.context, asked).rows}


def _named(shown: Scene, words: str) -> tuple[HitGroup, tuple[HitGroup, HitGroup]]:
    """Return the lists and actions that are named exactly, and the others that fit."""
    things = shown_first(shown)
    places, acts = lists(shown, things, words), actions(shown, things, words)
    exact = tuple(hit for hit in (*places, *acts) if is_exact(said_by(hit), words))
    return HitGroup("exact-", shown.say("palette.exact"), exact), (
        HitGroup("lists-", shown.say("palette.lists"), tuple(hit for hit in places if hit not in exact)),
        HitGroup("actions-", shown.say("palette.actions"), tuple(hit for hit in acts if hit not in exact)))


def _kept(groups: Iterable[HitGroup]) -> tuple[HitGroup, ...]:
    return tuple(group for group in groups if group.hits)


def _count(shown: Scene, found: Found) -> str:
    total = sum(found.counts.values())
    if found.capped:
        return shown.say("list.count_capped", n=f"{COUNTED:,}")
    return shown.say("list.count", n=total) if total else ""


def _kinds(shown: Scene, found: Found, q: str, chosen: str) -> tuple[Entry, ...]:
    """Return the objects something was found of as tabs, behind one for all of them; none where there is one only."""
    order = list(dict.fromkeys([hit.object for hit in found.hits]))
    if len(order) < 2:
        return ()
    things = [shown.context.catalog.objects[name] for name in order]
    every = Entry(shown.say("list.all"), links.find(q), "", chosen not in found.counts)
    return (every, *(Entry(f"{shown.plural(each)} {found.counts.get(each.name, 0):,}", links.find(q, each.name),
                           each.icon, each.name == chosen) for each in things))
