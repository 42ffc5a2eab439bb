"""What a pool does in the unit of work: whoever takes a record owns it, whoever gives it back does not, and limits
hold whoever takes at once."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.spi import Draft, Object, Step, Work, beyond

from .kind import left, pool_of, taken
from .limits import held_query, limits_query, reached


def claim(work: Work, draft: Draft) -> None:
    """Name the row that counts what the person takes today: whoever takes two records at once waits for it."""
    pool = _taking(draft)
    if pool is not None:
        work.claim(taken(pool["name"]), [_key(work)], make={"taken": 0})


def compute(work: Work, draft: Draft) -> None:
    """Give the record its new owner, or none, and keep who had it last and since when."""
    pool = pool_of(draft.rules.object.extra)
    if pool is not None and draft.old is None:
        draft.unowned = _is_waiting(pool, draft)
    if pool is None or not draft.change.transition:
        return
    if draft.change.transition == pool["claim"]:
        draft.values["owner"], draft.values[pool["since"]] = work.context.actor.id, work.context.now
    elif draft.change.transition in pool["leave"]:
        draft.values[pool["previous"]], draft.values["owner"] = draft.values["owner"], None
        draft.values[pool["since"]], draft.values[left(pool["name"])] = None, work.context.now


def guard(work: Work, draft: Draft) -> None:
    """Refuse who has enough, has taken enough today, or had it last."""
    pool = _taking(draft)
    within = None if pool is None or "within" not in pool else draft.values.get(pool["within"])
    if pool is None or within is None:
        return
    engine = beyond(work.context)

    def held(most: int) -> int:
        return len(work.ask(engine, held_query(pool, draft.rules.object.name, work.context.actor.id, most)))

    def today() -> int:
        (row,) = work.read_locked(taken(pool["name"]), [_key(work)])
        found: int = row["taken"]
        return found

    for row in work.ask(engine, limits_query(pool, within)):
        draft.errors.extend(reached(work.context, pool, row, draft.values, held=held, today=today))


def post(work: Work, draft: Draft) -> None:
    """Count what was taken."""
    pool = _taking(draft)
    if pool is not None:
        work.change(taken(pool["name"]), _key(work), {"taken": 1})


def _is_waiting(pool: Mapping[str, Any], draft: Draft) -> bool:
    """Return whether a new record, as imports bring them, begins where records wait that were given back."""
    flow = draft.rules.object.workflow
    ends = () if flow is None else {flow.transitions[each].target for each in pool["leave"]}
    return flow is not None and draft.values.get(flow.field) in ends


def _taking(draft: Draft) -> Mapping[str, Any] | None:
    """Return the pool a record is taken from by this change."""
    pool = pool_of(draft.rules.object.extra)
    return pool if pool is not None and draft.change.transition == pool["claim"] else None


def _key(work: Work) -> Mapping[str, Any]:
    return {"holder": work.context.actor.id, "day": work.context.today}


def _is_pooled(object: Object) -> bool:
    return "pool" in object.extra


STEPS: Final = (Step("pool_claim", "claim", _is_pooled, claim), Step("pool_compute", "compute", _is_pooled, compute),
                Step("pool_guard", "guard", _is_pooled, guard), Step("pool_post", "post", _is_pooled, post))
