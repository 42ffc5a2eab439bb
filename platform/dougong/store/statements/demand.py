"""Targets of a link that nobody asked about: the write itself demands that they are there, or fails."""

from typing import Final

from sqlalchemy import BigInteger, bindparam, func, select

from dougong.store.query.paths import Source
from dougong.store.sql import Statement, compile
from dougong.store.statements.reads import held, member

FUNCTION: Final = """
create or replace function dg_demand(live bigint, wanted bigint) returns void language plpgsql volatile as $$
begin
  if live <> wanted then
    raise exception 'unmet' using errcode = 'DG002';
  end if;
end $$
"""


def demanded(source: Source) -> Statement:
    """Return the statement that raises Unmet unless all of the records `:ids`, `:wanted` in number, are there and not
    in the bin, and keeps them so. PostgreSQL alone knows it: on SQLite nothing is gained by not asking."""
    table = source.table
    live = [table.c.archived_at.is_(None)] if "archived_at" in table.c else []
    query = select(table.c.id).where(member(table.c.id, "ids", source.dialect), *live).order_by(table.c.id)
    found = select(func.count()).select_from(held(query, source, "keep").subquery()).scalar_subquery()
    return compile(select(func.dg_demand(found, bindparam("wanted", type_=BigInteger))), source.dialect)
