"""Two accounts on one PostgreSQL database (safety.md R19): the migrator owns the tables and changes them, the one that
serves reads and writes rows, and what has to be accounted for it may only add."""

from typing import Final

from dougong.store.database import Database
from dougong.store.engine_tables import AUDIT, AUDIT_LINK
from dougong.store.errors import Unsafe
from dougong.store.session import Reader, Writer
from dougong.store.sql import Statement

#: The account, and which database of which server this is.
_WHO: Final = Statement("""
    select current_user::text, d.oid || ' ' || pg_postmaster_start_time() from pg_database d
    where d.datname = current_database()""", keep=False)

_PROMISES: Final = Statement("""
    select format('alter default privileges in schema %I grant %s to %I', current_schema(), what, $1::text)
    from (values ('select, insert, update, delete on tables'), ('usage, select on sequences')) as given (what)
    """, keep=False)

#: Tables whose rows are only ever added.
_ADDED_ONLY: Final = (AUDIT.name, AUDIT_LINK.name)
#: What is there already, where something is missing; what everybody may is taken from everybody.
_GRANTS: Final = Statement("""
    with mine as (
        select c.oid, c.relname, c.relkind, c.relname = any($2::text[]) as added_only
        from pg_class c
        where c.relnamespace = current_schema()::regnamespace and pg_get_userbyid(c.relowner) = current_user)
    select format('grant select, insert, update, delete on %I to %I', relname, $1::text) from mine
    where relkind in ('r', 'p') and not added_only
      and not (has_table_privilege($1::text, oid, 'select') and has_table_privilege($1::text, oid, 'insert')
               and has_table_privilege($1::text, oid, 'update') and has_table_privilege($1::text, oid, 'delete'))
    union all select format('grant select, insert on %I to %I', relname, $1::text) from mine
    where added_only
      and not (has_table_privilege($1::text, oid, 'select') and has_table_privilege($1::text, oid, 'insert'))
    union all select format('revoke update, delete, truncate on %I from %I', relname, $1::text) from mine
    where added_only and has_table_privilege($1::text, oid, 'update, delete, truncate')
    union all select format('grant usage, select on sequence %I to %I', relname, $1::text) from mine
    where relkind = 'S' and not (has_sequence_privilege($1::text, oid, 'usage')
                                 and has_sequence_privilege($1::text, oid, 'select'))
    union all select format('grant usage on schema %I to %I', nspname, $1::text) from pg_namespace
    where nspname = current_schema() and pg_has_role(nspowner, 'usage')
      and not has_schema_privilege($1::text, oid, 'usage')
    union all select format('revoke create on schema %I from public', nspname) from pg_namespace
    where nspname = current_schema() and pg_has_role(nspowner, 'usage')
      and has_schema_privilege($1::text, oid, 'create')
    union all select format('revoke temporary on database %I from public', datname) from pg_database
    where datname = current_database() and pg_has_role(datdba, 'usage')
      and has_database_privilege($1::text, oid, 'temporary')""", keep=False)

#: Whether the account is a superuser; can make or alter tables; can read or write files of the server's machine.
_EXCESS: Final = Statement("""
    select r.rolsuper,
        coalesce(has_schema_privilege(current_schema(), 'create'), false)
            or has_database_privilege(current_database(), 'create')
            or exists (select 1 from pg_class c where c.relnamespace = current_schema()::regnamespace
                       and c.relkind in ('r', 'p') and pg_has_role(c.relowner, 'member')),
        pg_has_role('pg_read_server_files', 'member') or pg_has_role('pg_write_server_files', 'member')
            or pg_has_role('pg_execute_server_program', 'member')
    from pg_roles r where r.rolname = current_user""", keep=False)


def serving(database: Database) -> str | None:
    """Return what the account that serves is called where another one changes tables, else None.

    Raises Unsafe when the two lead to different databases.
    """
    if database.migrator is database:
        return None
    (name, place), (other, there) = _who(database), _who(database.migrator)
    if place != there:
        raise Unsafe(("DOUGONG_MIGRATOR_URL leads to another database than DOUGONG_DATABASE_URL; name one in both",))
    return None if name == other else name


def _who(database: Database) -> tuple[str, str]:
    with database.read() as session:
        (name, place), = session.rows(_WHO)
    return name, place


def promise(session: Writer, name: str) -> None:
    """Let the account `name` work with the tables that will be made by this one, in whatever transaction."""
    _carry_out(session, _PROMISES, name)


def grant(session: Writer, name: str) -> None:
    """Give the account `name` what it lacks on the tables that are there, and take from it what goes too far."""
    _carry_out(session, _GRANTS, name, list(_ADDED_ONLY))


def _carry_out(session: Writer, orders: Statement, *said: object) -> None:
    for sql, in session.rows(orders, said):
        session.send(Statement(sql, keep=False))


def excess(session: Reader) -> tuple[bool, bool, bool]:
    """Return whether the account is a superuser, whether it can make or alter tables, and whether it reaches files of
    the database's machine."""
    (superuser, changes, files), = session.rows(_EXCESS)
    return superuser, changes, files
