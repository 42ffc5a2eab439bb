"""An import as a job: foresee what each document comes to, then make it, portion by portion, each row once.

The progress of the job moves in the very transaction that writes a portion's records, and only from where it stood: a
process that is killed leaves whole portions, and whoever takes the job up again goes on behind the last of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson

from dougong.catalog.quiet import uncollected
from dougong.kernel.errors import AppError, FieldError, Refused
from dougong.records.context import Context
from dougong.records.jobs import Job, Jobs, Stopped
from dougong.records.runner import fault
from dougong.records.runtime import Runtime
from dougong.records.transfer.ahead import Ahead
from dougong.records.transfer.document import Document
from dougong.records.transfer.documents import Reader, groups
from dougong.records.transfer.finding import Finder
from dougong.records.transfer.judging import OPEN, VERDICTS, Judge, differences, errors_of, verdict
from dougong.records.transfer.kin import Kin, apart, kin_of
from dougong.records.transfer.mapping import Columns, field_at, mapping
from dougong.records.transfer.source import KIND, Table, local, open_table, whole
from dougong.records.transfer.taking import importable
from dougong.records.transfer.undoing import undo
from dougong.records.writing.change import Change
from dougong.records.writing.many import Beside, Made, Many, Overtaken, step
from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.violations import refusal
from dougong.records.writing.work import Work
from dougong.store.errors import Violation
from dougong.store.session import Order
from dougong.store.statements.forms import sent_params

#: Rows of a file in one transaction, and documents at the most.
PORTION: Final = 500
#: Rows that may be made all or none: one transaction keeps other writers waiting.
MOST_TOGETHER: Final = 20_000

Asked = list[Change | AppError]


@dataclass(frozen=True, slots=True)
class Import:
    """One run over a file, to foresee (`keep` false) or to make it."""

    jobs: Jobs
    job: Job
    many: Many
    table: Table
    columns: Columns
    keep: bool
    kin: Kin | None = None
    apart: bool = False
    ahead: Ahead[list[Document]] = field(default_factory=Ahead)

    @property
    def context(self) -> Context:
        """Return the context it acts in."""
        return self.many.context

    def run(self) -> None:
        """Go over the file from where the job stands; raises Stopped."""
        done = self.job.done
        for documents, asked in self.portions():
            with uncollected():                      # what came of a portion goes before anything is collected
                self._portion(documents, asked, done)
            done = documents[-1].last

    def _portion(self, documents: Sequence[Document], asked: Asked, done: int) -> None:
        made = self._make(documents, asked, done) if self.keep else self._foresee(documents, asked, done)
        self.came(documents, made)

    def came(self, documents: Sequence[Document], made: Sequence[Made]) -> None:
        """Let documents that name these know what became of them."""
        if self.kin is not None:
            self.kin.came(documents, made, keep=self.keep)

    def write(self, documents: Sequence[Document], asked: Asked, made: Sequence[Made]) -> None:
        """Write down what would come of documents; the job stays where it is."""
        with self.context.database.write(None) as session:
            session.commit([self._rows(documents, asked, made)])

    def together(self) -> None:
        """Make the whole file in one transaction, or nothing of it; raises Refused for the row that forbids it."""
        context = self.context
        with context.database.write(context.catalog.number) as session:
            last = self.job.done
            for documents, asked in self.portions():
                work = Work(context, session)
                try:
                    made = step(work, asked)
                    flush(work)
                    session.many(())
                except Violation as violation:
                    raise Refused("import_together", errors=refusal(work, violation).errors,
                                  row=documents[0].row) from violation
                for document, each in zip(documents, made, strict=True):
                    if each.error is not None:
                        raise Refused("import_together", errors=errors_of(each.error), row=document.row)
                session.send(*self._rows(documents, asked, made))
                self.came(documents, made)
                last = documents[-1].last
            if session.affected(*self.jobs.onward(self.job, self.job.done, last)) != 1:
                raise Stopped
            session.commit()

    def portions(self) -> Iterator[tuple[list[Document], Asked]]:
        """Yield the documents of a portion with what each asks for; those behind the job are only remembered."""
        said = self.job.said
        object = importable(self.context, said["object"])
        reader = Reader(self.context, self.columns, Finder(self.context), self.kin)
        judge = Judge(self.context, object, self.columns.match, f"import {self.job.id}",
                      said.get("conflicts", ""), said.get("decided", {}))
        for read in self.ahead.over(map(reader.read, _portions(groups(self.table.lines(), self.columns)))):
            judge.note(read)
            if documents := [each for each in read if each.last > self.job.done]:
                for part in (documents,) if self.kin is None else self.kin.parted(documents):
                    yield part, self._known(part, judge.changes(part))

    def _known(self, documents: Sequence[Document], asked: Asked) -> Asked:
        """Put aside what an earlier import has made of the same refused row."""
        before = [document.before for document in documents if document.before]
        made = self.jobs.made(before) if before else frozenset()
        return [Refused("import_done") if document.before in made else change
                for document, change in zip(documents, asked, strict=True)]

    def _make(self, documents: Sequence[Document], asked: Asked, done: int) -> list[Made]:
        def beside(start: int, end: int) -> Beside:
            at = documents[start - 1].last if start else done

            def written(made: Sequence[Made]) -> tuple[Order, list[Order]]:
                if self.apart:
                    self.ahead.prepare()             # while the database works
                return self.jobs.onward(self.job, at, documents[end - 1].last), [
                    self._rows(documents[start:end], asked[start:end], made)]
            return written
        try:
            return self.many.make(asked, beside)
        except Overtaken:
            raise Stopped from None

    def _foresee(self, documents: Sequence[Document], asked: Asked, done: int) -> list[Made]:
        made = self.many.make(asked, _nothing)
        with self.context.database.write(None) as session:
            going = session.affected(*self.jobs.onward(self.job, done, documents[-1].last))
            session.commit([self._rows(documents, asked, made)] if going else ())
        if not going:
            raise Stopped
        return made

    def _rows(self, documents: Sequence[Document], asked: Asked, made: Sequence[Made]) -> Order:
        """Return what writes down what came, or would come, of documents."""
        rows: list[Sequence[Any]] = []
        for document, change, each in zip(documents, asked, made, strict=True):
            row = self._row(document, change, each)
            rows.append((self.job.id, *row))
            if document.before and self.keep and each.draft is not None:
                rows.append((document.before[0], document.before[1], *row[1:]))
        return self.jobs.statements.put_rows, sent_params(rows, self.context.database.dialect)

    def _row(self, document: Document, change: Change | AppError, made: Made) -> tuple[Any, ...]:
        word, draft = verdict(change, made), made.draft
        told: dict[str, Any] = {}
        if made.error is not None and word in OPEN:
            told["errors"] = [self._fault(document, error) for error in errors_of(made.error)]
        if draft is not None and word == "update":
            told["changes"] = differences(draft)
            told["lines"] = [name for name, rows in draft.lines.items() if draft.removed.get(name) or any(
                line.old is None or line.changed() for line in rows)]
            if made.version is not None:
                told["was"] = draft.values["version"] - 1
        shows = not self.keep or word in OPEN
        cells = [[line.number, line.cells] for line in document.rows] if shows else None
        return (document.row, word, int(self.keep), None if draft is None or not self.keep else draft.id,
                None if draft is None else made.version or draft.values["version"], _text(told), _text(cells))

    def _fault(self, document: Document, error: FieldError) -> dict[str, Any]:
        """Return a fault with where it stands, and what its field is called where no column says that."""
        row, column = document.place(error.pointer)
        known = field_at(self.context, self.job.said["object"], error.pointer) if column is None else None
        return {**fault(error), "at": [row, column], "label": dict(known.label) if known else None}


def act(runtime: Runtime, context: Context, job: Job) -> Mapping[str, Any]:
    """Do what is due of an import: foresee it, make it, or undo it; return how many documents had which verdict."""
    jobs = runtime.jobs
    phase = job.said.get("phase", "check")
    if phase == "undo":
        return undo(jobs, job, Many(context, runtime.renewed))
    object = importable(context, job.said["object"])
    columns = mapping(context, object, job.said["columns"], job.said.get("match", ""))
    with local(jobs, job.id) as path:
        table = open_table(path, job.said)
        whole(table)
        said = Import(jobs, job, Many(context, runtime.renewed, keep=phase == "run"), table, columns, phase == "run",
                      kin_of(object, columns), apart(object, columns))
        if phase == "check" or job.said.get("mode") == "skip":
            said.run()
        else:
            _all_or_none(said)
    return {"phase": phase, **counted(jobs, job.id, made=phase == "run")}


def counted(jobs: Jobs, id: int, *, made: bool) -> dict[str, int]:
    """Return how many documents have which verdict."""
    found = jobs.count(id, made=made)
    return {word: found.get(word, 0) for word in VERDICTS}


def _all_or_none(said: Import) -> None:
    """Foresee the whole file; make it only when no document needs a person."""
    rows = sum(1 for _ in zip(said.table.lines(), range(MOST_TOGETHER + 1), strict=False))
    if rows > MOST_TOGETHER:
        raise Refused("import_together_rows", most=f"{MOST_TOGETHER:,}")
    if said.job.done == 0:
        object = importable(said.context, said.job.said["object"])
        tried = replace(said, keep=False, many=replace(said.many, keep=False), kin=kin_of(object, said.columns))
        for documents, asked in tried.portions():
            made = tried.many.make(asked, _nothing)
            tried.write(documents, asked, made)
            tried.came(documents, made)
        found = counted(said.jobs, said.job.id, made=False)
        if sum(found[word] for word in OPEN):
            raise Refused("import_open", n=sum(found[word] for word in OPEN))
        said.together()


def _portions(documents: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    """Yield documents in portions of about PORTION rows."""
    held: list[list[Any]] = []
    count = 0
    for rows in documents:
        held.append(rows)
        count += len(rows)
        if count >= PORTION:
            yield held
            held, count = [], 0
    if held:
        yield held


def _nothing(_start: int, _end: int) -> Any:
    """Write nothing beside: it is only tried."""


def _text(said: Any) -> str | None:
    return orjson.dumps(said).decode() if said else None


__all__ = ("KIND", "MOST_TOGETHER", "PORTION", "Import", "act", "counted")
