"""What a search finds: records, each once with the best reason why, from the search rows or as a list finds them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.fields import tokens
from dougong.fields.collation import fold
from dougong.fields.tokens import Asked
from dougong.records.context import Context
from dougong.records.lists.listing import page
from dougong.records.lists.query import Query
from dougong.store.search.index import RANKS

#: What is typed is cut here; nobody types more to find something.
LONGEST: Final = 200

@dataclass(frozen=True, slots=True)
class Hit:
    """A record found. `rank` says by what: its "number", its "whole" title or the "start" of it, a word of its "title",
    or other "text"."""

    object: str
    id: int
    title: str
    number: str | None
    rank: str


class Ranked:
    """Hits gathered from several answers, each record once, with its best rank."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._hits: dict[tuple[str, int], Hit] = {}

    def add(self, hits: Iterable[Hit]) -> None:
        """Take hits; what is there already had a better rank or the same."""
        for hit in hits:
            self._hits.setdefault((hit.object, hit.id), hit)

    def add_list(self, object: Object, q: str, asked: Asked, limit: int) -> None:
        """Take what a list of the object finds."""
        shown = [name for name in ("title", "number") if self._context.actor.policy.field(object, name) is not None]
        query = Query(object=object.name, q=q[:LONGEST], fields=tuple(shown), sort=("-id",), limit=limit)
        rows = page(self._context, query).rows
        self.add(Hit(object.name, row["id"], str(row.get("title") or ""), row.get("number"), _rank(row, q, asked))
                 for row in rows)

    def best(self, limit: int) -> list[Hit]:
        """Return the best."""
        return sorted(self._hits.values(), key=lambda hit: RANKS.index(hit.rank))[:limit]


def _rank(row: Mapping[str, Any], q: str, asked: Asked) -> str:
    """Return the rank of a record found by a list, as far as its title and number tell."""
    said = set(tokens.document(str(row.get("title") or ""), row.get("number"), ()).split(" "))
    if tokens.NUMBER + asked.whole in said:
        return "number"
    if tokens.START + asked.whole in said:
        return "whole"
    if any(each.startswith(tokens.START + asked.whole) for each in said):
        return "start"
    return "title" if fold(q) in fold(str(row.get("title") or "")) else "text"
