"""The frame of every page for someone signed in: drawn once per catalog, policy, language and look, then filled."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from flask import request
from markupsafe import Markup, escape

from dougong.access.actor import Actor
from dougong.records.cache import Recent
from dougong.web import gaps, links, shell
from dougong.web.gaps import Kept, gap
from dougong.web.home import shown_first
from dougong.web.pages import part
from dougong.web.scene import Scene
from dougong.web.shell import Around, Keys, Person, Shell
from dougong.web.tone import initials, tone_of

CURRENT = Markup(' aria-current="page"')
OPEN = Markup(" open")
#: The cookie in which a device keeps the groups of the navigation that are open (nav.js), and how many entries are in
#: sight before anyone has chosen.
UNFOLDED = "dougong-nav"
IN_SIGHT = 12
_KEYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("Ctrl K",), "keys.palette"), (("G", "H"), "shell.home"), (("N",), "keys.new"), (("E",), "keys.edit"),
    (("J", "K"), "keys.move"), (("Enter",), "keys.open"), (("F",), "keys.filter"), (("C",), "keys.columns"),
    (("Space",), "keys.look"), (("X", "Shift X"), "keys.select"), (("Ctrl A",), "keys.select_all"),
    (("F2",), "keys.edit_cell"), (("1", "9"), "keys.views"),
    (("Alt ←", "Alt →"), "keys.width"), (("Ctrl S",), "keys.save"),
    (("F8", "Shift F8"), "keys.errors"), (("Alt ↓",), "keys.pick"), (("F2",), "keys.pick_list"),
    (("Ctrl D",), "keys.same"), (("Alt ↑", "Alt ↓"), "keys.line_move"), (("Ctrl ↵",), "keys.line_new"),
    (("Ctrl Del",), "keys.line_remove"), ((".",), "keys.acts"), (("[", "]"), "keys.neighbours"), (("W",), "keys.why"),
    (("M",), "keys.comment"), (("?",), "keys.all"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """The shell without what belongs to a request, and the parts of the frame."""

    shell: Shell
    side: Kept
    tabbar: Kept
    sheets: Kept


def drawn(scene: Scene, kept: Recent) -> Drawn:
    """Return the frame as it was drawn for whoever may do the same and likes it the same."""
    found: Drawn = kept.get(same(scene), lambda: _drawn(scene))
    return found


def same(scene: Scene) -> Hashable:
    """Return what is equal for those who may do the same and like it the same."""
    context = scene.context
    return (context.catalog.number, context.actor.policy.fingerprint, context.actor.administers, scene.look,
            context.company, context.alone, scene.seeing)


def around(of: Drawn, scene: Scene, current: str) -> Around:
    """Return the frame of this request; `current` is the object whose list is marked in the navigation."""
    told = said(of, scene, current)
    return Around(of.side.filled(told), of.tabbar.filled(told), of.sheets.filled(told))


def opened(of: Drawn) -> Around:
    """Return the frame with its gaps, for a page that is kept whole; `said` fills them."""
    return Around(of.side.opened(), of.tabbar.opened(), of.sheets.opened())


def said(of: Drawn, scene: Scene, current: str) -> Mapping[str, str]:
    """Return what a request says in the gaps of every frame."""
    at = {_place(of.shell.groups, current): CURRENT, "at.": CURRENT if request.path == links.HOME else Markup()}
    return {"csrf": escape(scene.csrf), "here": escape(scene.here), **_person(scene.context.actor), **at,
            **{f"open.{name}": OPEN for name in unfolded(of.shell.groups, current, request.cookies.get(UNFOLDED))}}


def _place(groups: Sequence[shell.Group], current: str) -> str:
    """Return which entry one is at: that of the view asked for, else the first of the object."""
    asked = f"at.{current}.{request.args.get('view', '')}"
    return asked if any(entry.mark == gap(asked) for group in groups for entry in group.entries) else f"at.{current}"


def unfolded(groups: Sequence[shell.Group], current: str, kept: str | None) -> frozenset[str]:
    """Return the names of the groups that are open: those a device has kept, else the first ones as far as they are
    quickly seen through; and always the one in which one stands."""
    here = {group.name for group in groups if current in group.objects}
    if kept is not None:
        return frozenset({*here, *kept.split(".")})
    seen = accumulate(len(group.entries) for group in groups)
    return frozenset({*here, *(group.name for group, n in zip(groups, seen, strict=True) if n <= IN_SIGHT)})


def _drawn(scene: Scene) -> Drawn:
    """Draw what `drawn` keeps."""
    bare = _shell(scene)
    gapped = replace(bare, csrf=gap("csrf"), here=gap("here"))
    return Drawn(bare, *(gaps.kept("".join(part(name, gapped) for name in names)) for names in (
        ("side",), ("tabbar",), ("menus", "palette", "keys"))))


def _shell(scene: Scene) -> Shell:
    lang, look, context = scene.lang, scene.look, scene.context
    readable = [name for name, thing in context.catalog.objects.items() if scene.may(thing, "read")]
    making = [thing for thing in shown_first(scene) if scene.may(thing, "create")]
    return Shell(
        lang=lang, theme=look.theme, density=look.density, csrf="", here="", company=context.company,
        seeing=scene.seeing,
        person=Person(gap("name"), gap("login"), gap("initials"), gap("tone")), admin=context.actor.administers,
        groups=shell.groups(context.catalog, readable, lang), creatable=shell.creatable(making, lang),
        languages=shell.tongues(lang), themes=shell.themes(lang, look.theme),
        densities=shell.densities(lang, look.density), keys=tuple(Keys(keys, scene.say(name)) for keys, name in _KEYS))


def _person(actor: Actor) -> Mapping[str, Markup]:
    """Return the person; the tone stays the same for one id."""
    return {"name": escape(actor.name), "login": escape(str(actor.me.get("login", ""))),
            "initials": escape(initials(actor.name)), "tone": escape(tone_of(actor.id))}
