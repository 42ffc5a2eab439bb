"""What a change of roles or memberships would do, in words: who gains or loses what, on how many records."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Final, get_args

from dougong.access.policy import Act, Right, Verb
from dougong.kernel.labels import enumerated
from dougong.records.reasons.effect import MOST, Shift, summed
from dougong.web.design.role_acts import called
from dougong.web.scene import Scene

#: Lines that are shown; what remains is counted.
SHOWN: Final = 40
#: What is said of fields, by what may be done with them.
_FIELDS: Final[Mapping[Right, str]] = {"read": "fields", "edit": "edits", "use": "fields"}
_ORDER: Final[tuple[Act, ...]] = get_args(Verb)


def effect_lines(scene: Scene, shifts: Iterable[Shift], *, several: bool = False) -> tuple[str, ...]:
    """Return one line for what is gained or lost of an object on so many records, losses last; `several` tells how
    many people each is about."""
    alike: dict[tuple[Hashable, int], list[Shift]] = {}
    for shift, people in summed(shifts):
        alike.setdefault((_but_its_verb(shift), people), []).append(shift)
    found = sorted(((same, people) for (_, people), same in alike.items()), key=lambda each: (
        not each[0][0].gains, _label(scene, each[0][0]), min(_place(one.verb) for one in each[0])))
    lines = tuple(_line(scene, same, people, several=several) for same, people in found)
    more = (scene.say("effect.more", n=len(lines) - SHOWN),) if len(lines) > SHOWN else ()
    return (*lines[:SHOWN], *more) or (scene.say("effect.none"),)


def _line(scene: Scene, same: list[Shift], people: int, *, several: bool) -> str:
    """Return the line of shifts that differ in their verbs only."""
    shift = same[0]
    turn, what = "gain" if shift.gains else "lose", _label(scene, shift)
    thing = scene.context.catalog.objects[shift.object]
    verbs = enumerated((called(scene, thing, each) for each in sorted(
        (one.verb for one in same if one.verb is not None), key=_place)), scene.lang)
    if shift.verb is None:
        names = enumerated((scene.label(thing.fields[name]) for name in shift.fields if name in thing.fields),
                           scene.lang)
        text = scene.say(f"effect.{turn}_{_FIELDS[shift.right]}", what=what, fields=names)
    elif shift.count is None:
        text = scene.say(f"effect.{turn}_new", what=what, verb=verbs)
    else:
        many = f"{MOST}+" if shift.count > MOST else str(shift.count)
        text = scene.say(f"effect.{turn}", what=what, verb=verbs, many=many)
    return scene.say("effect.people", n=people, text=text) if several else text


def _but_its_verb(shift: Shift) -> Hashable:
    return shift.object, shift.gains, shift.count, shift.verb is None, shift.fields, shift.right


def _place(act: Act | None) -> int:
    return len(_ORDER) if act is None else _ORDER.index(act) if act in _ORDER else len(_ORDER) - 1


def _label(scene: Scene, shift: Shift) -> str:
    return scene.label(scene.context.catalog.objects[shift.object])
