"""A change of what the site itself defines goes into the file that says it, not into a patch."""

from collections.abc import Callable, Mapping
from typing import Any

from dougong.catalog.layer import SITE
from dougong.catalog.patches.aim import FRAME, Target
from dougong.catalog.patches.desk import Desk
from dougong.catalog.patches.operation import LAST, WORDS, named
from dougong.catalog.patches.slot import Slot, admitting, placed, reordered, said_in, slot
from dougong.catalog.reading.scan import scan_yaml
from dougong.catalog.reading.written import written


def rewrite(desk: Desk, target: Target, said: Mapping[str, Any], verb: str) -> None:
    """Change a definition of the site itself: its file says it from now on."""
    def change(place: Slot) -> None:
        match verb:
            case "set":
                _write(desk, place, said.get("to"))
            case "unset":
                if place.present:
                    del place.holder[place.key]
            case "insert":
                entry = said_in(said["insert"], desk.language, WORDS)
                _placed(desk, target, admitting(place, entry), entry, said.get("after", LAST))
            case _:
                _turned(desk, place, said.get("after"))
    edited(desk, target, change)


def replace(desk: Desk, target: Target, value: Any) -> None:
    """Let a definition of the site, or a part of one, say something else altogether: all but what it is, is called and
    was called. Raises Unfit for what is no definition."""
    if not isinstance(value, Mapping) or value.keys() & FRAME:
        raise desk.refuse("operation_whole", path=target.path, keys=", ".join(sorted(FRAME)))
    said = said_in(value, desk.language, WORDS)
    if target.at:
        edited(desk, target, lambda place: place.holder.update({place.key: {**_known(place.value, {"was"}), **said}}))
        return
    path = target.document.file.removeprefix(f"{SITE}/")
    body = scan_yaml(desk.files[path].decode()).data
    desk.files[path] = written({**_known(body, {*FRAME, "was"}), **said})


def _known(body: Any, keys: set[str]) -> dict[str, Any]:
    return {key: part for key, part in body.items() if key in keys} if isinstance(body, dict) else {}


def edited(desk: Desk, target: Target, change: Callable[[Slot], object]) -> None:
    """Let `change` work on the place a path leads to and write its file anew; raises Unfit without such a place."""
    path = target.document.file.removeprefix(f"{SITE}/")
    body = scan_yaml(desk.files[path].decode()).data
    if target.section and target.part is None:                   # the first field, check or unique of its object
        body.setdefault(target.section, {})
    place = slot(body, target.steps)
    if place is None:
        raise desk.refuse("operation_nowhere", path=target.path)
    change(place)
    desk.files[path] = written(body)


def _write(desk: Desk, place: Slot, value: Any) -> None:
    key = str(place.key)
    said = said_in({key: value}, desk.language, WORDS)[key]
    old = said_in({key: place.value}, desk.language, WORDS)[key]
    merges = key in WORDS and isinstance(said, dict) and isinstance(old, dict)
    place.holder[place.key] = {**old, **said} if merges else said


def _placed(desk: Desk, target: Target, entries: Any, entry: Any, after: Any) -> None:
    if not isinstance(entries, list | dict):
        raise desk.refuse("operation_nowhere", path=target.path)
    names = [named(each) for each in entries]
    if named(entry) in names:
        return
    order = [*names, named(entry)] if after is LAST else reordered(names, named(entry), after)
    if order is None:
        raise desk.refuse("operation_nowhere", path=str(after))
    if isinstance(entries, dict):
        placed(entries, entry, order)
    else:
        entries.insert(order.index(named(entry)), entry)


def _turned(desk: Desk, place: Slot, after: str | None) -> None:
    held = place.holder
    names = list(held) if isinstance(held, dict) else [named(each) for each in held]
    order = reordered(names, str(place.key) if isinstance(held, dict) else names[int(place.key)], after)
    if order is None:
        raise desk.refuse("operation_nowhere", path=str(after))
    if isinstance(held, dict):
        entries = dict(held)
        held.clear()
        held.update((name, entries[name]) for name in order)
        return
    by_name = dict(zip(names, held, strict=True))
    held[:] = [by_name[name] for name in order]
