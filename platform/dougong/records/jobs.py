"""Long work as rows of a table: who asked for what, how far it is, what came of it. Any process may do it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from dougong.kernel.clock import Clock
from dougong.kernel.errors import Conflict, Missing
from dougong.store import snapshot
from dougong.store.database import Database
from dougong.store.engine.jobs import ROW, SEEN, JobStatements, job_statements
from dougong.store.session import Order, Rows
from dougong.store.sql import Params, Statement

#: A running job not heard of for so long was left by a process that died.
LOST: Final = timedelta(seconds=60)
#: Bytes of a part of a job's file.
PART: Final = 512 * 1024
#: What a job can be: a draft waits for a person, the last three are over.
STATES: Final = ("draft", "waiting", "running", "done", "failed", "cancelled")
FAR: Final = -1


class Stopped(Exception):
    """The job is to stop, or another process has taken it up; what was made stays made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it is now. `state` is draft, waiting, running, done, failed or cancelled; `total` None while unknown."""

    id: int
    kind: str
    state: str
    actor: int
    said: Mapping[str, Any]
    result: Mapping[str, Any]
    done: int
    total: int | None
    stop: bool
    worker: str | None
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of one database."""

    database: Database
    clock: Clock

    @property
    def statements(self) -> JobStatements:
        """Return the statements of this database."""
        return job_statements(self.database.dialect)

    def add(self, kind: str, actor: int, said: Mapping[str, Any], state: str = "waiting") -> int:
        """Return the id of a new job: a draft is not begun until `again`."""
        now = self._now()
        with self.database.write(None) as session:
            rows = session.rows(self.statements.add, {
                "kind": kind, "state": state, "actor": actor, "said": _text(said), "done": 0, "stop": 0,
                "created_at": now, "seen_at": now})
            session.commit()
        return int(rows[0][0])

    def read(self, id: int, actor: int, kind: str) -> Job:
        """Return a job of this kind and person; raises Missing for another's as for none."""
        found = self.find(id)
        if found is None or found.actor != actor or found.kind != kind:
            raise Missing
        return found

    def find(self, id: int) -> Job | None:
        """Return the job, None when there is none."""
        rows = self._rows(self.statements.read, {"id": id})
        return self._job(rows[0]) if rows else None

    def of(self, actor: int, kind: str, limit: int = 20) -> list[Job]:
        """Return someone's jobs of a kind, the newest first."""
        return [self._job(row) for row in self._rows(
            self.statements.of_actor, {"actor": actor, "kind": kind, "limit": limit})]

    def again(self, id: int, said: Mapping[str, Any]) -> None:
        """Let the job be done from the start, with what is said now; raises Conflict while it is being done."""
        self._demand(self.statements.again, {"id": id, "new_said": _text(said), "now": self._now()})

    def say(self, id: int, said: Mapping[str, Any]) -> None:
        """Change what is said of a job at rest; raises Conflict while it is being done."""
        self._demand(self.statements.say, {"id": id, "new_said": _text(said)})

    def cancel(self, id: int) -> None:
        """Let the job stop at its next step; one that has not begun never does."""
        self._write([(self.statements.cancel, {"id": id})])

    def take(self, worker: str) -> Job | None:
        """Return the oldest job that waits, or was left by a process that died, as `worker`'s from now on."""
        now = self.clock.now()
        stale = self.moment(now - LOST)
        if self._rows(self.statements.due, {"stale": stale}) == [(None,)]:
            return None                                # a look that writes nothing: nearly always enough
        with self.database.write(None) as session:
            rows = session.rows(self.statements.take, {"by": worker, "now": self.moment(now), "stale": stale})
            session.commit()
        return self.find(int(rows[0][0])) if rows else None

    def take_this(self, id: int, worker: str) -> Job | None:
        """Return the job as `worker`'s from now on, None where another has taken it."""
        with self.database.write(None) as session:
            taken = session.affected(self.statements.take_this, {"id": id, "by": worker, "now": self._now()})
            session.commit()
        return self.find(id) if taken == 1 else None

    def beat(self, job: Job, done: int, total: int | None) -> None:
        """Say how far the job is; raises Stopped when it is to stop or is another's."""
        params = {"id": job.id, "worker": job.worker, "new_done": done, "new_total": total, "now": self._now()}
        with self.database.write(None) as session:
            going = session.affected(self.statements.beat, params)
            session.commit()
        if going != 1:
            raise Stopped

    def onward(self, job: Job, before: int, after: int) -> Order:
        """Return what moves the job from `before` to `after`, once and only by its worker."""
        return self.statements.onward, {"id": job.id, "worker": job.worker, "before": before, "after": after,
                                        "now": self._now()}

    def end(self, job: Job, state: str, result: Mapping[str, Any]) -> None:
        """Write down what came of the job."""
        self._write([(self.statements.end, {"id": job.id, "worker": job.worker, "new_state": state,
                                            "new_result": _text(result), "now": self._now()})])

    def put_file(self, id: int, chunks: Iterable[bytes]) -> int:
        """Keep the job's file and return its length in bytes; each part is a transaction of its own."""
        self._write([(self.statements.drop_parts, {"id": id})])
        length = 0
        for part, content in enumerate(_parts(chunks)):
            length += len(content)
            self._write([(self.statements.add_part, {"job": id, "part": part, "content": content})])
        return length

    def file(self, id: int) -> Iterator[bytes]:
        """Yield the parts of the job's file, one in memory at a time."""
        after = FAR
        while rows := self._rows(self.statements.parts, {"id": id, "after": after, "limit": 1}):
            after = rows[0][0]
            yield bytes(rows[0][1])

    def rows(self, id: int, after: int, limit: int, verdicts: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Return what an import makes of documents, from the row behind `after` on; only those with these verdicts."""
        params = {"id": id, "after": after, "limit": limit}
        said = self.statements
        found = self._rows(said.rows_like, {**params, "verdicts": " ".join(verdicts)}) if verdicts else \
            self._rows(said.rows, params)
        return [_row(each) for each in found]

    def rows_made(self, id: int, before: int, limit: int) -> list[dict[str, Any]]:
        """Return what an import has made, the last rows first, up to the row `before`."""
        found = self._rows(self.statements.rows_before, {"id": id, "before": before, "limit": limit})
        return [_row(each) for each in found]

    def count(self, id: int, *, made: bool) -> dict[str, int]:
        """Return how many documents of an import have which verdict, foreseen or made."""
        return {word: int(count) for word, count in self._rows(
            self.statements.count, {"id": id, "of_made": int(made)})}

    def states(self) -> dict[str, int]:
        """Return how many jobs are in which state; none of those nobody has."""
        return {state: int(count) for state, count in self._rows(self.statements.states, {})}

    def made(self, rows: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        """Return those of some imports' rows (job, row) of which records were made."""
        with self.database.read() as session:
            asked = sorted(set(rows))
            found = session.many([(self.statements.made_row, {"id": id, "row": row}) for id, row in asked])
        return frozenset(each for each, there in zip(asked, found, strict=True) if there)

    def moment(self, at: datetime) -> Any:
        """Return a moment as the tables hold it."""
        return snapshot.moment(self.database.dialect, at)

    def _now(self) -> Any:
        return self.moment(self.clock.now())

    def _rows(self, statement: Statement, params: Params) -> Rows:
        with self.database.read() as session:
            return session.rows(statement, params)

    def _write(self, orders: Iterable[Order]) -> None:
        with self.database.write(None) as session:
            session.commit(list(orders))

    def _demand(self, statement: Statement, params: Params) -> None:
        with self.database.write(None) as session:
            changed = session.affected(statement, params)
            session.commit()
        if changed != 1:
            raise Conflict("job_running")

    def _job(self, row: tuple[Any, ...]) -> Job:
        found = dict(zip(SEEN, row, strict=True))
        when = snapshot.when
        return Job(**{**found, "said": orjson.loads(found["said"]), "stop": bool(found["stop"]),
                      "result": orjson.loads(found["result"]) if found["result"] else {},
                      "created_at": when(self.database.dialect, found["created_at"]),
                      "seen_at": when(self.database.dialect, found["seen_at"])})


def _row(found: Sequence[Any]) -> dict[str, Any]:
    row = dict(zip(ROW, found, strict=True))
    return {**row, "told": orjson.loads(row["told"] or "{}"), "cells": orjson.loads(row["cells"] or "[]")}


def _text(said: Mapping[str, Any]) -> str:
    return orjson.dumps(said).decode()


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes again in parts of one length."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PART:
            yield bytes(held[:PART])
            del held[:PART]
    if held:
        yield bytes(held)
