"""What records see of a database: a session to read, a session to write. `waits` counts round trips."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from dougong.store.sql import Params, Statement

Rows = list[tuple[Any, ...]]
#: A statement and its values.
Order = tuple[Statement, Params]


class Reader(Protocol):
    """Reads outside a transaction; each wait sees what was committed by then."""

    waits: int

    def rows(self, statement: Statement, params: Params = ()) -> Rows:
        """Return what the statement gives."""

    def many(self, orders: Sequence[Order]) -> list[Rows]:
        """Return what each statement gives; one wait for all of them."""


class Writer(Reader, Protocol):
    """One transaction; nothing of it lasts until `commit` returns.

    The fence: when the catalog number is no longer the one given to `Database.write`, the first wait raises Fenced.
    After any error the session is of no more use; leave it, and the transaction is undone.
    """

    def affected(self, statement: Statement, params: Params = ()) -> int:
        """Run a statement that gives no rows and return how many it changed."""

    def send(self, statement: Statement, params: Params = ()) -> None:
        """Run a statement whose answer nobody needs; its errors come with the next wait."""

    def send_each(self, statement: Statement, params: Iterable[Params]) -> None:
        """As `send`, once for each set of values."""

    def push(self) -> None:
        """Let the database begin with what was sent; nothing is waited for."""

    def then(self, call: Callable[[], None]) -> None:
        """Call this once what was written lasts; what is undone calls nobody."""

    def commit(self, orders: Sequence[Order] = ()) -> list[Rows]:
        """Run what was sent, then `orders`, and make it all last, in one wait; return what each of `orders` gives.

        Raises CommitUnknown when the connection went away before the answer came.
        """
