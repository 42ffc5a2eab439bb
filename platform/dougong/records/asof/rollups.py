"""What records said of the records that pointed to them, at a moment gone by: from those as they were then."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.records.asof.tables import Past
from dougong.records.context import Context
from dougong.records.environ import parameters
from dougong.store.query.past import rolled_then
from dougong.store.session import Reader
from dougong.store.statements.forms import listed
from dougong.store.statements.reads import Selected

#: Records of one object that may have changed since the moment, for one record's sake.
MOST: Final = 10_000


class PastRollups:
    """The rollups of records at one moment."""

    def __init__(self, context: Context, session: Reader, at: datetime) -> None:
        self._past = Past(context, at, MOST)
        self._session = session

    def of(self, object: Object, ids: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
        """Return, by id, every rollup of the records `ids` by name, stored or not; raises Refused when too many
        records have changed since."""
        names, wanted = rollups(object), sorted(set(ids))
        if not names or not wanted:
            return {}
        context = self._past.context
        selected: Selected = context.plans.lists.get(
            ("rollups of then", object.name), lambda: rolled_then(self._past.ground, object, names))
        given = self._past.values(self._session, (selected.statement,))
        params = {**given, **parameters(context, selected.expressions), "ids": listed(wanted, context.database.dialect)}
        rows = selected.decode.all(self._session.rows(selected.statement, params))
        return {row.pop("id"): row for row in rows}


def rollups(object: Object) -> tuple[str, ...]:
    """Return the rollups of an object, stored or not."""
    return tuple(field.name for field in object.fields.values() if field.rollup is not None)
