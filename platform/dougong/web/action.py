"""What one may do on a page: a link or a button, or why it cannot be pressed."""

from dataclasses import dataclass

from dougong.web import links
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not, and how to mend it."""

    cause: str
    cure: str = ""
    href: str = ""
    link: str = ""


def because(scene: Scene, cause: str, href: str) -> Reason | None:
    """Return why not, with the way to where it is explained; None without a cause."""
    return Reason(cause, href=href, link=scene.say("why.title")) if cause else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to do; `key` is the key that does it too, `reason` why it cannot be done."""

    name: str
    label: str
    href: str
    icon: str
    primary: bool = False
    danger: bool = False
    key: str = ""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands where nothing is."""

    icon: str
    title: str
    text: str = ""
    actions: tuple[Action, ...] = ()
    #: Where what helps is asked for once the page stands.
    later: str = ""


def create(scene: Scene, name: str) -> Action | None:
    """Return the way to a new record; None for someone who may never make one, and for lines."""
    thing = scene.context.catalog.objects[name]
    if thing.parent is not None or not scene.may(thing, "create"):
        return None
    what = scene.inside(scene.label(thing))
    return Action(name="new", label=scene.say("act.new_what", what=what), href=links.new(name), icon="plus",
                  primary=True, key="n")
