"""Documents made last, kept as small as they can be sent."""

import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final

from dougong.api.openapi.document import pieces
from dougong.records.context import Context

#: Bytes of all documents kept; the whole of seven packs has some two hundred thousand.
ROOM: Final = 4_000_000
#: Bytes of text a client gets at a time that does not read gzip.
PORTION: Final = 65_536
_GZIP: Final = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Packed:
    """A document as gzip, and how many bytes of text it is."""

    gzip: bytes
    size: int

    def text(self) -> Iterator[bytes]:
        """Yield the text in portions."""
        reader, rest = zlib.decompressobj(_GZIP), self.gzip
        while found := reader.decompress(rest, PORTION):
            yield found
            rest = reader.unconsumed_tail


class Documents:
    """Makes each document once per catalog, policy, language and objects asked for; forgets those asked longest ago."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[int, str, str, tuple[str, ...] | None], Packed] = OrderedDict()
        self._lock = Lock()

    def of(self, context: Context, language: str, objects: tuple[str, ...] | None) -> Packed:
        """Return the caller's document in `language`: of the `objects`, in the catalog's order; of all for None."""
        key = (context.catalog.number, context.actor.policy.fingerprint, language, objects)
        with self._lock:
            found = self._made.get(key)
            if found is None:
                found = self._made[key] = packed(pieces(context, language, objects))
            self._made.move_to_end(key)
            while len(self._made) > 1 and sum(len(each.gzip) for each in self._made.values()) > ROOM:
                self._made.popitem(last=False)
        return found


def packed(texts: Iterable[bytes]) -> Packed:
    """Return the texts one after the other as one document."""
    writer, found, size = zlib.compressobj(6, wbits=_GZIP), [], 0
    for text in texts:
        found.append(writer.compress(text))
        size += len(text)
    return Packed(b"".join((*found, writer.flush())), size)
