"""GET /api/v1/search: records of any object by what they say."""

import re
from typing import Final

from flask import Response

from dougong.api import answers, parameters
from dougong.api.filters import LONGEST_SEARCH
from dougong.kernel.errors import Malformed
from dougong.records.context import Context
from dougong.records.search.everywhere import search, searchable

USUAL: Final = 20
LONGEST: Final = 100
_WHOLE: Final = re.compile("[1-9][0-9]{0,2}")


def find(context: Context) -> Response:
    """Return the records that fit `q`, the best first, at most `limit`, of the objects named in `object` (all)."""
    found = parameters.known("q", "limit", "object")
    if "q" not in found:
        raise Malformed("query_value", name="q")
    if len(found["q"]) > LONGEST_SEARCH:
        raise Malformed("query_long", name="q", max=LONGEST_SEARCH)
    hits = search(context, found["q"], objects=_objects(context, found), limit=_limit(found))
    return answers.answer({"data": [{"object": hit.object, "id": hit.id, "title": hit.title, "number": hit.number,
                                     "rank": hit.rank} for hit in hits]})


def _objects(context: Context, found: dict[str, str]) -> frozenset[str] | None:
    if "object" not in found:
        return None
    names = frozenset(parameters.names(found, "object"))
    if not names <= {object.name for object in searchable(context)}:
        raise Malformed("query_value", name="object")
    return names


def _limit(found: dict[str, str]) -> int:
    text = found.get("limit", str(USUAL))
    if not _WHOLE.fullmatch(text) or int(text) > LONGEST:
        raise Malformed("query_value", name="limit")
    return int(text)
