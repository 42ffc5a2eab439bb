"""What lookups find in other records for those at hand: each question asked once, together, and kept for the unit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.rules import Sought
from dougong.records.writing.touch import touched
from dougong.store.expression import bounds
from dougong.store.session import Rows
from dougong.store.statements.reads import Lock, Selected

#: Told of a record a lookup gives a link: the link's object and field, and what was read of its target.
Meet = Callable[[str, str, Mapping[str, Any]], None]
#: Object, field and place of a lookup, and what it is asked with.
Question = tuple[str, str, int, tuple[tuple[str, Any], ...]]


class Seeker:
    """The lookups of the changes of one unit. `want` notes what is to be asked, `answer` hands out what is known.

    A record that is itself the value is held by `lock`, and `meet` gets what a link needs of it: it is not read again.
    """

    __slots__ = ("_context", "_found", "_lock", "_meet", "_wanted")

    def __init__(self, context: Context, lock: Lock, meet: Meet) -> None:
        self._context, self._lock, self._meet = context, lock, meet
        self._found: dict[Question, Any] = {}
        self._wanted: dict[Question, Selected] = {}

    def __bool__(self) -> bool:
        """Return whether there is anything to ask."""
        return bool(self._wanted)

    def want(self, draft: Draft, *, early: bool = False) -> bool:
        """Note every question of the rows that nobody has asked yet and return whether there is one; `early` leaves
        those that hang on what is not there so far and may come."""
        for row, sought in _due(draft):
            if early and (sought.afar or any(_lacks(row, name) for name in sought.reads)):
                continue
            for question, selected in self._questions(row, sought):
                if question not in self._found:
                    self._wanted[question] = selected
        return bool(self._wanted)

    def ask(self, batch: Batch) -> None:
        """Put the questions that are wanted into the batch."""
        for question, selected in self._wanted.items():
            batch.ask(selected.statement, dict(question[3]), self._taking(question, selected))
        self._wanted = {}

    def answer(self, draft: Draft) -> None:
        """Hand out what is known: to each row the first value found, null where all places have none."""
        for row, sought in _due(draft):
            asked = [question for question, _ in self._questions(row, sought)]
            if all(question in self._found for question in asked):
                found = (self._found[question] for question in asked)
                row.found[sought.name] = next((value for value in found if value is not None), None)

    def _questions(self, row: Row, sought: Sought) -> Iterator[tuple[Question, Selected]]:
        """Yield the places to look, in order, with what each is asked."""
        object, dialect = row.rules.object.name, self._context.database.dialect
        storage = self._context.plans.storage(object)
        for index in range(sought.count):
            selected = storage.lookup(sought.name, index, self._lock)
            given: dict[str, Any] = {}
            for checked in selected.expressions:
                given.update(bounds.parameters(checked, row.env, dialect))
            yield (object, sought.name, index, tuple(sorted(given.items()))), selected

    def _taking(self, question: Question, selected: Selected) -> Any:
        def take(rows: Rows) -> None:
            found: Sequence[Mapping[str, Any]] = selected.decode.all(rows)
            object, field, *_ = question
            row = found[0] if found else {field: None}
            if "_id" in row:
                self._meet(object, field, row)
            self._found[question] = row.get("_id", row.get(field))
        return take


def _due(draft: Draft) -> Iterator[tuple[Row, Sought]]:
    """Yield what has to be found: of new rows, and where what a lookup reads is another than it was; not what is
    given."""
    for row in draft.rows():
        for sought in row.rules.sought:
            if sought.name not in row.given and (row.old is None or touched(draft, row, sought.reads)):
                yield row, sought


def _lacks(row: Row, name: str) -> bool:
    """Return whether a name a lookup reads has no value yet."""
    if name.startswith("parent."):
        return row.env.parent is not None and row.env.parent.values.get(name.removeprefix("parent.")) is None
    return row.values.get(name) is None
