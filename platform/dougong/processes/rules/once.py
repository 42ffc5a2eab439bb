"""What a rule does once for ever."""

from dougong.catalog.rule import Rule
from dougong.records.writing.work import Work
from dougong.store.statements import acting


def first(work: Work, rule: Rule, key: str) -> bool:
    """Return whether the rule has not done what the key names, and note that it does now; one wait."""
    engine = work.context.plans.engine
    given = {"rule_uid": rule.uid, "key": key, "at": engine.moment(work.context.now)}
    return work.session.affected(acting.first_time(engine.dialect), given) == 1
