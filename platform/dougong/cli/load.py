"""`dougong import`: a table of records from a file, the same job the screens run, done here and now."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from dougong.cli import session
from dougong.ext import runner
from dougong.kernel.messages import say
from dougong.kernel.pieces import pieces
from dougong.records.jobs import Job, Jobs
from dougong.records.runner import Runner
from dougong.records.transfer.encoding import ENCODINGS
from dougong.records.transfer.judging import OPEN, VERDICTS
from dougong.records.transfer.mapping import mapping, remember
from dougong.records.transfer.refused import refused_file, sentence
from dougong.records.transfer.source import begin, read
from dougong.records.transfer.taking import importable
from dougong.store.loop import thread_name

_SHOWN = 20


@click.command("import")
@click.argument("object")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", "-c", "columns", multiple=True, metavar="HEADER=FIELD",
              help="What a column means; FIELD empty leaves it out. Others are guessed.")
@click.option("--match", help="What finds records to change: id, external_id, number or a unique field.")
@click.option("--create-only", is_flag=True, help="Look for no records to change.")
@click.option("--skip-errors", is_flag=True, help="Import what is right; without this it is all or nothing.")
@click.option("--conflicts", type=click.Choice(["file", "keep"]), help="Whose value stays where both changed.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help="Found by itself, as a rule.")
@click.option("--sheet", help="Sheet of a spreadsheet; the first, as a rule.")
@click.option("--check", is_flag=True, help="Say what would come of it and import nothing.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="Write the refused rows to this file.")
@click.option("--json", "for_programs", is_flag=True, help="Print the counts as JSON.")
@session.command
def load(*, object: str, file: Path, columns: tuple[str, ...], match: str | None,  # noqa: PLR0913 - its options
         create_only: bool, skip_errors: bool, conflicts: str | None, encoding: str | None, sheet: str | None,
         check: bool, errors: Path | None, for_programs: bool) -> None:
    """Import records of OBJECT from FILE (CSV or XLSX). Exit code 1 when a row was refused.

    Interrupted, it can be gone on with by importing the same file again with --match; what was imported is the same
    then. The screens can undo it.
    """
    alive = session.runtime(session.settings())
    with closing(alive.database):
        context = session.machine(alive)
        jobs = alive.jobs
        said = {"encoding": encoding or "", "sheet": sheet or ""}
        id = begin(context, jobs, importable(context, object), file.name, _content(file), said)
        plan = dict(read(context, jobs, id).said)
        paths = _paths(plan, columns)
        key = "" if create_only else match or plan["match"]
        mapping(context, importable(context, object), paths, key)
        if columns:
            remember(context, importable(context, object), plan["headers"], paths)
        jobs.again(id, {**plan, "columns": paths, "match": key, "mode": "skip" if skip_errors else "all",
                        "conflicts": conflicts or "", "phase": "check" if check else "run"})
        done = _do(runner(alive), jobs, id)
        _tell(jobs, done, for_programs=for_programs)
        if errors is not None:
            errors.write_bytes(b"".join(refused_file(jobs, done, "en")))
    sys.exit(session.REFUSED if done.state != "done" or sum(done.result[word] for word in OPEN) else 0)


def _content(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        yield from pieces(opened)


def _paths(plan: Mapping[str, Any], columns: tuple[str, ...]) -> list[str]:
    """Return the guessed columns with those that were said in their places."""
    said = dict(each.partition("=")[::2] for each in columns)
    unknown = sorted(said.keys() - set(plan["headers"]))
    if unknown:
        raise click.BadParameter(f"the file has no column {unknown[0]!r}; there are {', '.join(plan['headers'])}")
    return [said.get(header, path) for header, path in zip(plan["headers"], plan["columns"], strict=True)]


def _do(does: Runner, jobs: Jobs, id: int) -> Job:
    """Do the job here and return it as it ended; a server that was quicker is waited for."""
    job = jobs.take_this(id, thread_name())
    if job is not None:
        does.do(job)
    found = jobs.find(id)
    assert found is not None                     # noqa: S101 - it was made a moment ago
    return found


def _tell(jobs: Jobs, job: Job, *, for_programs: bool) -> None:
    if for_programs:
        click.echo(json.dumps({"job": job.id, "state": job.state, **job.result}, ensure_ascii=False))
        return
    if job.state != "done":
        click.echo(say(job.result["code"], "en", **job.result["params"]), err=True)
    found = jobs.count(job.id, made=job.said["phase"] == "run" and job.state == "done")
    click.echo(", ".join(f"{found.get(word, 0)} {word}" for word in VERDICTS) + f" (import {job.id})")
    for row in jobs.rows(job.id, 0, _SHOWN, OPEN):
        for fault in row["told"].get("errors", ()):
            click.echo(f"  {sentence(job, fault, 'en')}", err=True)
