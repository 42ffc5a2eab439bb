"""Conditions of a list joined by and or or: in groups of which one must hold, each group besides the others."""

from collections.abc import Sequence

from dougong.kernel.alternatives import MOST, group, parted

Pair = tuple[str, str]
Groups = list[list[Pair]]
#: An expression stands by itself: it says its own or.
ALONE = "where"


def apart(conditions: Sequence[Pair]) -> Groups:
    """Return conditions in their groups, in the order in which the first of each stands; one that must hold is a group
    of one."""
    found: Groups = []
    known: dict[str, list[Pair]] = {}
    for pair in conditions:
        name = parted(pair[0])[0]
        if name in known:
            known[name].append(pair)
            continue
        found.append([pair])
        if name:
            known[name] = found[-1]
    return found


def together(groups: Groups) -> list[Pair]:
    """Return conditions as an address has them: groups are counted anew, one that is left alone stands by itself."""
    made: list[Pair] = []
    number = 0
    for each in filter(None, groups):
        number += len(each) > 1
        before = group(number) if len(each) > 1 else ""
        made += [(before + parted(name)[1], text) for name, text in each]
    return made


def without(groups: Groups, at: int, place: int) -> list[Pair]:
    """Return the conditions without one: the one at a place of the group at `at`."""
    return together([[pair for there, pair in enumerate(each) if (here, there) != (at, place)]
                     for here, each in enumerate(groups)])


def turned(groups: Groups, at: int, place: int) -> list[Pair] | None:
    """Return the conditions with the word before one turned from and to or, or back; None where that cannot be said.
    Or joins all that both sides are joined to; and parts a group in two."""
    if place:
        made = [*groups[:at], groups[at][:place], groups[at][place:], *groups[at + 1:]]
    elif at and ALONE not in {groups[at - 1][0][0], groups[at][0][0]}:
        made = [*groups[:at - 1], [*groups[at - 1], *groups[at]], *groups[at + 1:]]
    else:
        return None
    return together(made) if sum(len(each) > 1 for each in made) <= MOST else None
