"""gunicorn, the same for both sides: two workers of four threads."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # publishes no types

ROOT = Path(__file__).resolve().parents[2]
_OPTIONS = "--workers 2 --worker-class gthread --threads 4 --keep-alive 75 --backlog 256 --log-level warning".split()


@contextmanager
def serve(app: str, env: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Serve a WSGI application (module:callable) from the checkout and yield its port and process id."""
    port = _free()
    command = [sys.executable, "-m", "gunicorn", *_OPTIONS, "--bind", f"127.0.0.1:{port}", "--chdir", str(ROOT), app]
    path = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path, **env})
    try:
        _await(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def spent(*pids: int) -> float:
    """Return the processor seconds of these processes and their living descendants so far."""
    family = [each for pid in pids for each in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))]
    return float(sum(sum(each.cpu_times()[:2]) for each in family))


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the port answers; raise RuntimeError when the server ends or takes 60 seconds."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: exit code {process.poll()}")
