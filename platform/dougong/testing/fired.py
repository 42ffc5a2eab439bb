"""Which rules have fired in a database: what its histories keep of them, and what they caused."""

from dougong.catalog.rule import Rule
from dougong.processes.rules.told import FIRED, read
from dougong.records.causes import rules_of
from dougong.records.runtime import Runtime
from dougong.store import history


def fired(runtime: Runtime) -> frozenset[str]:
    """Return the names of the rules that a change fired, and of those that caused one."""
    catalog, database = runtime.live.catalog, runtime.database
    with database.read() as session:
        rows = session.rows(history.reasons(database.dialect))
    found: set[str] = set()
    for cause, told in rows:
        found |= rules_of(catalog, cause or "")
        rules = (catalog.by_uid.get(each.uid) for each in read(told)[1] if each.verdict == FIRED)
        found.update(rule.name for rule in rules if isinstance(rule, Rule))
    return frozenset(found)
