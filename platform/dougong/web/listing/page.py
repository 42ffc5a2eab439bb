"""The page of a list: drawn once for all who ask the same, with gaps for what its records decide."""

from collections.abc import Hashable, Mapping
from typing import Final

from markupsafe import Markup, escape

from dougong.access.policy import Verb
from dougong.kernel.labels import words
from dougong.processes.workflow.offers import runnable
from dougong.records.acts.merging import mergeable
from dougong.web import links, pages
from dougong.web.gaps import gap
from dougong.web.listing.empty import empty_of
from dougong.web.listing.filters import Pairs, tokens
from dougong.web.listing.frame import ListPage, Rows
from dougong.web.listing.framing import count_of, framed
from dougong.web.listing.heads import chooser, groups, headed, heads, sorted_by
from dougong.web.listing.listed import Around, Listed
from dougong.web.listing.table import rows_of
from dougong.web.listing.taking import PARAMETER
from dougong.web.listing.totals import adds_up, totals
from dougong.web.scene import Scene
from dougong.web.shell import Pick

#: Transitions offered for many records at once; the others are on each record.
DOINGS: Final = 4
#: Parameters of addresses nobody comes back to: what is typed, where someone stands, what was just done.
ONCE = frozenset({"q", "cursor", "_after", "done"})
#: What may be done to records that were ticked, with the right it takes.
BULK: Final[Mapping[str, Verb]] = {"edit": "update", "share": "share", "assign": "assign", "export": "export",
                                   "archive": "archive"}


def rows(scene: Scene, listed: Listed) -> Rows:
    """Return one page of rows with the way to the next."""
    onward = _onward(scene, listed)
    return Rows(columns=len(listed.fields), rows=_drawn(scene, listed), picks=listed.thing.parent is None,
                more_href=links.list_of(listed.thing.name, onward) if onward else "",
                more_rows=links.rows_of(listed.thing.name, onward) if onward else "")


def list_page(scene: Scene, listed: Listed, around: Around) -> ListPage:
    """Return the whole list, with gaps for what `told` tells of its records."""
    thing, frame = listed.thing, framed(scene, listed, around)
    live, picks = not listed.value("archived"), listed.thing.parent is None
    gapped = {name: gap(f"list.{name}") if said else "" for name, said in _telling(listed).items()}
    acts = {name: scene.may(thing, verb) for name, verb in BULK.items()}
    acts["merge"] = mergeable(scene.context.actor.policy, thing)
    doings = [Pick(each.name, words(each.label, scene.lang) or each.name, "false")
              for each in runnable(scene.context, thing)][:DOINGS]
    return ListPage(
        **{**frame, "count": gapped["count"]}, heads=heads(scene, listed), columns=len(listed.fields),
        rows=gap("list.rows"), picks=picks, more_href=gapped["more_href"],
        more_rows=gapped["more_href"] and gap("list.more_rows"), shown=gapped["shown"], footing=gapped["footing"],
        sort_label=sorted_by(scene, listed),
        groups=groups(scene, listed), group_label=scene.label(listed.grouping.field) if listed.grouping else "",
        chooser=chooser(scene, listed), columns_default=links.list_of(thing.name, listed.but("fields", PARAMETER)),
        bulk=links.bulk(thing.name) if picks and live and (doings or any(acts.values())) else "",
        bulk_acts=acts, bulk_doings=doings,
        bulk_asks=links.query(listed.but("done")), bulk_sums=links.sums_ticked(thing.name) if listed.takes else "",
        empty=None if listed.records else empty_of(scene, listed, len(frame["tokens"])))


def told(scene: Scene, listed: Listed) -> Mapping[str, str]:
    """Return what fills the gaps of a list page: everything that its records decide."""
    page, sums = rows(scene, listed), totals(scene, listed)
    return {"list.count": escape(count_of(scene, listed)), "list.shown": escape(_shown(scene, listed)),
            "list.rows": page.rows, "list.more_href": escape(page.more_href), "list.more_rows": escape(page.more_rows),
            "list.footing": pages.footing(sums, scene.lang, picks=page.picks) if sums else ""}


def same(scene: Scene, listed: Listed, around: Around) -> Hashable:
    """Return what is equal for lists whose pages differ in nothing but what `told` tells; None for one that nobody is
    likely to ask for again."""
    if any(name in ONCE for name, _ in listed.pairs):
        return None
    views = tuple((tab.name, tab.label, tab.href, tab.current, tab.count, tab.shared, tab.changed, tab.lost)
                  for tab in around.tabs)
    people = tuple((each.id, each.version, each.own) for each in around.saved)
    return (listed.thing.name, tuple(listed.pairs), views, people, tokens(scene, listed.thing, listed.but("done")),
            tuple(_telling(listed).values()))


def _drawn(scene: Scene, listed: Listed) -> Markup:
    made = rows_of(scene, listed.thing, listed.layout, listed.records)
    return pages.rows_of(headed(scene, listed, made), scene.lang, picks=listed.layout.picks)


def _onward(scene: Scene, listed: Listed) -> Pairs:
    """Return the parameters of the next page, none where this is the last."""
    if not listed.next:
        return ()
    last = listed.grouping.key(scene, listed.records[-1]) if listed.grouping else None
    return [*listed.but(), ("cursor", listed.next), *([("_after", str(last))] if listed.grouping else [])]


def _telling(listed: Listed) -> Mapping[str, bool]:
    """Return which gaps there are."""
    return {"count": listed.count is not None, "shown": bool(listed.records), "more_href": listed.next is not None,
            "footing": adds_up(listed)}


def _shown(scene: Scene, listed: Listed) -> str:
    number = len(listed.records)
    if not number:
        return ""
    if listed.next is None and not listed.value("cursor"):
        return scene.say("list.shown_all", n=number)
    if listed.count is not None and not listed.capped and not listed.value("cursor"):
        return scene.say("list.shown_of", n=number, all=f"{listed.count:,}")
    return scene.say("list.shown_part", shown=number, n=number)
