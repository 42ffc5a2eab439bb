"""Questions that travel together: many statements, one wait, each answer to whoever asked."""

from collections.abc import Callable

from dougong.store.session import Order, Reader, Rows
from dougong.store.sql import Params, Statement


class Batch:
    """Collects statements; `run` waits once for all answers and hands each out in the order they were asked."""

    __slots__ = ("_orders", "_takes")

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._takes: list[Callable[[Rows], object]] = []

    def __bool__(self) -> bool:
        return bool(self._orders)

    def ask(self, statement: Statement, params: Params, take: Callable[[Rows], object]) -> None:
        """Note a statement; `take` gets its rows."""
        self._orders.append((statement, params))
        self._takes.append(take)

    def run(self, session: Reader) -> None:
        """Ask everything in one wait; without questions there is none."""
        if not self._orders:
            return
        orders, takes = self._orders, self._takes
        self._orders, self._takes = [], []
        for take, rows in zip(takes, session.many(orders), strict=True):
            take(rows)
