"""The thread that does jobs: one per process, started as the catalog's follower is. A killed process's job is taken
up again by another; what a job wrote together with its progress is never written twice."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from dougong.access.identity import by_user
from dougong.kernel.errors import AppError, FieldError
from dougong.records import outage
from dougong.records.context import Context, Door
from dougong.records.jobs import Job, Stopped
from dougong.records.runtime import Runtime
from dougong.store.errors import StoreError
from dougong.store.loop import Loop, Looping, thread_name

#: Seconds between two looks for work.
PAUSE: Final = 1.0

_log = logging.getLogger(__name__)

#: Does one job in the name of whoever asked for it and returns what came of it (JSON form).
Act = Callable[[Runtime, Context, Job], Mapping[str, Any]]


class Runner(Looping):
    """Does the jobs of the kinds it knows, one after another."""

    def __init__(self, runtime: Runtime, acts: Mapping[str, tuple[Door, Act]]) -> None:
        self._runtime, self._acts = runtime, acts
        self.jobs = runtime.jobs
        self.loop = Loop("jobs", self.step, PAUSE)

    def step(self) -> bool:
        """Do the next job, if there is one; return whether there was."""
        job = self.jobs.take(thread_name())
        if job is not None:
            self.do(job)
        return job is not None

    def do(self, job: Job) -> None:
        """Do a job that was taken and write down how it ended; only a database that went away ends in an error."""
        try:
            identity = by_user(self._runtime.database, job.actor)
            door, act = self._acts[job.kind]
            context = self._runtime.signed(identity, door, f"job-{job.id}")
            result = act(self._runtime, context, job)
        except Stopped:
            self.jobs.end(job, "cancelled", job.result)
        except AppError as error:
            self.jobs.end(job, "failed", failure(error))
        except StoreError as error:
            told = outage.told(error)
            if told is None:
                raise
            self.jobs.end(job, "failed", failure(told))
        except Exception:        # noqa: BLE001 - a fault of ours ends this job, not the thread
            _log.exception("job %s failed", job.id)
            self.jobs.end(job, "failed", {
                "code": "internal", "params": {"incident": f"job-{job.id}"}, "errors": []})
        else:
            self.jobs.end(job, "done", result)


def failure(error: AppError) -> dict[str, Any]:
    """Return an error as a job's result keeps it, to be told in any language later."""
    return {"code": error.code, "params": {name: str(value) for name, value in error.params.items()},
            "errors": [fault(each) for each in error.errors]}


def fault(each: FieldError) -> dict[str, Any]:
    """Return a refused value in JSON form."""
    return {"pointer": each.pointer, "code": each.code, "params": {k: str(v) for k, v in each.params.items()},
            "text": dict(each.text) if each.text else None}
