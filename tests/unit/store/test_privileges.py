"""Two accounts on one PostgreSQL database: one owns the tables and changes them, the other only reads and writes."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, LockNotAvailable

from dougong.catalog.registry import registry
from dougong.kernel.clock import SystemClock
from dougong.store import fence, snapshot
from dougong.store.backup.move import move
from dougong.store.backup.restore import restore
from dougong.store.backup.write import backup
from dougong.store.change import ahead, fill
from dougong.store.change import due as change_due
from dougong.store.change import later as change_later
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.change.purge import purge
from dougong.store.database import Database
from dougong.store.doctor import reachable
from dougong.store.engine import audit
from dougong.store.errors import Denied, Faulty, Fenced, Unsafe
from dougong.store.init import init
from tests import postgres
from tests.unit.store.boxes import applied, compiled, run, sources

BEFORE = "size: {type: text, label: Size}"
#: The address of the account that serves, and of the one that owns.
Addresses = tuple[str, str]


@pytest.fixture
def addresses(postgres_url: str) -> Iterator[Addresses]:
    """Two addresses of a database that is empty."""
    with postgres.accounts(postgres_url) as found:
        yield found


@pytest.fixture
def database(addresses: Addresses) -> Iterator[Database]:
    """A database of boxes, as a server with two accounts has it."""
    with closing(Database.open(addresses[0], migrator=addresses[1])) as opened:
        init(opened)
        applied(opened, sources(BEFORE))
        yield opened


def changed(database: Database, fields: str, **more: object) -> None:
    packs = sources(fields)
    apply(database, plan(database, compiled(database, packs)), packs, "test", agreed="confirm", **more)


@pytest.mark.parametrize("refused", [
    "create table mine (id int)", "create temporary table mine (id int)", "create schema mine",
    "alter table box add column mine int", "drop table box", "truncate box", "drop index ix_dg_search_words",
    "create index mine on box (name)", "create function mine() returns int language sql as 'select 1'",
    "create or replace function dg_enter(planned bigint) returns void language sql as ''",
    "update dg_audit set kind = 'x'", "delete from dg_audit", "truncate dg_audit", "delete from dg_audit_link",
    "alter table dg_audit disable trigger all", "select setval(pg_get_serial_sequence('box', 'id'), 1)",
    "select pg_read_file('/etc/passwd')", "copy box to '/tmp/box'", "alter role current_user superuser",
    "set session_replication_role = replica"])
def test_the_server_refuses_whatever_is_not_reading_and_writing_rows(two: Addresses, refused: str) -> None:
    with psycopg.connect(two[0]) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(refused)


@pytest.fixture(scope="module")
def two(postgres_url: str) -> Iterator[Addresses]:
    """A database of boxes, made once: nobody changes it."""
    with postgres.accounts(postgres_url) as found:
        with closing(Database.open(found[0], migrator=found[1])) as opened:
            init(opened)
            applied(opened, sources(BEFORE))
        yield found


def test_rows_are_written_and_read_and_what_is_accounted_for_is_added(database: Database) -> None:
    run(database, "insert into box (version, name) values (1, 'a')")
    run(database, "update box set name = 'b'")
    assert run(database, "select name from box") == [("b",)]
    run(database, "delete from box")
    audit.write_down(database, audit.Entry(kind="denied", actor=None, door="web"), SystemClock().now())
    assert {each.kind for each in audit.rows(database, audit.Asked())} == {"definitions", "denied"}


def test_a_large_table_is_changed_while_the_other_account_writes(
        database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "LARGE", 40)
    monkeypatch.setattr(fill, "BATCH", 10)
    run(database, "insert into box (version, name, size) select 1, 'n' || g, g from generate_series(1, 40) g")
    met = list[str]()

    def write(point: str) -> None:
        if point.startswith("filling"):
            met.append(point)
            run(database, f"update box set size = '{1000 + len(met)}' where id = 1")

    changed(database, BEFORE.replace("text", "integer") + "\ncolour: {type: text, label: Colour, index: true}",
            checkpoint=write)
    assert run(database, "select size from box where id in (1, 2) order by id") == [(1000 + len(met),), (2,)]
    due = change_due.claim(database, SystemClock().now())
    assert due is not None
    change_later.run(database, due.sql)
    change_due.end(database, due, "done", SystemClock().now())
    assert run(database, "select count(*) from pg_indexes where indexname = 'ix_box_colour'") == [(1,)]
    assert len(purge(database, SystemClock())) == 1


def test_a_writer_of_the_one_and_an_apply_of_the_other_keep_each_other_out(
        database: Database, addresses: Addresses) -> None:
    with psycopg.connect(addresses[1]) as owner, psycopg.connect(addresses[0]) as serving:
        owner.execute(f"select pg_advisory_xact_lock({fence.LOCK})")
        serving.execute("set lock_timeout = '50ms'")
        with pytest.raises(LockNotAvailable):
            serving.execute("select dg_enter(1)")
    changed(database, BEFORE + "\nhue: {type: text, label: Hue}")
    with pytest.raises(Fenced), database.write(1) as session:
        session.commit([(fence.CURRENT, ())])


def test_without_its_owner_a_table_is_not_changed(database: Database, addresses: Addresses) -> None:
    packs = sources(BEFORE + "\nhue: {type: text, label: Hue}")
    with closing(Database.open(addresses[0])) as alone:
        with pytest.raises(Denied, match="DOUGONG_MIGRATOR_URL"):
            applied(alone, packs)
        assert snapshot.current_number(alone) == 1
    assert applied(database, packs) == 2


def test_rights_that_were_lost_come_back_and_those_that_go_too_far_go(database: Database, addresses: Addresses) -> None:
    with psycopg.connect(addresses[1]) as owner:
        serving = addresses[0].partition("//")[2].partition(":")[0]
        owner.execute(f"revoke all on all tables in schema public from {serving}")
        owner.execute(f"revoke all on all sequences in schema public from {serving}")
        owner.execute(f"grant update, truncate on dg_audit to {serving}")
        owner.execute("revoke usage on schema public from public")
    with pytest.raises(Faulty):
        snapshot.current_number(database)
    init(database)
    assert snapshot.current_number(database) == 1
    run(database, "insert into box (version, name) values (1, 'a')")
    with pytest.raises(Denied):
        run(database, "update dg_audit set kind = 'x'")


def test_a_backup_comes_back_and_a_move_arrives_with_both_accounts(
        database: Database, postgres_url: str, tmp_path: Path) -> None:
    run(database, "insert into box (version, name) values (1, 'a')")
    backup(database, registry(), tmp_path / "kept.zip")
    with postgres.accounts(postgres_url) as (serving, owner), \
            closing(Database.open(serving, migrator=owner)) as other:
        restore(other, registry(), tmp_path / "kept.zip")
        assert run(other, "insert into box (version, name) values (1, 'b') returning id") == [(2,)]
    with postgres.accounts(postgres_url) as (serving, owner), \
            closing(Database.open(serving, migrator=owner)) as other:
        with closing(Database.open(owner)) as target:
            move(database, target, registry(), SystemClock())
        init(other)
        assert run(other, "insert into box (version, name) values (1, 'b') returning id") == [(2,)]


def test_doctor_tells_what_an_account_can_and_need_not(
        database: Database, addresses: Addresses, postgres_url: str) -> None:
    def told(url: str, migrator: str | None = None) -> list[tuple[str, str]]:
        with closing(Database.open(url, migrator=migrator)) as opened:
            return [(each.level, each.sentence.partition(":")[0]) for each in reachable(opened)
                    if each.check == "accounts"]

    serving, owner = addresses
    assert told(serving, owner) == []
    assert told(owner) == [("note", "The account that serves can change tables")]
    assert told(serving, postgres_url) == [("fault", "The account that changes tables cannot be used")]
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        names = [each.partition("//")[2].partition(":")[0] for each in addresses]
        connection.execute(f"grant {names[1]}, pg_read_server_files to {names[0]}")
    assert told(serving, owner) == [
        ("warning", "The account that serves can change tables by itself, too"),
        ("warning", "The account that serves reaches files of the database's machine")]


def test_two_addresses_of_two_databases_are_refused(addresses: Addresses, postgres_url: str) -> None:
    with closing(Database.open(addresses[0], migrator=postgres_url)) as opened, pytest.raises(Unsafe):
        init(opened)
