"""What goes on after a wait: once, with the record as it is by then, in the name of who caused it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dougong.access.belonging import FIRST
from dougong.catalog.model import Object
from dougong.catalog.rule import Rule
from dougong.expressions.closures import closure
from dougong.expressions.parts import conjuncts, inputs
from dougong.kernel.errors import AppError
from dougong.kernel.messages import say
from dougong.processes.effects.kinds import Effect, Failed, Row
from dougong.processes.rules.case import Case
from dougong.processes.rules.deck import Act, Held, deck_of
from dougong.processes.rules.holding import live
from dougong.processes.rules.waiting import GONE, KIND, carry_out, until
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.unit import drain
from dougong.records.writing.untouched import unchanged
from dougong.records.writing.work import Work
from dougong.store.engine.effects import effects
from dougong.store.snapshot import moment
from dougong.store.sql import Statement
from dougong.store.statements.forms import listed


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of a wait: it is over, it goes on until `due`, or it is dropped because of `why`."""

    due: datetime | None = None
    why: str = ""


def go_on(runtime: Runtime, row: Row) -> None:
    """Go on with a rule, if its wait is over and its condition still holds. What it does and that it is done are one
    transaction: it happens once, whoever dies. Raises Failed with what it is refused for."""
    context = runtime.machine("rule", row.correlation or "", row.actor or FIRST)
    with context.database.write(context.catalog.number) as session:
        work = Work(context, session)
        try:
            came = _done(work, row)
            flush(work)
        except AppError as no:
            chain = f": {no.params['chain']}" if "chain" in no.params else ""
            raise Failed(f"it is refused: {say(no.code, 'en', **no.params)}{chain}") from no
        statement, params = _settled(runtime, row, came)
        if session.affected(statement, params) == 1:         # another may have taken it up, or cancelled it
            session.commit()


def _done(work: Work, row: Row) -> _Came:
    found = work.context.catalog.by_uid.get(row.payload["rule"])
    object = work.context.catalog.by_uid.get(row.object_uid or "")
    if not isinstance(found, Rule) or not isinstance(object, Object):
        return _Came(why="the rule is gone")
    held = next((each for each, _ in deck_of(work.context.plans, object).waits if each.rule is found), None)
    waits = next((each for each in held.acts if each.said.name == row.payload["action"] and
                  each.said.verb == "wait"), None) if held is not None else None
    if held is None or waits is None:
        return _Came(why="the rule does not wait any more")
    return _looked(work, held, waits, row, object)


def _looked(work: Work, held: Held, waits: Act, row: Row, object: Object) -> _Came:
    record = live(work, object.name, row.record_id)
    if record is None:
        return _Came(why=GONE)
    draft = unchanged(work, work.context.plan(object.name),
                      Change(object=object.name, verb="update", id=row.record_id), record)
    case = Case(draft, draft)
    if (came := _waited(work.context, waits, case, row.payload)) is not None:
        return came
    if not _holds(held, case):
        return _Came(why="its condition does not hold any more")
    work.chain = tuple(row.cause.split(" → ")) if row.cause else ()
    carry_out(work, held, case, after=waits.said.name)
    for _ in drain(work):
        pass
    return _Came()


def _waited(context: Context, waits: Act, case: Case, said: Mapping[str, Any]) -> _Came | None:
    """Return why it does not go on yet, or at all; None where it does."""
    due = until(context, waits, case) if waits.follows else datetime.fromisoformat(said["until"])
    if due is None:
        return _Came(why="there is no moment to wait for any more")
    if waits.awaits is None:
        return _Came(due=due) if due > context.now else None
    if waits.awaits(case.env):
        return None
    return _Came(due=due) if due > context.now else _Came(why="what it waited for did not come in time")


def _holds(held: Held, case: Case) -> bool:
    """Return whether the condition of a rule holds still, as far as it looks at what is and not at what was."""
    when = held.rule.when
    parts = conjuncts(when.checked) if when is not None else ()
    return all(closure(part)(case.env) for part in parts if not any(name.startswith("old.") for name in inputs(part)))


def _settled(runtime: Runtime, row: Row, came: _Came) -> tuple[Statement, dict[str, Any]]:
    dialect = runtime.database.dialect
    said, now = effects(dialect), moment(dialect, runtime.clock.now())
    if came.why:
        return said.dropped, {"this": row.id, "by": row.by, "at": now, "error": came.why}
    mine = {"these": listed([row.id], dialect), "by": row.by}
    if came.due is not None:
        return said.back, {**mine, "due": moment(dialect, came.due)}
    return said.done, {**mine, "at": now}


GO_ON: Final = Effect(KIND, go_on)
