"""The fence: a write holds the shared lock and finds the catalog number it was planned on, or does not happen."""

from typing import Final

from dougong.store.sql import Statement

#: Key of the advisory lock of this database: writers hold it shared, apply alone ("dougong" as a number).
LOCK: Final = 0x646F75676F6E67

ENTER: Final = Statement("select dg_enter($1)", ("number",))
CURRENT: Final = Statement("select number from dg_current")

#: PostgreSQL's half: being volatile, it reads the number after it got the lock, not as of the statement's start.
FUNCTION: Final = f"""
create or replace function dg_enter(planned bigint) returns void language plpgsql volatile as $$
declare found bigint;
begin
  perform pg_advisory_xact_lock_shared({LOCK});
  select number into found from dg_current;
  if found is distinct from planned then
    raise exception 'fenced' using errcode = 'DG001', detail = planned || ' ' || coalesce(found::text, '');
  end if;
end $$
"""
