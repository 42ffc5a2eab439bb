"""The shape of the database as the steps planned so far leave it; each change of it is a piece of SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dougong.fields.base import Dialect
from dougong.store.change.shape import Shape, spelling
from dougong.store.sql import quoted


@dataclass(slots=True)
class Model:
    """Tables with columns, indexes and keys, as in Shape, but changing. `tables` and `names` lead back to what the
    database calls a table and a column before the first step; `made` says how indexes were made (name → SQL)."""

    dialect: Dialect
    made: Mapping[str, str]
    columns: dict[str, dict[str, str]]
    indexes: dict[str, set[str]]
    keys: dict[str, dict[str, str]]
    tables: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    #: Tables of SQLite that hold keys they should not, which only making them anew can change.
    loose: set[str] = field(default_factory=set)
    moved: list[tuple[str, str]] = field(default_factory=list)
    #: Columns a step adds, which are filled later: (table, column).
    fresh: set[tuple[str, str]] = field(default_factory=set)

    @staticmethod
    def of(shape: Shape, made: Mapping[str, tuple[str, str]], dialect: Dialect) -> "Model":
        """Return the model of a database as it is."""
        return Model(dialect, {name: sql for name, (_, sql) in made.items()},
                     {table: dict(each) for table, each in shape.columns.items()},
                     {table: set(each) for table, each in shape.indexes.items()},
                     {table: dict(each) for table, each in shape.keys.items()},
                     {table: table for table in shape.columns})

    def shape(self, digest: str) -> Shape:
        """Return the model as a shape."""
        return Shape(self.columns, {table: frozenset(each) for table, each in self.indexes.items()}, self.keys, digest)

    def rename_table(self, old: str, new: str) -> str:
        """Call a table otherwise; keys that point at it follow."""
        self.columns[new] = self.columns.pop(old)
        self.indexes[new] = self.indexes.pop(old, set())
        self.keys[new] = self.keys.pop(old, {})
        self.tables[new] = self.tables.pop(old)
        self.names = {(new if table == old else table, column): name for (table, column), name in self.names.items()}
        for pointing in self.keys.values():
            for column, target in pointing.items():
                pointed, _, rule = target.rpartition(" ")
                if pointed == old:
                    pointing[column] = f"{new} {rule}"
        if old in self.loose:
            self.loose = {*self.loose - {old}, new}
        self.moved.append((old, new))
        return f"ALTER TABLE {self._q(old)} RENAME TO {self._q(new)}"

    def rename_column(self, table: str, old: str, new: str) -> str:
        """Call a column otherwise; it keeps its place among the others."""
        self.columns[table] = {new if name == old else name: kind for name, kind in self.columns[table].items()}
        self.names[table, new] = self.names.pop((table, old), old)
        if old in self.keys.get(table, {}):
            self.keys[table][new] = self.keys[table].pop(old)
        return f"ALTER TABLE {self._q(table)} RENAME COLUMN {self._q(old)} TO {self._q(new)}"

    def rename_key(self, table: str, old: str, new: str) -> tuple[str, ...]:
        """Call a foreign key otherwise, on PostgreSQL, where its name comes back in errors."""
        if self.dialect == "sqlite" or old == new:
            return ()
        return (f"ALTER TABLE {self._q(table)} RENAME CONSTRAINT {self._q(old)} TO {self._q(new)}",)

    def drop_key(self, table: str, column: str, name: str) -> tuple[str, ...]:
        """Let a column point at nothing. SQLite can do so only when the table is made anew (`loose`)."""
        if column not in self.keys.get(table, {}):
            return ()
        del self.keys[table][column]
        if self.dialect == "sqlite":
            self.loose.add(table)
            return ()
        return (f"ALTER TABLE {self._q(table)} DROP CONSTRAINT {self._q(name)}",)

    def drop_indexes(self, table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Drop the indexes metadata asked for that speak of one of `columns` (every one for none): they would serve
        a column nobody asks."""
        gone = sorted(name for name in self.indexes.get(table, ()) if name in self.made
                      and (not columns or any(column in words(self.made[name]) for column in columns)))
        self.indexes.get(table, set()).difference_update(gone)
        return tuple(f"DROP INDEX {self._q(name)}" for name in gone)

    def add_column(self, table: str, column: str, kind: str) -> str:
        """Add a column of the type `kind`, empty."""
        self.columns[table][column] = spelling(kind)
        self.fresh.add((table, column))
        return f"ALTER TABLE {self._q(table)} ADD COLUMN {self._q(column)} {kind}"

    def named(self, table: str, prepared: str, name: str) -> str:
        """Give a column that was prepared its name; the model has it already."""
        return f"ALTER TABLE {self._q(table)} RENAME COLUMN {self._q(prepared)} TO {self._q(name)}"

    def _q(self, name: str) -> str:
        return quoted(name, self.dialect)


def words(sql: str) -> set[str]:
    """Return every word of an index's SQL: it may name a column with quotes or without."""
    word, found = "", set()
    for letter in [*sql, " "]:
        if letter.isalnum() or letter == "_":
            word += letter
        elif word:
            found.add(word)
            word = ""
    return found
