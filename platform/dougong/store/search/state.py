"""How far the search index is: which objects' records all have their rows, made by the rule in force. Of an object
that is to have none the rule is "", until the last of its rows is gone."""

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.catalog.linking.search import rule
from dougong.catalog.model import Catalog
from dougong.fields.base import Dialect
from dougong.store.engine_tables import INDEXED
from dougong.store.session import Writer
from dougong.store.sql import Statement, compile


def noted(dialect: Dialect) -> Statement:
    """Return what reads (object_uid, looks_at, after) of all objects that are noted."""
    return compile(select(INDEXED.c.object_uid, INDEXED.c.looks_at, INDEXED.c.after), dialect)


def overtake(session: Writer, dialect: Dialect, catalog: Catalog) -> None:
    """Note, in the transaction that brings a catalog into force, which objects' rows are made by another rule from now
    on: who applies the former one again before all are made anew shall not take what he finds for whole. Objects that
    are not in it are left as they are, parked with their rows."""
    rules = {one.uid: rule(catalog, one) for one in catalog.objects.values()}
    session.send_each(moved(dialect), [
        {"of": uid, "rule": rules[uid], "last": 0} for uid, looks_at, _ in session.rows(noted(dialect), {})
        if rules.get(uid, looks_at) != looks_at])


def begun(dialect: Dialect) -> Statement:
    """Return what notes `:object_uid` as one whose records are to be gone through by the rule `:looks_at`, unless it
    is noted already."""
    made = postgresql.insert(INDEXED) if dialect == "postgresql" else sqlite.insert(INDEXED)
    row = made.values(object_uid=bindparam("object_uid"), looks_at=bindparam("looks_at"), after=bindparam("after"))
    return compile(row.on_conflict_do_nothing(index_elements=["object_uid"]), dialect)


def held(dialect: Dialect) -> Statement:
    """Return what reads (looks_at, after) of `:object_uid` and keeps others from going on with it meanwhile."""
    query = select(INDEXED.c.looks_at, INDEXED.c.after).where(INDEXED.c.object_uid == bindparam("object_uid"))
    return compile(query.with_for_update() if dialect == "postgresql" else query, dialect)


def moved(dialect: Dialect) -> Statement:
    """Return what notes that the records of `:of` are done by the rule `:rule` up to `:last` (null: all of them)."""
    row = update(INDEXED).where(INDEXED.c.object_uid == bindparam("of"))
    return compile(row.values(looks_at=bindparam("rule"), after=bindparam("last")), dialect)


def forgotten(dialect: Dialect) -> Statement:
    """Return what forgets how far `:object_uid` is."""
    return compile(delete(INDEXED).where(INDEXED.c.object_uid == bindparam("object_uid")), dialect)
