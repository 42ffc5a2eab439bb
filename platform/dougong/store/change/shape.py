"""The shape a database has right now, read from the database itself: what people altered by hand shows here."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dougong.fields.base import Dialect
from dougong.store.change.shadow import PREPARED
from dougong.store.session import Reader
from dougong.store.sql import Statement

_COLUMNS: Final[Mapping[Dialect, Statement]] = {
    "postgresql": Statement("""
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
          and a.attnum > 0 and not a.attisdropped
        order by c.relname, a.attnum""", keep=False),
    "sqlite": Statement("""
        select m.name, c.name, c.type from sqlite_master m join pragma_table_info(m.name) c
        where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\' order by m.name, c.cid""", keep=False),
}
_INDEXES: Final[Mapping[Dialect, Statement]] = {
    "postgresql": Statement("""
        select t.relname, c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
            join pg_class t on t.oid = i.indrelid
        where i.indisvalid and t.relnamespace = current_schema()::regnamespace order by 1, 2""", keep=False),
    "sqlite": Statement("""
        select tbl_name, name from sqlite_master where type = 'index' order by 1, 2""", keep=False),
}
_KEYS: Final[Mapping[Dialect, Statement]] = {
    "postgresql": Statement("""
        select r.relname, a.attname, t.relname, case k.confdeltype when 'c' then 'CASCADE' when 'n' then 'SET NULL'
            when 'r' then 'RESTRICT' when 'd' then 'SET DEFAULT' else 'NO ACTION' end
        from pg_constraint k join pg_class r on r.oid = k.conrelid join pg_class t on t.oid = k.confrelid
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
        where k.contype = 'f' and r.relnamespace = current_schema()::regnamespace order by 1, 2""", keep=False),
    "sqlite": Statement("""
        select m.name, k."from", k."table", k.on_delete from sqlite_master m join pragma_foreign_key_list(m.name) k
        where m.type = 'table' order by 1, 2""", keep=False),
}
#: How tables begin that belong to no object any more and are kept until `purge`.
PARKED: Final = "dg_parked_"
_SPELLINGS: Final = {"timestamp": "timestampwithouttimezone", "time": "timewithouttimezone", "int": "integer"}


@dataclass(frozen=True, slots=True)
class Shape:
    """Tables with their columns' types in one spelling, their indexes by name, and where their foreign keys point
    ("customer RESTRICT", by column). The engine's own tables are not among them."""

    columns: Mapping[str, Mapping[str, str]]
    indexes: Mapping[str, frozenset[str]]
    keys: Mapping[str, Mapping[str, str]]
    digest: str


def read(session: Reader, dialect: Dialect) -> Shape:
    """Return the present shape, in one wait."""
    columns, indexes, keys = session.many([(each[dialect], ()) for each in (_COLUMNS, _INDEXES, _KEYS)])
    typed = _grouped((table, column, spelling(kind)) for table, column, kind in columns)
    named = _grouped((table, name, "") for table, name in indexes)
    pointing = _grouped((table, column, f"{target} {rule}") for table, column, target, rule in keys)
    facts = [sorted((table, sorted(each.items())) for table, each in group.items())
             for group in (typed, named, pointing)]
    return Shape(typed, {table: frozenset(each) for table, each in named.items()}, pointing,
                 hashlib.sha256(repr(facts).encode()).hexdigest())


def engine_columns(session: Reader, dialect: Dialect) -> Mapping[str, frozenset[str]]:
    """Return the columns of the engine's own tables as they are; one wait."""
    found: dict[str, set[str]] = {}
    for table, column, _ in session.rows(_COLUMNS[dialect]):
        if table.startswith("dg_"):
            found.setdefault(table, set()).add(column)
    return {table: frozenset(names) for table, names in found.items()}


def _grouped(rows: Iterable[tuple[str, str, str]]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, name, value in rows:
        if (not table.startswith("dg_") or table.startswith(PARKED)) and not name.startswith(PREPARED):
            found.setdefault(table, {})[name] = value
    return found


def spelling(kind: str) -> str:
    """Return a column type in the one spelling both the catalog's and the database's come to."""
    bare = kind.lower().replace(" ", "").partition("collate")[0]
    return _SPELLINGS.get(bare, bare)
