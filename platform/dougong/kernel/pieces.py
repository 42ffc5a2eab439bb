"""A stream read piece by piece, so that no file is ever whole in memory."""

from collections.abc import Iterator
from typing import Final, Protocol

#: Bytes of one piece: large enough for a disk, small enough for forty people who send files at once.
PIECE: Final = 256 * 1024


class Readable(Protocol):
    """What gives at most so many bytes at a time, and none at its end: a file, an entry of an archive, a request."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes."""
        ...


def pieces(stream: Readable) -> Iterator[bytes]:
    """Yield what is left of a stream, PIECE bytes at a time."""
    while piece := stream.read(PIECE):
        yield piece
