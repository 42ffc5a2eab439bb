"""Expressions of definitions: read and checked against their object, faults put at their column."""

import re
from collections.abc import Mapping
from typing import Any

from dougong.catalog.linking.draft import Draft
from dougong.catalog.linking.scope import ObjectScope, Typed, World
from dougong.catalog.model import Expression
from dougong.catalog.reading.document import Where
from dougong.catalog.registry import Registry
from dougong.expressions.check import check
from dougong.expressions.errors import ExpressionError
from dougong.expressions.parse import parse
from dougong.kernel.kinds import Kind

_WORD = re.compile(r"[a-z][a-z0-9_]*")


class Reader:
    """Reads the expressions of one draft; equal expressions over one object are read once."""

    def __init__(self, draft: Draft, registry: Registry, world: World) -> None:
        self._draft, self._functions, self._world = draft, registry.functions, world
        self._scopes: dict[str, ObjectScope] = {}
        self._read: dict[tuple[str, str, Kind | None, str], Expression | None] = {}
        self._trees: dict[str, Any] = {}

    def scope(self, name: str) -> ObjectScope:
        """Return the scope of an object."""
        if name not in self._scopes:
            self._scopes[name] = ObjectScope(self._world, name)
        return self._scopes[name]

    def beside(self, name: str, fields: Mapping[str, Typed]) -> None:
        """Let expressions be read over these fields, which are no object's, by a name of their own."""
        self._scopes[name] = ObjectScope({**self._world, name: fields}, name)

    def read(self, text: str, over: str, expect: Kind | None, where: Where, subject: str,
             this: str = "") -> Expression | None:
        """Return the expression `text` over object `over`, looked through for a record of `this`, or None with a
        finding."""
        key = (text, over, expect, this)
        if key not in self._read:
            try:
                self._read[key] = Expression(text, check(parse(text), self.scope(over), self._functions, expect,
                                                         self.scope(this) if this else None))
            except ExpressionError as error:
                self._read[key] = None
                self._refuse(error, text, where, subject)
        return self._read[key]

    def _refuse(self, error: ExpressionError, text: str, where: Where, subject: str) -> None:
        lost = self._draft.lost | {name for _object, name in self._draft.dropped}
        if lost.intersection(_WORD.findall(text)):
            return                            # it names something whose own fault is already told
        self._draft.report.add(where.inside(text, error.column), "M211", f"{subject}: {error.message}", error.hint,
                               error.found(subject))


def constant(value: Any, kind: Kind) -> str | None:
    """Return a constant of a definition as the expression that says it, or None when it is of another kind."""
    match kind, value:
        case Kind.FLAG, bool():
            return str(value)
        case _, bool():
            return None
        case Kind.NUMBER, int() | float():
            return _number(repr(value))
        case Kind.NUMBER, str() if re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", value):
            return _number(value)
        case Kind.TEXT, str():
            return repr(value)
        case Kind.DATE, str():
            return _date(value)
        case _:
            return None


def _number(text: str) -> str | None:
    return None if "e" in text.lower() else text


def _date(text: str) -> str | None:
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    return f"date({', '.join(str(int(part)) for part in found.groups())})" if found else None


def rule(reader: Reader, body: Mapping[str, Any], key: str, over: str, where: Where) -> bool | Expression:
    """Return a rule of a definition: true, false, or the expression that says when."""
    said = body.get(key, False)
    if isinstance(said, bool):
        return said
    subject = f"{key} of {where.path[-1] if where.path else where.document.name}"
    return reader.read(said, over, Kind.FLAG, where / key, subject) or False
