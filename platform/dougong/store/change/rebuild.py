"""Making a table of SQLite anew, which is the only way it lets go of a foreign key or changes its rule."""

from sqlalchemy import ForeignKeyConstraint, Table
from sqlalchemy.schema import CreateColumn

from dougong.kernel.saying import Name, said
from dougong.store.change.model import Model
from dougong.store.change.plan import Step
from dougong.store.sql import DIALECTS, quoted


def rebuilt(model: Model, table: str, wanted: Table | None) -> Step:
    """Return the step that copies `table` into one with the keys of `model`: every column, every row, its place in
    the count of ids. Indexes go with the old one and are made again. Foreign keys have to be off meanwhile."""
    new, old = _q(f"dg_new_{table}"), _q(table)
    columns = ", ".join(map(_q, model.columns[table]))
    parts = [*(_column(model, table, name, wanted) for name in model.columns[table]), *_keys(model, table, wanted)]
    if wanted is not None and len(wanted.primary_key.columns) > 1:
        parts.append(f"PRIMARY KEY ({', '.join(_q(column.name) for column in wanted.primary_key.columns)})")
    model.indexes[table] = set()
    sql = [f"CREATE TABLE {new} ({', '.join(parts)})",
           f"INSERT INTO {new} ({columns}) SELECT {columns} FROM {old}"]
    if "id" in model.columns[table]:
        counted, fresh = _text(table), _text(f"dg_new_{table}")
        sql += [f"DELETE FROM sqlite_sequence WHERE name = {fresh}",
                (f"INSERT INTO sqlite_sequence (name, seq) SELECT {fresh}, seq FROM sqlite_sequence "
                 f"WHERE name = {counted}")]
    sql += [f"DROP TABLE {old}", f"ALTER TABLE {new} RENAME TO {old}"]
    return Step("rebuild", table, said("plan_rebuild", object=Name(table)), tuple(sql))


def _column(model: Model, table: str, name: str, wanted: Table | None) -> str:
    if name == "id":
        return f"{_q(name)} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
    if wanted is not None and name in wanted.c:
        return str(CreateColumn(wanted.c[name]).compile(dialect=DIALECTS["sqlite"])).strip()
    return f"{_q(name)} {model.columns[table][name]}"


def _keys(model: Model, table: str, wanted: Table | None) -> list[str]:
    keys = [] if wanted is None else sorted(wanted.foreign_key_constraints, key=lambda key: str(key.name))
    return [_key(key) for key in keys if key.column_keys[0] in model.keys.get(table, {})]


def _key(key: ForeignKeyConstraint) -> str:
    return (f"CONSTRAINT {_q(str(key.name))} FOREIGN KEY ({_q(key.column_keys[0])}) "
            f"REFERENCES {_q(key.referred_table.name)} (id) ON DELETE {key.ondelete}")


def _q(name: str) -> str:
    return quoted(name, "sqlite")


def _text(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
