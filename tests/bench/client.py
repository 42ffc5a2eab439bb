"""A light load generator: keep-alive connections on one poller, requests built beforehand, no HTTP library.

One request costs it about 30 µs of processor, which the report shows, so that a reader sees it is not the limit.
"""

import resource
import selectors
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

CONNECTIONS = 16
"""Two workers of four threads, each twice: a worker never waits for the client."""


class Source(Protocol):
    """Where requests come from; `slot` is the connection, so a source can give each its own records."""

    status: int

    def next(self, slot: int) -> bytes:
        """Return the next request of a connection, whole."""

    def seen(self, slot: int, head: bytes) -> None:
        """Learn from the head of the answer to the request before."""


class BadAnswer(Exception):
    """The server answered something else than the scenario expects."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round measured: answers, seconds, the client's own processor seconds, milliseconds per answer."""

    answers: int
    seconds: float
    client: float
    latencies: list[float] = field(repr=False)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds

    def percentile(self, share: float) -> float:
        """Return the latency in ms that `share` (0 to 1) of the answers stayed within."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


@dataclass(slots=True)
class _Line:
    """One connection: what it is reading and since when."""

    slot: int
    socket: socket.socket
    buffer: bytes = b""
    length: int = -1
    since: float = 0.0


def drive(port: int, source: Source, seconds: float, connections: int = CONNECTIONS) -> Round:
    """Send requests on all connections for `seconds`, then wait for those under way, uncounted."""
    poller = selectors.DefaultSelector()
    latencies: list[float] = []
    began, spent = time.perf_counter(), _processor()
    lines = [_open(port, slot, source) for slot in range(connections)]
    for line in lines:
        poller.register(line.socket, selectors.EVENT_READ, line)
    _run(poller, source, began + seconds, latencies)
    elapsed, spent = time.perf_counter() - began, _processor() - spent
    _drain(lines, poller, source)
    return Round(len(latencies), elapsed, spent, latencies)


def ask(port: int, request: bytes) -> tuple[int, bytes, bytes]:
    """Send one request and return status, head and body."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        line = _Line(0, connection)
        while not _whole(line):
            pass
        head, _, body = line.buffer.partition(b"\r\n\r\n")
        return int(head[9:12]), head, body


def _open(port: int, slot: int, source: Source) -> _Line:
    """Connect and send at once: a threaded worker gives a silent connection a thread to wait on."""
    line = _Line(slot, socket.create_connection(("127.0.0.1", port)))
    line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _send(line, source)
    return line


def _run(poller: selectors.BaseSelector, source: Source, until: float, latencies: list[float]) -> None:
    while (left := until - time.perf_counter()) > 0:
        for key, _ in poller.select(left):
            line: _Line = key.data
            if _whole(line):
                latencies.append((time.perf_counter() - line.since) * 1000)
                _take(line, source)
                _send(line, source)


def _drain(lines: Iterable[_Line], poller: selectors.BaseSelector, source: Source) -> None:
    """Read the answers under way, so that no write of this round falls into the other side's."""
    for line in lines:
        while not _whole(line):
            pass
        _take(line, source)
        line.socket.close()
    poller.close()


def _send(line: _Line, source: Source) -> None:
    line.buffer, line.length = b"", -1
    line.since = time.perf_counter()
    line.socket.sendall(source.next(line.slot))


def _whole(line: _Line) -> bool:
    """Receive once; return whether the answer is complete."""
    received = line.socket.recv(262144)
    if not received:
        raise BadAnswer(f"connection closed after {line.buffer[:200]!r}")
    line.buffer += received
    if line.length < 0 and (end := line.buffer.find(b"\r\n\r\n")) >= 0:
        line.length = end + 4 + _length(line.buffer[:end])
    return 0 <= line.length <= len(line.buffer)


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    if not found:
        raise BadAnswer(f"no Content-Length in {head!r}")
    return int(rest.partition(b"\r\n")[0])


def _take(line: _Line, source: Source) -> None:
    if int(line.buffer[9:12]) != source.status:
        raise BadAnswer(line.buffer[:2000].decode(errors="replace"))
    source.seen(line.slot, line.buffer[: line.length])


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
