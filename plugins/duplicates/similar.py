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
    found = [(distance, row["id"]) for row in rows if (other := row[column]) is not None and other != key
             and (distance := changes(key, other)) <= allowed(key, other, least)]
    yield from (id for _, id in sorted(found))


def parts(key: str) -> list[str]:
    """Return what a name like this one says in all likelihood: whoever changes one place of it leaves the others."""
    runs = [run for run in _RUN.findall(key) if len(run) >= SHORTEST]
    if len(runs) != 1:
        return runs[:PARTS]
    middle = (len(runs[0]) + 1) // 2
    return [half for half in (runs[0][:middle], runs[0][middle:]) if len(half) >= SHORTEST] or runs


def allowed(one: str, other: str, least: float) -> int:
    """Return how many characters of the longer text may differ between texts that are alike by `least` (0 to 1)."""
    return int(max(len(one), len(other)) * (100 - round(100 * least)) // 100)


def changes(one: str, other: str) -> int:
    """Return how many characters have to be changed, left out or put in to get from one text to the other."""
    row: list[int] = list(range(len(other) + 1))
    for at, left in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, right in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (left != right))
    return row[-1]
