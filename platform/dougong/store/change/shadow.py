"""A conversion of a large table on PostgreSQL: a column beside the old one is filled while everybody works.

A trigger notes the ids of rows written meanwhile, since only our own types can convert their values; these few are
taken again in the switch, which renames the two columns.
"""

from dataclasses import dataclass

from dougong.store.naming import name_of
from dougong.store.sql import quoted

#: How everything begins that is prepared for an apply: no definition's name can (shape.py looks past it).
PREPARED = "dg__"

_EACH = "FOR EACH ROW EXECUTE FUNCTION"


@dataclass(frozen=True, slots=True)
class Shadow:
    """The column `name` beside `source` of `table`; trigger, function and table of ids go by the same name."""

    table: str
    source: str
    name: str
    kind: str

    @staticmethod
    def of(table: str, source: str, kind: str) -> "Shadow":
        """Return the shadow of a column, of type `kind`."""
        return Shadow(table, source, name_of("dg_", table, source), kind)

    def began(self) -> tuple[str, ...]:
        """Return what makes it, empty, and notes from then on who writes the source."""
        name, table = _q(self.name), _q(self.table)
        note = f"insert into {name} (id) values (new.id) on conflict do nothing; return null;"
        return (f"ALTER TABLE {table} ADD COLUMN {name} {self.kind}", f"CREATE TABLE {name} (id BIGINT PRIMARY KEY)",
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ begin {note} end $$",
                f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OF {_q(self.source)} ON {table} {_EACH} {name}()")

    def ended(self) -> tuple[str, ...]:
        """Return what lets go of everything but the column."""
        name = _q(self.name)
        return (f"DROP TRIGGER {name} ON {_q(self.table)}", f"DROP FUNCTION {name}()", f"DROP TABLE {name}")


def _q(name: str) -> str:
    return quoted(name, "postgresql")
