"""Which rules have fired in a database: what its histories keep of them, what they caused, and whom they told."""

from dougong.catalog.rule import Rule
from dougong.processes.rules.told import FIRED, read
from dougong.records.causes import rules_of
from dougong.records.runtime import Runtime
from dougong.store.engine import effects, history


def fired(runtime: Runtime) -> frozenset[str]:
    """Return the names of the rules that a change fired, and of those that caused one or told somebody."""
    catalog, database = runtime.live.catalog, runtime.database
    with database.read() as session:
        rows = session.rows(history.reasons(database.dialect))
        keys = session.rows(effects.keys(database.dialect))
    found: set[str] = set()
    uids = {key.partition("/")[0] for key, in keys}
    for cause, told in rows:
        found |= rules_of(catalog, cause or "")
        uids |= {each.uid for each in read(told)[1] if each.verdict == FIRED}
    return frozenset(found | {rule.name for uid in uids if isinstance(rule := catalog.by_uid.get(uid), Rule)})
