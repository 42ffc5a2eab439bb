"""Questions that travel together: many statements, one wait, each answer to whoever asked."""

from collections.abc import Callable

from dougong.store.session import Order, Reader, Rows
from dougong.store.sql import Params, Statement


class Batch:
    """Collects statements; `run` waits once for all answers and hands each out in the order they were asked."""

    __slots__ = ("_orders", "_riders", "_takes")

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._takes: list[Callable[[Rows], object]] = []
        self._riders: list[tuple[Order, Callable[[Rows], object]]] = []

    def __bool__(self) -> bool:
        return bool(self._orders)

    def ask(self, statement: Statement, params: Params, take: Callable[[Rows], object]) -> None:
        """Note a statement; `take` gets its rows."""
        self._orders.append((statement, params))
        self._takes.append(take)

    def ride(self, statement: Statement, params: Params, take: Callable[[Rows], object]) -> None:
        """Note a statement that goes along, before all others, if anything else is asked; alone it is no wait worth."""
        self._riders.append(((statement, params), take))

    def run(self, session: Reader) -> None:
        """Ask everything in one wait; without questions there is none."""
        if not self._orders:
            return
        orders = [*(order for order, _ in self._riders), *self._orders]
        takes = [*(take for _, take in self._riders), *self._takes]
        self._orders, self._takes, self._riders = [], [], []
        for take, rows in zip(takes, session.many(orders), strict=True):
            take(rows)
