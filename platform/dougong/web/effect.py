"""What a change of roles or memberships would do, in words: who gains or loses what, on how many records."""

from collections.abc import Iterable

from dougong.kernel.labels import enumerated
from dougong.records.effect import MOST, Shift, summed
from dougong.web.role_acts import called
from dougong.web.scene import Scene

#: Lines that are shown; what remains is counted.
SHOWN = 40


def effect_lines(scene: Scene, shifts: Iterable[Shift], *, several: bool = False) -> tuple[str, ...]:
    """Return one line for each kind of gain and loss, losses last; `several` tells how many people each is about."""
    found = sorted(summed(shifts), key=lambda each: (not each[0].gains, _label(scene, each[0]), each[0].verb or ""))
    lines = tuple(_line(scene, shift, people, several=several) for shift, people in found)
    more = (scene.say("effect.more", n=len(lines) - SHOWN),) if len(lines) > SHOWN else ()
    return (*lines[:SHOWN], *more) or (scene.say("effect.none"),)


def _line(scene: Scene, shift: Shift, people: int, *, several: bool) -> str:
    turn, what = "gain" if shift.gains else "lose", _label(scene, shift)
    thing = scene.context.catalog.objects[shift.object]
    if shift.verb is None:
        names = enumerated((scene.label(thing.fields[name]) for name in shift.fields if name in thing.fields),
                           scene.lang)
        text = scene.say(f"effect.{turn}_fields", what=what, fields=names)
    elif shift.count is None:
        text = scene.say(f"effect.{turn}_new", what=what, verb=called(scene, thing, shift.verb))
    else:
        many = f"{MOST}+" if shift.count > MOST else str(shift.count)
        text = scene.say(f"effect.{turn}", what=what, verb=called(scene, thing, shift.verb), many=many)
    return scene.say("effect.people", n=people, text=text) if several else text


def _label(scene: Scene, shift: Shift) -> str:
    return scene.label(scene.context.catalog.objects[shift.object])
