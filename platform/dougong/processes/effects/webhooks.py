"""Webhooks: who outside is told of which changes. Whoever may look after them may see every record they tell of, so
they are the administrators'; a message says which record changed, and not what it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from dougong.access.sealing import seal
from dougong.kernel.errors import FieldError, Missing, Refused
from dougong.processes.effects.egress import Refused as Unfit
from dougong.processes.effects.egress import egress
from dougong.processes.effects.outbox import Way, put
from dougong.processes.effects.signing import new_secret
from dougong.processes.effects.turning import turned
from dougong.records.audit import told_within
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.together import act_together
from dougong.records.writing.work import Work
from dougong.store.engine.settings import CHANGED
from dougong.store.engine.webhooks import SEEN, webhooks
from dougong.store.snapshot import moment, when

KIND: Final = "webhook"
#: What can be told of a record.
EVENTS: Final = ("created", "updated", "archived", "restored")
LONGEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Who is told: at `url`, of `events` of records of `objects` (by name; none: of all). `stopped` says why it was
    switched off by itself."""

    id: int
    name: str
    url: str
    objects: tuple[str, ...]
    events: tuple[str, ...]
    active: bool
    stopped: str
    created_at: datetime

    @property
    def target(self) -> str:
        """Return what its messages are for, as effects have it."""
        return f"{KIND}/{self.id}"


def every(runtime: Runtime, context: Context) -> list[Webhook]:
    """Return all webhooks, the oldest first."""
    with runtime.database.read() as session:
        rows = session.rows(webhooks(runtime.database.dialect).every)
    return [_webhook(runtime, context, row) for row in rows]


def one(runtime: Runtime, context: Context, id: int) -> Webhook:
    """Return a webhook; raises Missing."""
    with runtime.database.read() as session:
        rows = session.rows(webhooks(runtime.database.dialect).read, {"this": id})
    if not rows:
        raise Missing
    return _webhook(runtime, context, rows[0])


def add(runtime: Runtime, context: Context, said: Mapping[str, Any]) -> tuple[int, str]:
    """Return the id and the secret, which nobody is told again, of a new webhook. Raises Refused."""
    values, secret = _checked(runtime, context, said), new_secret()

    def act(work: Work) -> int:
        row = {**values, "secret": seal(runtime.settings.secret_key, KIND, secret), "created_by": context.actor.id,
               "created_at": moment(runtime.database.dialect, context.now)}
        id = int(work.session.rows(webhooks(runtime.database.dialect).add, row)[0][0])
        _noted(work, id, "created", values)
        return id
    return act_together(context, runtime.renewed, act), secret


def change(runtime: Runtime, context: Context, id: int, said: Mapping[str, Any]) -> None:
    """Change a webhook; what is not said stays. Raises Refused, Missing."""
    now = one(runtime, context, id)
    values = _checked(runtime, context, {**_told(now), **said})
    _write(runtime, context, id, "changed", {f"new_{name}": value for name, value in values.items()}, values)


def turn(runtime: Runtime, context: Context, id: int) -> str:
    """Return a new secret, which nobody is told again; for a day messages are signed by that of before as well."""
    one(runtime, context, id)
    secret = new_secret()
    _write(runtime, context, id, "turned", turned(runtime, context, KIND, secret), {})
    return secret


def drop(runtime: Runtime, context: Context, id: int) -> None:
    """Remove a webhook; what still waits for it is given up. Raises Missing."""
    one(runtime, context, id)
    _write(runtime, context, id, "dropped", {}, {})


def test(runtime: Runtime, context: Context, id: int) -> None:
    """Send a message that tells of nothing; what comes of it is with the other effects. Raises Missing."""
    told = one(runtime, context, id)

    def act(work: Work) -> None:
        put(work, KIND, {"webhook": id, "type": "webhook.test", "data": {"name": told.name}},
            key=f"{id}/test/{context.correlation}", way=Way(target=told.target))
    act_together(context, runtime.renewed, act)


_VERBS: Final = {"changed": "change", "turned": "turn", "dropped": "drop"}


def _write(runtime: Runtime, context: Context, id: int, verb: str, params: Mapping[str, Any],
           said: Mapping[str, Any]) -> None:
    statement = getattr(webhooks(runtime.database.dialect), _VERBS[verb])

    def act(work: Work) -> None:
        work.session.send(statement, {**params, "this": id})
        _noted(work, id, verb, said)
    act_together(context, runtime.renewed, act)


def _noted(work: Work, id: int, verb: str, said: Mapping[str, Any]) -> None:
    """Write down who did it, and let every process look again at who is told of what."""
    told_within(work, "rights", {"verb": verb, **said}, KIND, id)
    work.session.send(CHANGED)


def _told(one: Webhook) -> dict[str, Any]:
    return {"name": one.name, "url": one.url, "objects": one.objects, "events": one.events, "active": one.active}


def _checked(runtime: Runtime, context: Context, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a webhook as its table holds it; raises Refused with every fault."""
    name, url = str(said.get("name") or "").strip(), str(said.get("url") or "").strip()
    objects, events = tuple(said.get("objects") or ()), tuple(said.get("events") or ())
    known = context.catalog.objects
    errors = [FieldError(f"/{field}", code, params) for field, code, params, wrong in (
        ("name", "required", {}, not name), ("name", "too_long", {"max": LONGEST}, len(name) > LONGEST),
        ("events", "webhook_events", {"options": ", ".join(EVENTS)}, not set(events) <= set(EVENTS)),
        ("objects", "webhook_objects", {}, any(each not in known or known[each].parent for each in objects))) if wrong]
    try:
        egress(runtime.settings).checked(url)
    except Unfit as no:
        errors.append(FieldError("/url", "webhook_url", {"why": str(no)}))
    if errors:
        raise Refused(errors=errors)
    return {"name": name, "url": url, "active": int(bool(said.get("active", True))),
            "objects": orjson.dumps([known[each].uid for each in objects]).decode(),
            "events": orjson.dumps(sorted(events, key=EVENTS.index)).decode()}


def _webhook(runtime: Runtime, context: Context, row: tuple[Any, ...]) -> Webhook:
    found = dict(zip(SEEN, row, strict=True))
    named = (context.catalog.by_uid.get(uid) for uid in orjson.loads(found["objects"]))
    return Webhook(id=found["id"], name=found["name"], url=found["url"], active=bool(found["active"]),
                   objects=tuple(each.name for each in named if each), events=tuple(orjson.loads(found["events"])),
                   stopped=found["stopped"] or "",
                   created_at=when(runtime.database.dialect, found["created_at"]))
