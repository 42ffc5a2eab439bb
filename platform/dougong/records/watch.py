"""What a process has served, and how it stands: for those who watch servers."""

import threading
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from dougong.records.runtime import Runtime
from dougong.store import snapshot
from dougong.store.engine.effects import effects
from dougong.store.errors import StoreError
from dougong.store.meter import METER
from dougong.store.session import Rows

#: Upper bounds of the seconds a request may take, each a line of the histogram.
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(slots=True)
class _Route:
    """Requests of one kind of address: by status, by how long they took (the last took longer than every bound)."""

    statuses: dict[int, int] = field(default_factory=dict)
    took: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0


class Served:
    """Requests of this process by the kind of address. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._routes: dict[str, _Route] = {}

    def add(self, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        with self._lock:
            found = self._routes.setdefault(route, _Route())
            found.statuses[status] = found.statuses.get(status, 0) + 1
            found.seconds += seconds
            found.took[bisect_left(BOUNDS, seconds)] += 1

    def lines(self) -> Iterator[str]:
        """Yield what Prometheus reads."""
        with self._lock:
            routes = {name: _Route(dict(each.statuses), list(each.took), each.seconds)
                      for name, each in sorted(self._routes.items())}
        yield from _head("dougong_requests_total", "counter", "Requests by kind of address and status.")
        for name, each in routes.items():
            for status, count in sorted(each.statuses.items()):
                yield f'dougong_requests_total{{route="{_text(name)}",status="{status}"}} {count}'
        yield from _head("dougong_request_seconds", "histogram", "How long requests took.")
        for name, each in routes.items():
            count, label = sum(each.statuses.values()), f'route="{_text(name)}"'
            for bound, within in zip(BOUNDS, accumulate(each.took), strict=False):
                yield f'dougong_request_seconds_bucket{{{label},le="{bound:g}"}} {within}'
            yield f'dougong_request_seconds_bucket{{{label},le="+Inf"}} {count}'
            yield f"dougong_request_seconds_sum{{{label}}} {each.seconds:.6f}"
            yield f"dougong_request_seconds_count{{{label}}} {count}"


def metrics(runtime: Runtime, served: Served) -> str:
    """Return how the process stands in the text form of Prometheus; two waits, for jobs and effects."""
    return "\n".join((*served.lines(), *_standing(runtime))) + "\n"


def unready(runtime: Runtime) -> str | None:
    """Return what keeps this process from serving, "database" or "catalog", or None."""
    try:
        number = snapshot.current_number(runtime.database)
    except StoreError:
        return "database"
    return None if runtime.follower.catch_up(number).number >= number else "catalog"


def _standing(runtime: Runtime) -> Iterator[str]:
    yield from _one("dougong_database_waits_total", "counter", "Times something waited for the database.", METER.waits)
    yield from _one("dougong_database_seconds_total", "counter", "How long.", f"{METER.seconds:.6f}")
    yield from _one("dougong_slow_statements_total", "counter", "Waits that were logged as slow.", METER.slow)
    yield from _one("dougong_catalog_number", "gauge", "The catalog this process serves.", runtime.live.catalog.number)
    yield from _head("dougong_refused_total", "counter", "Requests refused because somebody asked too much.")
    for why, count in runtime.budgets.refused.items():
        yield f'dougong_refused_total{{why="{why}"}} {count}'
    yield from _head("dougong_pool_used", "gauge", "Connections in use; each pool holds at most dougong_pool_size.")
    pools = runtime.database.pools()
    yield from (f'dougong_pool_used{{pool="{name}"}} {used}' for name, (used, _) in pools.items())
    yield from _head("dougong_pool_size", "gauge", "Connections a pool holds at most.")
    yield from (f'dougong_pool_size{{pool="{name}"}} {size}' for name, (_, size) in pools.items())
    yield from _head("dougong_jobs", "gauge", "Jobs by state, of all processes.")
    for state, count in runtime.jobs.states().items():
        yield f'dougong_jobs{{state="{state}"}} {count}'
    yield from _head("dougong_effects", "gauge", "Effects that are to come or are dead, by kind and state, of all.")
    for kind, state, count in _effects(runtime):
        yield f'dougong_effects{{kind="{kind}",state="{state}"}} {count}'


def _effects(runtime: Runtime) -> Rows:
    with runtime.database.read() as session:
        return session.rows(effects(runtime.database.dialect).states, {})


def _one(name: str, kind: str, said: str, value: object) -> Iterator[str]:
    yield from _head(name, kind, said)
    yield f"{name} {value}"


def _head(name: str, kind: str, said: str) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} {kind}"


def _text(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"')
