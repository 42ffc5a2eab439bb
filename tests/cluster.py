"""What several machines would run, on one: PostgreSQL, Redis, two servers, two workers. `make run-cluster` starts it
with sample records in a temporary folder; nothing of it is left behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from tests import postgres
from tests.serving import PASSWORD, dougong, free_port, running

SERVERS = WORKERS = 2
#: Seconds until Redis has to answer, and until a process that was told to stop has to have done so.
PATIENCE = 20.0


@dataclass
class Cluster:
    """What runs: the environment of its processes, the ports of the servers, Redis, the workers and what they say."""

    environment: Mapping[str, str]
    ports: Sequence[int]
    redis: "subprocess.Popen[bytes]"
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    logs: list[Path] = field(default_factory=list)


@contextmanager
def cluster(folder: Path, database: str, *words: str, first: int = 0, **settings: str) -> Iterator[Cluster]:
    """Run a cluster over a PostgreSQL database until the block ends; with `words`, `dougong init` makes it ready.
    `first` is the port of the first server (0: any), settings are written without DOUGONG_."""
    ports = [first + at if first else free_port() for at in range(SERVERS)]
    with ExitStack() as stack:
        port = free_port()
        word, at = stack.enter_context(redis_at(folder, port)), f"redis://127.0.0.1:{port}/0"
        environment = {"DOUGONG_HOME": str(folder / "home"), "DOUGONG_DATABASE_URL": database, "DOUGONG_REDIS_URL": at,
                       "DOUGONG_ADMIN_PASSWORD": PASSWORD, "DOUGONG_BASE_URL": f"http://127.0.0.1:{ports[0]}",
                       **{f"DOUGONG_{name.upper()}": text for name, text in settings.items()}}
        if words:
            dougong(environment, "init", *words)
        found = Cluster(environment, ports, word)
        for number in range(WORKERS):
            found.logs.append(folder / f"worker-{number}.log")
            found.workers.append(stack.enter_context(_process(
                [sys.executable, "-m", "dougong", "worker"], {**os.environ, **environment}, found.logs[-1])))
        for number, port in enumerate(ports):
            told = {**os.environ, **environment, "DOUGONG_PORT": str(port),
                    "DOUGONG_BASE_URL": f"http://127.0.0.1:{port}"}
            stack.enter_context(running([sys.executable, "-m", "dougong", "serve"], port, told,
                                        folder / f"server-{number}.log", apart=True))
        yield found


@contextmanager
def redis_at(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a Redis that keeps nothing on a port until the block ends. Raises FileNotFoundError where there is none."""
    program = shutil.which("redis-server")
    if program is None:
        raise FileNotFoundError("there is no redis-server; apt-get install redis-server")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
               "--dir", str(folder)]
    with _process(command, os.environ, folder / "redis.log") as process, closing(redis.Redis(port=port)) as asked:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                asked.ping()
                break
            except redis.ConnectionError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        yield process


@contextmanager
def _process(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a process in a session of its own, so that a Ctrl C of ours is not heard twice, until the block ends."""
    with log.open("ab") as said, subprocess.Popen(command, env=environment, stdout=said, stderr=said,
                                                  start_new_session=True) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _stop(*_: Any) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run a cluster with sample records until somebody interrupts it."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        with tempfile.TemporaryDirectory(prefix="dougong-cluster-") as folder, postgres.server(()) as server, \
                postgres.database(server) as url:
            print("Making the sample records …", flush=True)
            first = int(os.environ.get("CLUSTER_PORT", "8000"))
            with cluster(Path(folder), url, "--name", "Dougong", first=first) as found:
                served = " and ".join(f"http://127.0.0.1:{port}" for port in found.ports)
                print(f"Serving on {served}, two workers; sign in as admin with {PASSWORD}, Ctrl C stops it all",
                      flush=True)
                signal.pause()
    except KeyboardInterrupt:
        print("Stopped", flush=True)


if __name__ == "__main__":
    main()
