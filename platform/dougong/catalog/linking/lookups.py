"""Lookups: values found in other records when a record is written. What they say is read in such a record's row."""

from collections.abc import Iterator
from typing import Final

from dougong.catalog.linking.draft import Raw
from dougong.catalog.linking.express import Reader
from dougong.catalog.linking.scope import Typed, World
from dougong.catalog.model import Expression, Lookup
from dougong.kernel.kinds import Kind

#: What takes how many records there are.
COUNT: Final = "count()"


def lookups(reader: Reader, world: World, over: str, part: Raw, typed: Typed) -> tuple[Lookup, ...]:
    """Return the lookups of a field of object `over`; what is wrong with others goes to the report, here or by a
    check."""
    return tuple(_lookups(reader, world, over, part, typed))


def _lookups(reader: Reader, world: World, over: str, part: Raw, typed: Typed) -> Iterator[Lookup]:
    for index, body in enumerate(part.body.get("lookup", ())):
        at, of, subject = part.where / "lookup" / index, body["of"], f"of the lookup of {part.name}"
        if of not in world:
            continue                               # a check tells
        where = reader.read(body["where"], of, Kind.FLAG, at / "where", f"where {subject}", over)
        take: Expression | None = None
        counts = body.get("take") == COUNT
        if "take" in body and not counts:
            take = reader.read(body["take"], of, typed.type.kind, at / "take", f"take {subject}", over)
        if where is not None and (take is not None or counts or "take" not in body):
            yield Lookup(of=of, index=index, where=where, take=take, order=tuple(body.get("order", ())),
                         counts=counts)
