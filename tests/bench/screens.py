"""What a screen costs more than the call of the API that fetches the same: a ratio of processor time in one process,
so that neither a busy machine nor a slow one changes it much."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median

from dougong.access import identity
from dougong.app import serve
from dougong.records.runtime import Runtime

#: Rows a list has to have to be measured.
FEWEST = 20
LIMIT = 1.5
"""A list page of fifty records, with frame, filter and rows, may take this many times its API call."""


def ratio(page: Callable[[], object], call: Callable[[], object], rounds: int = 5, times: int = 4) -> float:
    """Return the processor time of `page` over that of `call`: the median of interleaved rounds after a first one."""
    found = [_spent(page, times) / _spent(call, times) for _ in range(rounds + 1)]
    return median(found[1:])


def _spent(act: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        act()
    return time.process_time() - began


@dataclass(frozen=True, slots=True)
class Screens:
    """Every list of the packs that fills half a page: its name, milliseconds of the page and of its call, the ratio."""

    lists: tuple[tuple[str, float, float, float], ...]

    def ratio(self) -> float:
        """Return the ratio of the list in the middle."""
        return median(ratio for *_, ratio in self.lists)

    def within(self, leeway: float) -> bool:
        """Return whether it is within the limit, times `leeway`."""
        return self.ratio() <= LIMIT * leeway

    def lines(self) -> list[str]:
        """Return what to print."""
        return [*(f"list of {name:24} {page:6.2f} ms, its call {call:6.2f} ms, ratio {ratio:.2f}"
                  for name, page, call, ratio in self.lists),
                f"list pages: ratio {self.ratio():.2f} in the middle of {len(self.lists)} (at most {LIMIT})"]


def measure(alive: Runtime, rounds: int) -> Screens:
    """Return what the lists of a company's data cost: those that open at an address without conditions."""
    app = serve(alive)
    token = identity.create_token(alive.database, "admin", "bench", alive.clock)
    screen, program = app.test_client(), app.test_client(use_cookies=False)
    identity.set_password(alive.database, "admin", token, alive.clock)
    screen.set_cookie("dougong", identity.open_session(alive.database, 1, alive.clock))
    told = {"Authorization": f"Bearer {token}"}
    found = []
    for object in alive.live.catalog.objects.values():
        address = f"/api/v1/{object.name}?limit=50&titles=1&count=capped"
        if object.parent is None and len(program.get(address, headers=told).json["data"]) >= FEWEST:
            page, call = partial(screen.get, f"/o/{object.name}"), partial(program.get, address, headers=told)
            assert page().status_code == 200, object.name
            found.append((object.name, _spent(page, 4) * 250, _spent(call, 4) * 250, ratio(page, call, rounds)))
    return Screens(tuple(found))
