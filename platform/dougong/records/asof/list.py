"""Lists as they were: the statements of any list over tables of then."""

from typing import Final

from dougong.catalog.model import Object
from dougong.kernel.errors import Refused
from dougong.records.asof.moment import moment_of, remembered
from dougong.records.asof.tables import Past
from dougong.records.context import Context
from dougong.records.lists.query import Query

#: Records of one object that may have changed since: each is walked back and sent along with the question.
MOST: Final = 2000


def past_list(context: Context, object: Object, query: Query) -> Past:
    """Return the past one list is about. Raises Malformed for a moment that is none, Refused where nobody can tell."""
    remembered(object)
    for name, asked in (("q", query.q), ("expand", query.expand)):
        if asked:
            raise Refused("as_of_alone", name=name)
    return Past(context, moment_of(context, query.as_of or ""), MOST,
                {each.name: context.actor.policy.rows(each, "read") for each in context.catalog.objects.values()})
