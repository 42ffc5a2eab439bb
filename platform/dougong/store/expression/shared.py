"""Whether a record is shared with who acts: its id is among those of the shares, which an index finds first."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Text, bindparam, literal

from dougong.expressions.tree import Shared
from dougong.fields.base import Dialect
from dougong.store.expression.sql import FLAG, Sql, Translating, Written

#: On PostgreSQL an array made once: whatever else is asked, the planner takes the ids of the shares to the key.
_SQL: Final[Mapping[Dialect, str]] = {
    "postgresql": "({0} = ANY (ARRAY(SELECT s.record_id FROM dg_share AS s WHERE s.object_uid = {1} AND s.whom IN"
                  " (SELECT JSONB_ARRAY_ELEMENTS_TEXT(CAST({2} AS JSONB))) AND (s.until IS NULL OR s.until >= {3})",
    "sqlite": "({0} IN (SELECT s.record_id FROM dg_share AS s WHERE s.object_uid = {1} AND s.whom IN"
              " (SELECT value FROM json_each({2})) AND (s.until IS NULL OR s.until >= {3})",
}
_WRITE: Final = " AND s.verb = 'write'"
_END: Final[Mapping[Dialect, str]] = {"postgresql": ")))", "sqlite": "))"}


def shared(node: Shared, to: Translating) -> Sql:
    """Return the condition that a share which is in force names the record and who acts."""
    template = _SQL[to.dialect] + (_WRITE if node.write else "") + _END[to.dialect]
    return Written(template, FLAG, to.columns.column(("id",)), literal(node.uid, Text()),
                   bindparam(node.whom.name, type_=Text()), bindparam(node.day.name, type_=Text()))
