"""What stands where a list shows no record."""

from dougong.web import links
from dougong.web.action import Action, Empty, create
from dougong.web.listing.asked import conditions
from dougong.web.listing.listed import Listed
from dougong.web.scene import Scene


def empty_of(scene: Scene, listed: Listed, conditions: int) -> Empty:
    """Return what stands where no record does: why, and how to get one."""
    q, what = listed.value("q"), scene.inside(scene.plural(listed.thing))
    clear = links.list_of(listed.thing.name, [("view", "-")])
    new = create(scene, listed.thing.name)
    if not conditions and not q:
        return Empty(listed.thing.icon, scene.say("list.none", what=what), scene.say("list.none_text") if new else "",
                     (*((new,) if new else ()), _why(scene, listed)))
    title = scene.say("list.none_searched", q=q) if q else scene.say("list.none_found", n=conditions, what=what)
    act = Action(name="clear", label=scene.say("list.clear"), href=clear, icon="x")
    return Empty("filter-off", title, scene.say("list.none_found_text"), (act, _why(scene, listed)),
                 links.loosened(listed.thing.name, listed.but("done")))


def _why(scene: Scene, listed: Listed) -> Action:
    return Action(name="why", label=scene.say("why.title"), icon="help-circle",
                  href=links.why_list(listed.thing.name, conditions(listed.pairs)))
