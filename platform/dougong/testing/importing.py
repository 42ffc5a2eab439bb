"""An import from end to end, as the command does it: columns guessed from the headers, what is right of the rows is
made at once."""

from collections.abc import Mapping

from dougong.ext import runner
from dougong.kernel.errors import Refused
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.transfer.asking import ask
from dougong.records.transfer.source import begin, read
from dougong.records.transfer.taking import importable
from dougong.store.loop import thread_name


def imported(runtime: Runtime, context: Context, object: str, rows: str, match: str) -> Mapping[str, int]:
    """Import a table in CSV and return how many rows came to what: create, update, same, conflict, reject. Raises
    Refused for a table that cannot be read."""
    jobs = runtime.jobs
    id = begin(context, jobs, importable(context, object), "rows.csv", [rows.encode()], {})
    ask(context, jobs, read(context, jobs, id), "run", {"match": match, "mode": "skip"})
    does = runner(runtime)
    taken = jobs.take_this(id, thread_name())
    if taken is not None:
        does.do(taken)
    done = jobs.find(id)
    if done is None or done.state != "done":
        raise Refused(done.result["code"] if done else None, **(done.result["params"] if done else {}))
    return {name: count for name, count in jobs.count(id, made=True).items() if count}
