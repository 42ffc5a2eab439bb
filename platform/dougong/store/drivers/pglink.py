"""One PostgreSQL connection in libpq's pipeline mode: any number of statements, one wait for all their answers.

psycopg's own pipeline costs 140 µs more per write than these calls of its public `pq` floor (six statements).
"""

import select
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg import pq
from psycopg.abc import Transformer as Loader
from psycopg.adapt import Transformer
from psycopg.types.string import TextLoader

from dougong.store.drivers import pgerrors
from dougong.store.drivers.encoding import encode
from dougong.store.errors import Lost, StoreError
from dougong.store.meter import METER
from dougong.store.session import Order, Rows
from dougong.store.sql import Statement

#: Statements the server keeps parsed for one connection; beyond it all are forgotten and start anew.
KEPT: Final = 1000
#: What statements with `texts` leave as it comes.
TEXTS: Final = ("numeric", "date", "timestamptz")
#: Seconds without a byte from the server after which it is taken for dead; its own time-outs are far shorter.
SILENCE: Final = 60

_SYNC = int(pq.ExecStatus.PIPELINE_SYNC)
_ROWS = int(pq.ExecStatus.TUPLES_OK)
_FATAL = int(pq.ExecStatus.FATAL_ERROR)

#: Values as the wire wants them.
Encoded = list[bytes | None] | None
#: What a parsed statement is kept under: its text, and whether its answers stay texts.
_Key = tuple[str, bool]

_DEALLOCATE = Statement("deallocate all", keep=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one statement gave: its rows, and how many rows it gave or changed."""

    rows: Rows
    count: int


class Link:
    """A connection owned by one thread at a time. `exchange` is its one verb; a lost link is closed for good."""

    def __init__(self, conninfo: str) -> None:
        try:
            self._connection = psycopg.connect(conninfo, autocommit=True)
        except psycopg.OperationalError as error:
            raise Lost(str(error)) from error
        self._pg = self._connection.pgconn
        self._texts = self._connection.cursor()     # never run: it holds how values are read
        for kind in TEXTS:
            self._texts.adapters.register_loader(kind, TextLoader)
        self._pg.enter_pipeline_mode()
        self._poll = select.poll()
        self._poll.register(self._pg.socket, select.POLLIN)
        self._kept: dict[_Key, tuple[bytes, Loader]] = {}
        self._fresh: list[_Key] = []                # parsed by what was sent since the last wait
        self._pushed: list[Loader | None] = []      # what was sent without one
        self._named = 0                             # a name is never given twice: the server may still know it
        self.closed = False

    def exchange(self, orders: Sequence[Order]) -> list[Answer]:
        """Send the statements and wait once for every answer, those to what was pushed before among them.

        The first error stops the rest and is raised in our words; Lost when the connection went away.
        """
        if len(self._kept) > KEPT and not self._pushed:
            self._forget()
        began = time.perf_counter()
        try:
            return self._exchange([(each, encode(each.values(params))) for each, params in orders])
        except psycopg.Error as error:
            self.close()
            raise Lost(str(error)) from error
        except Lost:
            self.close()
            raise
        except StoreError:
            for key in self._fresh:                 # perhaps never parsed: the error came before
                self._kept.pop(key, None)
            raise
        finally:
            self._fresh, self._pushed = [], []
            METER.waited(began, [statement for statement, _ in orders])

    def push(self, orders: Sequence[Order]) -> None:
        """Send statements that nobody waits for yet: the next exchange brings their errors, and drops their answers."""
        encoded = [(each, encode(each.values(params))) for each, params in orders]
        try:
            for statement, values in encoded:
                self._send(statement, values, self._pushed)
            self._pg.send_flush_request()
            self._pg.flush()
        except psycopg.Error as error:
            self.close()
            raise Lost(str(error)) from error

    def alive(self) -> bool:
        """Return whether the server still holds its end: a link at rest has nothing to say unless it is gone."""
        return not self._poll.poll(0)

    def close(self) -> None:
        """Close the connection; what was not committed is undone by the server."""
        if not self.closed:
            self.closed = True
            self._connection.close()

    def _exchange(self, orders: list[tuple[Statement, Encoded]]) -> list[Answer]:
        readers: list[Loader | None] = []
        for statement, values in orders:
            self._send(statement, values, readers)
        self._pg.pipeline_sync()
        self._flush()
        results = self._receive()[len(self._pushed):]
        return [_answer(result, reader) for result, reader in zip(results, readers, strict=True)
                if reader is not None]

    def _send(self, statement: Statement, values: Encoded, readers: list[Loader | None]) -> None:
        if not statement.keep:
            self._pg.send_query_params(statement.sql.encode(), values)
            readers.append(self._reader(statement))
            return
        key = statement.sql, statement.texts
        kept = self._kept.get(key)
        if kept is None:
            name, self._named = b"s%d" % self._named, self._named + 1
            kept = self._kept[key] = (name, self._reader(statement))
            self._fresh.append(key)
            self._pg.send_prepare(name, statement.sql.encode())
            readers.append(None)
        self._pg.send_query_prepared(kept[0], values)
        readers.append(kept[1])

    def _reader(self, statement: Statement) -> Loader:
        return Transformer(self._texts if statement.texts else self._connection)

    def _flush(self) -> None:
        """Hand everything to the server, reading what it answers meanwhile: else two full buffers wait forever."""
        while self._pg.flush():
            self._wait(select.POLLIN | select.POLLOUT)
            self._pg.consume_input()

    def _receive(self) -> list[pq.abc.PGresult]:
        """Return one result for each thing sent; raise the first error once the server is at rest again."""
        pg = self._pg
        results: list[pq.abc.PGresult] = []
        while True:
            if pg.is_busy():
                self._wait(select.POLLIN)
                pg.consume_input()
                continue
            result = pg.get_result()
            if result is None:
                if pg.status:
                    raise psycopg.OperationalError("the server closed the connection")
            elif result.status == _SYNC:
                break
            else:
                results.append(result)
        for result in results:
            if result.status == _FATAL:
                raise pgerrors.translate(result)
        return results

    def _wait(self, events: int) -> None:
        if events != select.POLLIN:
            self._poll.modify(self._pg.socket, events)
        ready = self._poll.poll(SILENCE * 1000)
        if events != select.POLLIN:
            self._poll.modify(self._pg.socket, select.POLLIN)
        if not ready:
            raise psycopg.OperationalError(f"no word from the server for {SILENCE} seconds")

    def _forget(self) -> None:
        self._kept.clear()
        self._exchange([(_DEALLOCATE, None)])


def unaccompanied(conninfo: str, sql: str) -> None:
    """Run one statement on a connection of its own, neither in a transaction nor in a pipeline: some must not be."""
    try:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            result = connection.pgconn.exec_(sql.encode())
            if result.status == _FATAL:
                raise pgerrors.translate(result)
    except psycopg.OperationalError as error:
        raise Lost(str(error)) from error


def _answer(result: pq.abc.PGresult, reader: Loader) -> Answer:
    if result.status != _ROWS:
        return Answer([], result.command_tuples or 0)
    reader.set_pgresult(result)
    return Answer(reader.load_rows(0, result.ntuples, tuple), result.ntuples)
