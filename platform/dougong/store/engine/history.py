"""Statements of the history: one row per change of a record, read newest first or from a version on."""

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    null,
    select,
    update,
)

from dougong.fields.base import Dialect
from dougong.fields.stored import TEXT
from dougong.store.engine_tables import HISTORY
from dougong.store.sql import Statement, binds, compile
from dougong.store.statements.reads import member
from dougong.store.statements.write import sent_rows

#: What a row of the history says, in the order `written` binds it and `read` gives it.
COLUMNS = ("object_uid", "record_id", "version", "catalog", "actor", "door", "cause", "correlation", "at", "changes",
           "told")


def written(dialect: Dialect) -> Statement:
    """Return the insert of one row, whose id nobody asks for; each of COLUMNS is a parameter, `changes` and `told` JSON
    text."""
    return compile(insert(HISTORY).values(binds(*COLUMNS)).inline(), dialect)


def written_rows(dialect: Dialect) -> Statement:
    """Return the insert of many rows, one at least (statements.forms.sent_params)."""
    columns = [HISTORY.c[name] for name in COLUMNS]
    return compile(insert(HISTORY).from_select(list(COLUMNS), select(*sent_rows(columns, dialect))), dialect)


def read(dialect: Dialect) -> Statement:
    """Return what reads the history of `:object_uid` `:record_id`, newest first, at most `:limit` rows below the row
    `:before`: the row's id, then COLUMNS."""
    table = HISTORY
    query = select(table.c.id, *(table.c[name] for name in COLUMNS)).where(
        table.c.object_uid == bindparam("object_uid"), table.c.record_id == bindparam("record_id"),
        table.c.id < bindparam("before"))
    return compile(query.order_by(table.c.id.desc()).limit(bindparam("limit")), dialect)


def lately(dialect: Dialect) -> Statement:
    """Return what reads the `:limit` newest rows of all records among the `:back` newest that did not come through the
    doors `:machine` and `:bulk`: (object_uid, record_id, actor, at)."""
    table = HISTORY
    query = select(table.c.object_uid, table.c.record_id, table.c.actor, table.c.at).where(
        table.c.id > _newest_but(), table.c.door != bindparam("machine"), table.c.door != bindparam("bulk"))
    return compile(query.order_by(table.c.id.desc()).limit(bindparam("limit")), dialect)


def recent(dialect: Dialect) -> Statement:
    """Return what reads the `:limit` newest changes of `:object_uid` after the moment `:since`, among the `:back`
    newest of all: (record_id, version, actor, at, changes, cause)."""
    table = HISTORY
    query = select(table.c.record_id, table.c.version, table.c.actor, table.c.at, table.c.changes, table.c.cause).where(
        table.c.id > _newest_but(), table.c.object_uid == bindparam("object_uid"), table.c.at > bindparam("since"))
    return compile(query.order_by(table.c.id.desc()).limit(bindparam("limit")), dialect)


def edge(dialect: Dialect) -> Statement:
    """Return what reads when the latest change was made (at) that is not among the `:back` newest; no row for none."""
    query = select(HISTORY.c.at).where(HISTORY.c.id <= _newest_but()).order_by(HISTORY.c.id.desc()).limit(1)
    return compile(query, dialect)


def _newest_but() -> ScalarSelect[int]:
    return select(func.max(HISTORY.c.id) - bindparam("back", type_=BigInteger)).scalar_subquery()


def reasons(dialect: Dialect) -> Statement:
    """Return what reads (cause, told) of every change there is."""
    return compile(select(HISTORY.c.cause, HISTORY.c.told), dialect)


def since(dialect: Dialect) -> Statement:
    """Return what reads the changes of `:object_uid` `:record_id` above the version `:version`, oldest first."""
    table = HISTORY
    query = select(table.c.changes).where(
        table.c.object_uid == bindparam("object_uid"), table.c.record_id == bindparam("record_id"),
        table.c.version > bindparam("version"))
    return compile(query.order_by(table.c.id), dialect)


def until(dialect: Dialect) -> Statement:
    """Return what reads (catalog, changes) of `:object_uid` `:record_id` up to the version `:version`, oldest first."""
    table = HISTORY
    query = select(table.c.catalog, table.c.changes).where(
        table.c.object_uid == bindparam("object_uid"), table.c.record_id == bindparam("record_id"),
        table.c.version <= bindparam("version"))
    return compile(query.order_by(table.c.id), dialect)


def later(dialect: Dialect) -> Statement:
    """Return what reads, of the records `:ids` of `:object_uid`, the entry that was current at the moment `:at` and all
    after it, newest first: (record_id, version, actor, at, changes, catalog)."""
    table, past = HISTORY, HISTORY.alias("past")
    current = select(func.coalesce(func.max(past.c.version), 0)).where(
        past.c.object_uid == table.c.object_uid, past.c.record_id == table.c.record_id,
        past.c.at <= bindparam("at")).scalar_subquery()
    query = select(table.c.record_id, table.c.version, table.c.actor, table.c.at, table.c.changes,
                   table.c.catalog).where(
        table.c.object_uid == bindparam("object_uid"), member(table.c.record_id, "ids", dialect),
        table.c.version >= current)
    return compile(query.order_by(table.c.record_id, table.c.id.desc()), dialect)


def stood(dialect: Dialect) -> Statement:
    """Return what reads, of the records `:ids` of `:object_uid`, when the field `:field_uid` was last written, if ever:
    (record_id, at)."""
    table, member_of = HISTORY, bindparam("field_uid", type_=TEXT)
    if dialect == "postgresql":
        told: ColumnElement[bool] = func.jsonb_exists(table.c.changes, member_of)
    else:
        path: ColumnElement[str] = literal_column("'$.\"'") + member_of + literal_column("'\"'")
        told = func.json_type(table.c.changes, path).is_not(None)
    query = select(table.c.record_id, func.max(table.c.at)).where(
        table.c.object_uid == bindparam("object_uid"), member(table.c.record_id, "ids", dialect), told)
    return compile(query.group_by(table.c.record_id), dialect)


def newer(dialect: Dialect) -> Statement:
    """Return what reads which of the records `:ids` of `:object_uid` others than `:me` have changed after the moment
    `:since`: (record_id)."""
    table = HISTORY
    query = select(table.c.record_id).distinct().where(
        table.c.object_uid == bindparam("object_uid"), member(table.c.record_id, "ids", dialect),
        table.c.at > bindparam("since"), table.c.actor.is_distinct_from(bindparam("me")))
    return compile(query, dialect)


def whole(dialect: Dialect) -> Statement:
    """Return what reads (id, changes) of every entry of `:object_uid` `:record_id`."""
    table = HISTORY
    return compile(select(table.c.id, table.c.changes).where(
        table.c.object_uid == bindparam("object_uid"), table.c.record_id == bindparam("record_id")), dialect)


def blanked(dialect: Dialect) -> Statement:
    """Return what puts `:changes` (JSON text) in the place of those of the entry `:id` and drops what rules saw: only
    erasing does."""
    return compile(update(HISTORY).where(HISTORY.c.id == bindparam("id")).values(
        changes=bindparam("changes"), told=null()), dialect)


def removed(dialect: Dialect) -> Statement:
    """Return what removes every entry of `:object_uid` `:record_id`: only purging does."""
    table = HISTORY
    return compile(delete(table).where(
        table.c.object_uid == bindparam("object_uid"), table.c.record_id == bindparam("record_id")), dialect)
