"""Sessions on PostgreSQL: what is sent waits for the next exchange, BEGIN and COMMIT travel along."""

from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from dougong.store import fence
from dougong.store.drivers.pglink import Answer, Link, unaccompanied
from dougong.store.drivers.pool import Pool
from dougong.store.errors import Busy, CommitUnknown, Lost, StoreError
from dougong.store.session import Order, Rows
from dougong.store.sql import Params, Statement

BEGIN: Final = Statement("begin")
COMMIT: Final = Statement("commit")
ROLLBACK: Final = Statement("rollback")

#: How often a read is asked.
TRIES: Final = 3

#: Set as the connection starts, so that they cost no wait: milliseconds, and UTC whatever the server thinks.
LIMITS: Final = {
    "lock_timeout": "5000",
    "statement_timeout": "15000",
    "idle_in_transaction_session_timeout": "30000",
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "client_min_messages": "error",
}

_UNHURRIED: Final = (Statement("set local statement_timeout = 0", keep=False),
                     Statement("set local idle_in_transaction_session_timeout = 0", keep=False))


def conninfo(url: str, **more: str) -> str:
    """Return `url` with our limits (and `more` of the server's settings) among its connection options."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    settings = " ".join(f"-c {name}={value}" for name, value in {**LIMITS, **more}.items())
    query["options"] = f"{settings} {query.get('options', '')}".strip()
    query.setdefault("application_name", "dougong")
    query.setdefault("connect_timeout", "10")
    return parts._replace(query=urlencode(query)).geturl().replace("+", "%20")


def take(pool: Pool[Link]) -> Link:
    """Return a link whose server is still there, as far as it can be seen without asking it."""
    while not (link := pool.take()).alive():
        pool.discard(link)
    return link


class ReadSession:
    """See store.session.Reader. The link's transactions are read-only: the server refuses anything else."""

    def __init__(self, pool: Pool[Link]) -> None:
        self._pool = pool
        self._link: Link | None = None
        self.waits = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._link is not None:
            _give_back(self._pool, self._link)

    def rows(self, statement: Statement, params: Params = ()) -> Rows:
        """Return what the statement gives."""
        return self._exchange(((statement, params),))[0].rows

    def many(self, orders: Sequence[Order]) -> list[Rows]:
        """Return what each statement gives; one wait for all of them."""
        return [answer.rows for answer in self._exchange(orders)]

    def _exchange(self, orders: Sequence[Order]) -> list[Answer]:
        """A read stands for itself, so it may be asked again: of another server process, or after a change of tables
        that met it in a deadlock."""
        for _ in range(TRIES - 1):
            link = self._live()
            try:
                return link.exchange(orders)
            except Busy:
                continue
        return self._live().exchange(orders)

    def _live(self) -> Link:
        if self._link is not None and self._link.closed:
            _give_back(self._pool, self._link)
            self._link = None
        if self._link is None:
            self._link = take(self._pool)
        self.waits += 1
        return self._link


class WriteSession:
    """See store.session.Writer."""

    def __init__(self, pool: Pool[Link], number: int | None) -> None:
        self._pool, self._number = pool, number
        self._link: Link | None = None
        self._sent: list[Order] = []
        self._then: list[Callable[[], None]] = []
        self._open = False          # BEGIN has been sent and neither COMMIT nor ROLLBACK is through
        self.waits = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._link is None:
            return
        if self._open and not self._link.closed:
            self._undo(self._link)
        _give_back(self._pool, self._link)

    def rows(self, statement: Statement, params: Params = ()) -> Rows:
        """Return what the statement gives."""
        return self._exchange(((statement, params),))[0].rows

    def many(self, orders: Sequence[Order]) -> list[Rows]:
        """Return what each statement gives; one wait for all of them."""
        return [answer.rows for answer in self._exchange(orders)]

    def affected(self, statement: Statement, params: Params = ()) -> int:
        """Run a statement and return how many rows it changed."""
        return self._exchange(((statement, params),))[0].count

    def send(self, statement: Statement, params: Params = ()) -> None:
        """Run a statement with the next wait."""
        self._sent.append((statement, params))

    def send_each(self, statement: Statement, params: Iterable[Params]) -> None:
        """Run a statement for each set of values with the next wait."""
        self._sent.extend((statement, each) for each in params)

    def push(self) -> None:
        """Let the server begin with what was sent: it works while we go on preparing."""
        if self._sent:
            self._take().push(self._before())

    def then(self, call: Callable[[], None]) -> None:
        """Call this after COMMIT."""
        self._then.append(call)

    def commit(self, orders: Sequence[Order] = ()) -> list[Rows]:
        """Run what was sent, `orders` and COMMIT in one wait."""
        if not (self._open or self._sent or orders):
            return []
        self._take()                # not to connect at all is no doubt about a commit
        try:
            answers = self._exchange((*orders, (COMMIT, ()))) if self._open else self._at_once(orders)
        except Lost as error:
            raise CommitUnknown(str(error)) from error
        self._open = False
        for call in self._then:
            call()
        return [answer.rows for answer in answers[:len(orders)]]

    def _take(self) -> Link:
        if self._link is None:
            self._link = take(self._pool)
        return self._link

    def _exchange(self, orders: Sequence[Order]) -> list[Answer]:
        return self._run(self._take(), self._before(), orders)

    def _at_once(self, orders: Sequence[Order]) -> list[Answer]:
        """Run the whole transaction: what is sent with one wait is one to the server, and lasts by its answer."""
        return self._run(self._take(), self._with_sent(self._fence()), orders)

    def _run(self, link: Link, before: Sequence[Order], orders: Sequence[Order]) -> list[Answer]:
        """Return the answers to `orders`, which go with one wait after what goes `before`."""
        self.waits += 1
        return link.exchange([*before, *orders])[len(before):]

    def _before(self) -> list[Order]:
        """Return what goes first: BEGIN with the fence, once, and what was sent."""
        first: list[Order] = [] if self._open else [(BEGIN, ()), *self._fence()]
        self._open = True
        return self._with_sent(first)

    def _with_sent(self, first: list[Order]) -> list[Order]:
        before, self._sent = first + self._sent, []
        return before

    def _fence(self) -> list[Order]:
        return [] if self._number is None else [(fence.ENTER, (self._number,))]

    def _undo(self, link: Link) -> None:
        try:
            link.exchange(((ROLLBACK, ()),))
        except StoreError:
            link.close()


def unhurried(session: WriteSession) -> WriteSession:
    """Return the session, whose transaction may now take as long as it takes."""
    for statement in _UNHURRIED:
        session.send(statement)
    return session


def outside(url: str, sql: str) -> None:
    """Run one statement outside any transaction, waiting for whoever it has to."""
    unaccompanied(conninfo(url, statement_timeout="0", lock_timeout="0"), sql)


def _give_back(pool: Pool[Link], link: Link) -> None:
    if not link.closed:
        pool.give(link)
        return
    pool.discard(link)
    pool.clear()
