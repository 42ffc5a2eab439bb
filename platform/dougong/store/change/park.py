"""What left the catalog: noted when it goes, forgotten when it comes back, gone for good only by `purge`."""

import json

from sqlalchemy import bindparam, delete, insert, update

from dougong.fields.base import Dialect
from dougong.store.change.plan import Plan
from dougong.store.engine_tables import PARKED
from dougong.store.session import Writer
from dougong.store.snapshot import moment
from dougong.store.sql import binds, compile

_NAMES = ("uid", "owner", "why", "path", "place", "columns", "definition", "number", "parked_at")


def park(session: Writer, dialect: Dialect, plan: Plan) -> None:
    """Bring dg_parked to what `plan` says, within the transaction that carries it out."""
    place = update(PARKED).where(PARKED.c.place == bindparam("old")).values(place=bindparam("new"))
    session.send_each(compile(place, dialect), [{"old": old, "new": new} for old, new in plan.moved])
    named = update(PARKED).where(PARKED.c.id == bindparam("row")).values(columns=bindparam("named"))
    session.send_each(compile(named, dialect),
                      [{"row": row, "named": json.dumps(columns)} for row, columns in plan.aside])
    session.send_each(compile(delete(PARKED).where(PARKED.c.id == bindparam("row")), dialect),
                      [{"row": row} for row in plan.returned])
    session.send_each(compile(insert(PARKED).values(binds(*_NAMES)), dialect), [
        {"uid": each.uid, "owner": each.owner, "why": each.why, "path": each.path, "place": each.place,
         "columns": json.dumps(each.columns), "definition": json.dumps(each.definition), "number": plan.base + 1,
         "parked_at": moment(dialect)} for each in plan.parked])
