"""Rollups: what a record says of the records that point to it. What they take is read in the pointing record's row."""

import re
from collections.abc import Iterator
from typing import Final

from dougong.catalog.linking.draft import Draft, Raw
from dougong.catalog.linking.express import Reader
from dougong.catalog.linking.scope import World
from dougong.catalog.model import Expression, Rollup
from dougong.kernel.kinds import Kind

#: A field of an object.
Node = tuple[str, str]
ON_READ: Final = "on_read"
_TAKE: Final = re.compile(r"(count)\(\)|(sum|min|max|avg|latest)\((.+)\)", re.DOTALL)


def rollups(draft: Draft, world: World, reader: Reader) -> Iterator[tuple[Node, Rollup]]:
    """Yield every rollup that can be read; what is wrong with the others goes to the report, here or by a check."""
    for name, raw in draft.objects.items():
        for field, part in raw.fields.items():
            if "rollup" in part.body and part.body["rollup"]["of"] in world:
                found = _rollup(world, reader, name, part)
                if found is not None:
                    yield (name, field), found


def reads(rollup: Rollup, reader: Reader) -> Iterator[Node]:
    """Yield the fields a rollup reads of the records that point here, and along their links and in their lines."""
    scope = reader.scope(rollup.of)
    for expression in expressions(rollup):
        for path in expression.checked.paths:
            yield from scope.route(path) or ()
        for rows, paths in expression.checked.rows.items():
            child = scope.child(rows)
            for path in paths if child is not None else ():
                yield from reader.scope(child or "").route(path) or ()
    for key in rollup.order:
        yield from scope.route(ranked(key)[0]) or ()


def expressions(rollup: Rollup) -> tuple[Expression, ...]:
    """Return the expressions a rollup evaluates in the pointing record's row."""
    return tuple(each for each in (rollup.value, rollup.where) if each is not None)


def ranked(key: str) -> tuple[tuple[str, ...], bool]:
    """Return the path a key of an order names, and whether it runs down."""
    return tuple(key.removeprefix("-").split(".")), key.startswith("-")


def _rollup(world: World, reader: Reader, name: str, part: Raw) -> Rollup | None:
    body, at, child = part.body["rollup"], part.where / "rollup", part.body["rollup"]["of"]
    parsed = _TAKE.fullmatch(body["take"])
    if parsed is None:
        return None                                # its shape is told already
    function, inner = parsed[1] or parsed[2], parsed[3]
    kind = Kind.NUMBER if function in ("sum", "avg") else world[name][part.name].type.kind
    value = None if inner is None else reader.read(inner.strip(), child, kind, at / "take", f"take of {part.name}")
    where = None if "where" not in body else reader.read(body["where"], child, Kind.FLAG, at / "where",
                                                         f"where of {part.name}")
    if (inner is not None and value is None) or ("where" in body and where is None):
        return None
    return Rollup(of=child, via=body["via"], function=function, value=value, where=where,
                  mode=body.get("mode", ON_READ), order=tuple(body.get("order", ())))
