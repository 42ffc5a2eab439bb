"""Aggregates over the lines of a record: nulls are left out; of no lines the sum is 0, the rest null."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dougong.expressions.arithmetic import add, divide
from dougong.expressions.env import Env
from dougong.expressions.tree import Aggregate

Run = Callable[[Env], Any]


def aggregate(node: Aggregate, path: Run | None, condition: Run | None) -> Run:
    """Return the aggregate over the rows of `node.rows` for which the condition holds."""
    rows = node.rows
    if node.name == "all":
        return _all(rows, path, condition)
    if node.name == "any":
        return _any(rows, path, condition)
    if node.name == "count" and path is None:
        return _count(rows, condition)
    values, finish = _values(rows, path or _nothing, condition), _FINISH[node.name]
    return lambda env: finish([value for value in values(env) if value is not None])


def _values(rows: str, path: Run, condition: Run | None) -> Callable[[Env], Iterator[Any]]:
    def values(env: Env) -> Iterator[Any]:
        for row in _rows(env, rows):
            if condition is None or condition(row):
                yield path(row)
    return values


def _all(rows: str, path: Run | None, condition: Run | None) -> Run:
    """all(lines, c): c holds in every row; all(lines.f, c): f is true in every row where c holds."""
    if path is None:
        return lambda env: all(condition and condition(row) for row in _rows(env, rows))
    values = _values(rows, path, condition)
    return lambda env: all(values(env))


def _any(rows: str, path: Run | None, condition: Run | None) -> Run:
    values = _values(rows, path or _present, condition)
    return lambda env: any(values(env))


def _count(rows: str, condition: Run | None) -> Run:
    if condition is None:
        return lambda env: len(env.lines.get(rows, ()))
    return lambda env: sum(1 for row in _rows(env, rows) if condition(row))


def _rows(env: Env, name: str) -> Iterable[Env]:
    return map(env.row, env.lines.get(name, ()))


def _present(_env: Env) -> bool:
    return True


def _nothing(_env: Env) -> None:
    return None


def total(values: Iterable[Any]) -> Any:
    """Return the sum, 0 of nothing."""
    found: Any = 0
    for value in values:
        found = add(found, value)
    return found


def average(values: Sequence[Any]) -> Any:
    """Return the mean to 12 places, None of nothing."""
    return divide(total(values), len(values)) if values else None


_FINISH: Mapping[str, Callable[[list[Any]], Any]] = {
    "sum": total, "avg": average, "count": len,
    "min": lambda values: min(values, default=None), "max": lambda values: max(values, default=None),
}
