"""Where messages from outside arrive: an address for each rule that hears them, and a secret by which a message is
known to come from who was told it. Both are the administrators'."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dougong.access.sealing import seal
from dougong.catalog.rule import Rule
from dougong.kernel.errors import Missing
from dougong.processes.effects.signing import new_secret
from dougong.processes.effects.turning import turned
from dougong.processes.rules.refusals import told
from dougong.records.audit import told_within
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.together import act_together
from dougong.records.writing.work import Work
from dougong.store.engine.inbound import CALL, SEEN, inbound_statements
from dougong.store.snapshot import moment, when
from dougong.store.sql import Statement

KIND: Final = "inbound"
#: Bytes of an address: nobody comes by it by trying.
BYTES: Final = 24
#: Calls that are shown.
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Call:
    """A message that came: `heard`, or refused, with what is `kept` of why; `record` is what it made or changed."""

    message: str
    heard: bool
    record: int | None
    kept: str
    at: datetime

    def error(self, language: str) -> str:
        """Return why it was refused, for a reader of the language; "" where it was heard."""
        return told(self.kept, language)


@dataclass(frozen=True, slots=True)
class Hook:
    """A rule that hears messages; `path` is where they arrive, "" where nothing does yet."""

    rule: Rule
    path: str
    created_at: datetime | None


def hooks(runtime: Runtime, context: Context) -> list[Hook]:
    """Return every rule that hears messages, with where they arrive."""
    with runtime.database.read() as session:
        rows = session.rows(inbound_statements(runtime.database.dialect).every)
    held = {row[0]: dict(zip(SEEN, row, strict=True)) for row in rows}
    return [Hook(rule, f"/hooks/{found['address']}" if found else "",
                 when(runtime.database.dialect, found["created_at"]) if found else None)
            for rule in heard(context) for found in (held.get(rule.uid, {}),)]


def url(runtime: Runtime, hook: Hook) -> str:
    """Return where messages to a rule arrive, as their senders write it; "" where nothing does yet."""
    return f"{runtime.settings.base_url}{hook.path}" if hook.path else ""


def heard(context: Context) -> Iterator[Rule]:
    """Yield the rules of the catalog that hear messages."""
    yield from (rule for one in context.catalog.objects.values() for rule in one.rules if hears(rule))


def hears(rule: Rule) -> bool:
    """Return whether a rule hears messages; one that rests does not."""
    return rule.on.inbound is not None and not rule.off


def one(runtime: Runtime, context: Context, name: str) -> Hook:
    """Return a rule that hears messages; raises Missing."""
    found = next((each for each in hooks(runtime, context) if each.rule.name == name), None)
    if found is None:
        raise Missing
    return found


def calls(runtime: Runtime, rule: Rule) -> list[Call]:
    """Return the last messages to a rule, the newest first."""
    dialect = runtime.database.dialect
    with runtime.database.read() as session:
        rows = session.rows(inbound_statements(dialect).calls, {"uid": rule.uid, "limit": SHOWN})
    said = [dict(zip(CALL, row, strict=True)) for row in rows]
    return [Call(each["message"], each["done"] is not None, each["record_id"], each["error"] or "",
                 when(dialect, each["at"])) for each in said]


def turn(runtime: Runtime, context: Context, name: str) -> str:
    """Return a new secret, which nobody is told again, and let messages arrive where they did not; where they did, that
    of before holds for a day more. Raises Missing."""
    rule, secret = one(runtime, context, name), new_secret()
    dialect = runtime.database.dialect
    if rule.path:
        _write(runtime, context, rule, "turned", inbound_statements(dialect).turn, {
            "uid": rule.rule.uid, **turned(runtime, context, KIND, secret)})
    else:
        _write(runtime, context, rule, "created", inbound_statements(dialect).put, {
            "rule_uid": rule.rule.uid, "address": secrets.token_urlsafe(BYTES), "created_by": context.actor.id,
            "secret": seal(runtime.settings.secret_key, KIND, secret), "created_at": moment(dialect, context.now)})
    return secret


def drop(runtime: Runtime, context: Context, name: str) -> None:
    """Let nothing arrive any more. Raises Missing."""
    found = one(runtime, context, name)
    _write(runtime, context, found, "dropped", inbound_statements(runtime.database.dialect).drop,
           {"uid": found.rule.uid})


def _write(runtime: Runtime, context: Context, hook: Hook, verb: str, statement: Statement,
           params: Mapping[str, Any]) -> None:
    def act(work: Work) -> None:
        work.session.send(statement, params)
        told_within(work, "rights", {"verb": verb, "rule": hook.rule.name}, KIND, None)
    act_together(context, runtime.renewed, act)
