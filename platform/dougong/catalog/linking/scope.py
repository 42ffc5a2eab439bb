"""The names an expression may use: the fields of an object, through links to depth 3, its lines, `me`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dougong.catalog.setting import holder
from dougong.expressions.scope import Scope, Symbol
from dougong.fields.base import FieldType, Spec
from dougong.kernel.kinds import Kind

DEPTH = 3
USER = "user"
#: What leads to the user who acts, and to the company whose installation it is.
SETTING = "setting()"
_FIXED: Mapping[tuple[str, ...], str] = MappingProxyType({("me",): USER, (SETTING, "company"): "company"})
#: Where the user who acts stands today, as sets of ids, with what they are ids of: one's units, those and the ones
#: beneath, the people in either, and the people in the units one heads and beneath, oneself among them.
STANDING: Mapping[str, str] = MappingProxyType({
    "units": "unit", "unit_tree": "unit", "unit_people": USER, "unit_tree_people": USER, "subordinates": USER})


@dataclass(frozen=True, slots=True)
class Typed:
    """A field as far as expressions care: its type and the keys of its type."""

    type: FieldType
    spec: Spec

    def targets(self) -> tuple[str, ...]:
        """Return the objects it points to."""
        return self.type.targets(self.spec)


#: The fields and engine columns of every object, by object and name.
World = Mapping[str, Mapping[str, Typed]]


class ObjectScope(Scope):
    """The names one object's expressions may use; made anew per object, remembers what it was asked."""

    def __init__(self, world: World, name: str) -> None:
        self._world, self._name = world, name
        self._known: dict[tuple[str, ...], Symbol | None] = {}

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        """Return what `path` names, or None; `me` leads to the user who acts."""
        if path not in self._known:
            self._known[path] = self._symbol(path)
        return self._known[path]

    def rows(self, name: str) -> "Scope | None":
        """Return the scope of a row of the lines called `name`, or None."""
        child = self.child(name)
        return None if child is None else ObjectScope(self._world, child)

    def child(self, name: str) -> str | None:
        """Return the line object of the lines called `name`, or None."""
        found = self._world[self._name].get(name)
        if found is None or found.type.kind is not Kind.ROWS:
            return None
        target = found.targets()[0]
        return target if target in self._world else None

    def names(self) -> Iterable[str]:
        """Return the names of own fields, for suggestions."""
        return self._world[self._name].keys()

    def route(self, path: tuple[str, ...]) -> tuple[tuple[str, str], ...] | None:
        """Return (object, field) for each step of a path, or of what (SETTING, name) reads; None for nowhere."""
        if path[0] == SETTING:
            return self._setting(path[1]) if len(path) == 2 else None
        steps: list[tuple[str, str]] = []
        here: str | None = self._name
        for step in path[:DEPTH]:
            found = self._world[here].get(step) if here is not None and here in self._world else None
            if found is None or here is None:
                return None
            steps.append((here, step))
            targets = found.targets() if found.type.kind is Kind.LINK else ()
            here = targets[0] if len(targets) == 1 else None
        return tuple(steps) if len(path) <= DEPTH else None

    def _symbol(self, path: tuple[str, ...]) -> Symbol | None:
        if path in _FIXED:
            return Symbol(path, Kind.LINK, _FIXED[path])
        if path[0] == "me" and len(path) == 2 and path[1] in STANDING:
            return Symbol(path, Kind.SET, STANDING[path[1]])
        route = ObjectScope(self._world, USER).route(path[1:]) if path[0] == "me" else self.route(path)
        return None if route is None else self._made(path, *route[-1])

    def _setting(self, word: str) -> tuple[tuple[str, str], ...] | None:
        """Return the object and field that hold the setting called `word`."""
        found = holder(word)
        return (found,) if found is not None and found[1] in self._world.get(found[0], ()) else None

    def _made(self, path: tuple[str, ...], owner: str, name: str) -> Symbol:
        typed = self._world[owner][name]
        targets = typed.targets() if typed.type.kind in {Kind.LINK, Kind.SET} else ()       # links hold ids, tags words
        options = frozenset(option.name for option in typed.type.choices(typed.spec))
        return Symbol(path, typed.type.kind, targets[0] if len(targets) == 1 else None,
                      typed.type.places(typed.spec), options or None)
