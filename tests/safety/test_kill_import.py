"""kill -9 of a process in the middle of an import: another takes it up, and each row is there once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dougong import config
from dougong.ext import compose, runner
from dougong.records.context import Context
from dougong.records.jobs import Jobs
from dougong.records.runtime import Runtime
from dougong.records.transfer import asking, source
from dougong.records.transfer.importing import counted
from dougong.store.sql import Statement
from tests.safety.site import ROOT, prepared
from tests.safety.test_kill_server import PACKS

ROWS = int(os.environ.get("KILLED_ROWS", "1200"))
KILLS = 3
WORKER = """
import os
from datetime import timedelta
from dougong import config
from dougong.ext import compose, runner
from dougong.records import jobs
from dougong.records.acts import handover
from dougong.records.transfer import importing
importing.PORTION = handover.PORTION = 20
jobs.LOST = timedelta(0)             # nobody waits a minute to see whether a process is dead
work = runner(compose(config.load(os.environ)))
print("ready", flush=True)
while work.step():
    pass
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def runtime(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Runtime]:
    """A database for partners."""
    url = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "durable_postgres_database")
    prepared(url, tmp_path, PACKS)
    made = compose(config.load({"DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(tmp_path)}))
    yield made
    made.database.close()


def admin(runtime: Runtime) -> Context:
    return runtime.machine("import", "test")


def begun(runtime: Runtime) -> int:
    """Return the id of an import that waits to be made."""
    context, jobs = admin(runtime), runtime.jobs
    lines = "".join(f"K{at},华东 {at},{at}\n" for at in range(ROWS))
    id = source.begin(context, jobs, context.object("sample_partner"), "partners.csv",
                      [f"Code,Name,Limit\n{lines}".encode()], {})
    asking.ask(context, jobs, source.read(context, jobs, id), "run", {"mode": "skip", "match": ""})
    return id


def worker(settings: config.Settings) -> "subprocess.Popen[str]":
    env = {**os.environ, "PYTHONPATH": str(ROOT / "platform"), "DOUGONG_HOME": str(settings.home),
           "DOUGONG_DATABASE_URL": settings.database_url}
    return subprocess.Popen([sys.executable, "-c", WORKER], env=env, stdout=subprocess.PIPE, text=True)


def killed_behind(runtime: Runtime, jobs: Jobs, id: int, row: int) -> int:
    """Kill a process that does jobs as soon as it is behind a row, and return where it left the job."""
    process = worker(runtime.settings)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "ready\n"
        until = time.monotonic() + 60
        while place(jobs, id) <= row:
            assert time.monotonic() < until
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
    return place(jobs, id)


def place(jobs: Jobs, id: int) -> int:
    job = jobs.find(id)
    assert job is not None
    return job.done


@pytest.mark.req("R015")
def test_a_killed_import_is_taken_up_and_makes_each_row_once(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, id = runtime.jobs, begun(runtime)
    stood = [0]
    for _ in range(KILLS):
        stood.append(killed_behind(runtime, jobs, id, stood[-1]))
    assert stood == sorted(set(stood))
    assert stood[-1] < ROWS                                  # it was in the middle each time
    monkeypatch.setattr("dougong.records.jobs.LOST", timedelta(0))
    assert runner(runtime).step()
    assert counted(jobs, id, made=True)["create"] == ROWS
    with runtime.database.read() as session:
        codes = [str(code) for code, in session.rows(Statement("select code from sample_partner"))]
        changes = session.rows(Statement("select count(*) from dg_history where door = 'import'"))
    assert sorted(codes) == sorted(f"K{at}" for at in range(ROWS))
    assert changes == [(ROWS,)]
