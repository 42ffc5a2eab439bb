"""Whose a record becomes: each of those who hold a role in turn, or who has the fewest such records."""

from typing import Final

from dougong.catalog.linking.roles import closed
from dougong.catalog.rule import Action, Rule
from dougong.records.writing.draft import Draft
from dougong.records.writing.work import Work
from dougong.store.engine import sequences
from dougong.store.expression.bounds import parameters
from dougong.store.statements import acting
from dougong.store.statements.forms import listed

#: What counts the turns of a rule.
TURN: Final = "turn"


def whose(work: Work, rule: Rule, said: Action, draft: Draft) -> int | None:
    """Return who is next; None when nobody who is active holds the role today."""
    among = _holders(work, said.to)
    if not among:
        return None
    return _idlest(work, said, draft, among) if said.by == "least_load" else _next(work, rule, among)


def _holders(work: Work, role: str) -> list[int]:
    """Return the users who hold the role, or one that includes it, by id."""
    context = work.context
    known = context.catalog.roles
    codes = {code for code in known if role in closed(known, frozenset({code}))}
    rows = work.session.rows(acting.holders(context.database.dialect), {"today": context.today})
    return sorted({id for code, id in rows if code in codes})


def _next(work: Work, rule: Rule, among: list[int]) -> int:
    """Whose turn it is stays locked until the unit ends: no two records are one's turn."""
    given = {"object_uid": rule.uid, "scope": TURN, "count": 1}
    ((turn,),) = work.session.rows(sequences.taking(work.context.database.dialect), given)
    return among[(int(turn) - 1) % len(among)]


def _idlest(work: Work, said: Action, draft: Draft, among: list[int]) -> int:
    """Return who has the fewest records, of equals the first; the record at hand does not count."""
    plans = work.context.plans
    selected = plans.once(("loads", said.object, said.where.text if said.where else ""),
                          lambda: acting.loads(plans.ground, plans.catalog.objects[said.object], said.where))
    given = {"ids": listed(among, plans.ground.dialect), "id": draft.id}
    for checked in selected.expressions:
        given.update(parameters(checked, draft.env, plans.ground.dialect))
    count = dict.fromkeys(among, 0) | dict(work.session.rows(selected.statement, given))
    return min(among, key=lambda user: (count[user], user))
