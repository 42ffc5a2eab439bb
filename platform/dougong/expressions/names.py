"""Names to paths: what a dotted path reads, and the note the checker keeps of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError, instead, suggestion
from dougong.expressions.reads import reads
from dougong.expressions.scope import Scope, Symbol
from dougong.expressions.tree import Bound, Name, Node, Path
from dougong.kernel.kinds import Kind

STEPS = 3
_MANY = frozenset({Kind.SET, Kind.ROWS, Kind.OPAQUE})
ME = Symbol(("me",), Kind.LINK, "user")


@dataclass(slots=True)
class Notes:
    """What an expression reads, gathered while it is checked; see Checked."""

    paths: set[tuple[str, ...]] = field(default_factory=set)
    rows: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    uses: set[str] = field(default_factory=set)
    this: set[tuple[str, ...]] = field(default_factory=set)
    settings: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Place:
    """Where names are looked up: a scope, and the lines field whose row it is ("" for the record itself); `this` is
    the scope of the record for whose sake others are looked through, if there is one."""

    scope: Scope
    rows: str
    notes: Notes
    this: Scope | None = None


def resolved(name: Name, place: Place) -> Node:
    """Return what the name reads; raise ExpressionError for an unknown one, with the nearest known."""
    path = name.path
    if path[0] == "me":
        return _me(name, place)
    if path[0] == "this" and place.this is not None:
        return _this(name, place, place.this)
    if path[0] == "old" and len(path) > 1:
        return _old(name, place)
    if path[0] == "parent" and len(path) > 1:
        return _parent(name, place)
    symbol = _known(place.scope, path, path, name.column)
    _note(place, path)
    return Path("own", path, symbol, column=name.column, kind=symbol.kind)


def _me(name: Name, place: Place) -> Node:
    path = name.path
    symbol = place.scope.symbol(path) or (ME if len(path) == 1 else None)
    if symbol is None:
        raise ExpressionError("unknown", "expr_unknown_me", name.column, name=".".join(path))
    place.notes.uses.add("me")
    read = partial(_read_me, ".".join(path[1:]) or "id")
    return Bound("__".join(path), read, symbol, column=name.column, kind=symbol.kind)


def _this(name: Name, place: Place, scope: Scope) -> Node:
    path = name.path[1:]
    if not path:
        raise ExpressionError("kind", "expr_this", name.column, instead("this.<field>"))
    symbol = _known(scope, path, path, name.column)
    if symbol.kind in _MANY:
        raise ExpressionError("kind", "expr_not_one", name.column, name=".".join(name.path))
    place.notes.this.add(path)
    owner = path[0] == "parent" and len(path) > 1
    read = reads("parent", path[1:]) if owner else reads("own", path)
    return Bound("__".join(name.path), read, symbol, column=name.column, kind=symbol.kind)


def _old(name: Name, place: Place) -> Node:
    if place.rows:
        raise ExpressionError("old", "expr_old_row", name.column)
    if len(name.path) > 2:
        raise ExpressionError("old", "expr_old_own", name.column)
    symbol = _known(place.scope, name.path[1:], name.path, name.column)
    place.notes.uses.add("old")
    return Path("old", name.path[1:], symbol, column=name.column, kind=symbol.kind)


def _parent(name: Name, place: Place) -> Node:
    symbol = _known(place.scope, name.path, name.path, name.column)
    _note(place, name.path)
    if place.rows:                      # the owner is the record itself, which must then hold what is read
        place.notes.paths.add(name.path[1:])
    return Path("parent", name.path[1:], symbol, column=name.column, kind=symbol.kind)


def _note(place: Place, path: tuple[str, ...]) -> None:
    notes = place.notes
    (notes.rows[place.rows] if place.rows else notes.paths).add(path)
    if len(path) > (2 if path[0] == "parent" else 1):
        notes.uses.add("link")


def _known(scope: Scope, path: tuple[str, ...], written: tuple[str, ...], column: int) -> Symbol:
    limit = STEPS + 1 if written[0] in ("me", "old", "parent") else STEPS
    if len(written) > limit:
        raise ExpressionError("path", "expr_steps", column)
    symbol = scope.symbol(path)
    if symbol is None:
        known = [*scope.names(), "me", "old", "parent"]
        raise ExpressionError("unknown", "expr_unknown", column,
                              None if written[0] in known else suggestion(written[0], known), name=".".join(written))
    return symbol


def _read_me(path: str, env: Env) -> Any:
    me: Mapping[str, Any] = env.me
    return me.get(path)
