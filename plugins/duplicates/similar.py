"""Names that differ by little: candidates come from the search index, what they have in common is counted."""

import re
from collections.abc import Iterator
from typing import Final

from dougong.spi import Context, Filter, Query, search, select

#: Parts of a name that are looked for, and records looked at for each.
PARTS: Final = 4
CANDIDATES: Final = 20
#: Characters of a part at least: shorter ones are in too many names.
SHORTEST: Final = 2

_RUN: Final = re.compile(r"[a-z0-9]+|[^a-z0-9]+")


def similar(context: Context, object: str, column: str, key: str, least: float) -> Iterator[int]:
    """Yield records of `object` whose key in `column` is another one, but like this one by `least` at least (0 to 1),
    the most like first. `context` sees every record."""
    ids = {hit.id for part in parts(key) for hit in search(context, part, objects={object}, limit=CANDIDATES)}
    if not ids:
        return
    rows = select(context, Query(object=object, filters=(Filter("id", "in", ",".join(map(str, sorted(ids)))),),
                                 fields=("id", column), limit=PARTS * CANDIDATES)).rows
    found = [(-likeness(key, other, least), row["id"]) for row in rows
             if (other := row[column]) is not None and other != key]
    yield from (id for likely, id in sorted(found) if -likely >= least)


def parts(key: str) -> list[str]:
    """Return what a name like this one says in all likelihood: whoever changes one place of it leaves the others."""
    runs = [run for run in _RUN.findall(key) if len(run) >= SHORTEST]
    if len(runs) != 1:
        return runs[:PARTS]
    middle = (len(runs[0]) + 1) // 2
    return [half for half in (runs[0][:middle], runs[0][middle:]) if len(half) >= SHORTEST] or runs


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """Return 1 less the part of the longer text that has to be changed, left out or put in to get from one to the
    other; 0 where that is sure to be below `least`."""
    longer = max(len(one), len(other))
    if longer == 0 or abs(len(one) - len(other)) > (1 - least) * longer:
        return 0.0 if longer else 1.0
    return 1 - changes(one, other) / longer


def changes(one: str, other: str) -> int:
    """Return how many characters have to be changed, left out or put in to get from one text to the other."""
    row: list[int] = list(range(len(other) + 1))
    for at, left in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, right in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (left != right))
    return row[-1]
