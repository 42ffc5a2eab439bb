"""Rows to read and list: the same on both sides, made inside the database."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

STATES = ("open", "waiting", "done", "void")
FAMILIES = 50

# Each a function of g, the row's place. 7919 is prime, so neighbours in time are not neighbours in value.
ITEM = {
    "number": "'BI' || lpad((900000 - g)::text, 6, '0')",
    "title": "'六角螺栓 M' || g % 40 || ' 不锈钢 ' || g",
    "title_key": "'liujiaoluoshuanm' || g % 40 || 'buxiugang' || g || ' ljlsm' || g % 40 || 'bxg' || g",
    "name": "'六角螺栓 M' || g % 40 || ' 不锈钢 ' || g",
    "remark": "'Bolt, stainless, delivered in boxes of one hundred'",
    "pieces": "g * 7919 % 5000",
    "weight": "(g * 7919 % 90000)::numeric / 1000",
    "price": "(g * 7919 % 90000 + 100)::numeric / 100",
    "due": "date '2026-01-01' + (g * 7919 % 700)::int",
    "urgent": "g % 7 = 0",
    "status": "(array['open', 'waiting', 'done', 'void'])[g * 7919 % 4 + 1]",
    "family": "g % 50 + 1",
    "contact": "'buyer' || g || '@example.com'",
}


def lots(rows: int) -> dict[str, str]:
    """Return the expressions for a table of `rows` rows of which a thousand are of lot 7."""
    return {
        "name": "'part ' || g",
        "title": "'part ' || g",
        "title_key": "'part' || g",
        "lot": f"case when g % {rows // 1000} = 0 then 7 else 1000 + g % 997 end",
        "due": "date '2020-01-01' + (g::bigint * 7919 % 3000)::int",
    }


def multiply(uri: str, table: str, expressions: Mapping[str, str], rows: int) -> tuple[int, int]:
    """Add `rows` rows like the newest one and return their first and last id.

    A column named in `expressions` (SQL over g, counting from 1) takes that value where the table has it;
    all others, the system's among them, are copied from the newest row.
    """
    with psycopg.connect(uri) as connection:
        columns = [name for name in _columns(connection, table) if name != "id"]
        values = [sql.SQL(expressions[name]) if name in expressions else sql.Identifier("t", name) for name in columns]
        row = connection.execute(
            sql.SQL(
                "with new as (insert into {table} ({columns}) select {values}"
                " from (select * from {table} order by id desc limit 1) t, generate_series(1, {rows}) g returning id)"
                " select min(id), max(id) from new"
            ).format(
                table=sql.Identifier(table),
                columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                values=sql.SQL(", ").join(values),
                rows=sql.Literal(rows),
            )
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _columns(connection: psycopg.Connection, table: str) -> list[str]:
    found = connection.execute(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
        " and is_generated = 'NEVER' order by ordinal_position",
        [table],
    )
    return [str(name) for (name,) in found]
