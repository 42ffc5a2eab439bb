"""How a webhook's message goes out: signed, through the one place that calls others; anything but 2xx is a failure."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from dougong.access.hashing import digest
from dougong.fields import moment
from dougong.processes.effects.egress import Refused, Unreachable, egress
from dougong.processes.effects.kinds import Effect, Failed, Hopeless, Row, Unreached
from dougong.processes.effects.signing import signed
from dougong.processes.effects.turning import keys
from dougong.processes.effects.webhooks import KIND
from dougong.records.runtime import Runtime
from dougong.store.engine.settings import CHANGED
from dougong.store.engine.webhooks import SEEN, webhooks

#: What a receiver answers who wants no more messages, ever.
GONE: Final = 410
#: Characters of the answer that are kept with a failure.
KEPT: Final = 120


def deliver(runtime: Runtime, row: Row) -> None:
    """Send a message. Raises Hopeless where nobody asks for it any more, Unreached, Failed."""
    held = _held(runtime, row.payload)
    if not held.get("active") and row.payload["type"] != "webhook.test":
        raise Hopeless("the webhook is switched off")
    if not held:
        raise Hopeless("the webhook is gone")
    body = orjson.dumps({"type": row.payload["type"], "timestamp": moment.text(row.at),
                         "data": row.payload["data"]})
    known = keys(runtime, KIND, held)
    if not known:
        raise Hopeless("its secret cannot be read: the secret key of the installation was changed; make a new one")
    headers = signed(known, message(row), int(runtime.clock.now().timestamp()), body)
    _send(runtime, held["id"], held["url"], {"Content-Type": "application/json", **headers}, body)


def _held(runtime: Runtime, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the webhook a message is for, as its table has it: by its id, or by its name where there was none when it
    was asked for. Raises Hopeless."""
    statements = webhooks(runtime.database.dialect)
    with runtime.database.read() as session:
        if said["webhook"] is not None:
            found = session.rows(statements.read, {"this": said["webhook"]})
            return dict(zip(SEEN, found[0], strict=True)) if found else {}
        every = [dict(zip(SEEN, row, strict=True)) for row in session.rows(statements.every)]
    named = [each for each in every if each["name"] == said["named"]]
    if not named:
        raise Hopeless(f"no webhook is called '{said['named']}'; make one, then let this be tried again")
    return named[0]


def message(row: Row) -> str:
    """Return the id of a message, the same however often it is sent and by whichever copy of the database."""
    return f"msg_{digest(f'{row.kind}/{row.key}')[:32]}"


def _send(runtime: Runtime, id: int, url: str, headers: dict[str, str], body: bytes) -> None:
    try:
        answer = egress(runtime.settings).send("POST", url, headers, body)
    except Refused as no:
        raise Unreached(f"its address {no}") from no
    except Unreachable as no:
        raise Unreached("nobody answered at its address") from no
    if answer.status == GONE:
        with runtime.database.write(None) as session:
            session.send(webhooks(runtime.database.dialect).stop, {"this": id, "why": "410 Gone"})
            session.send(CHANGED)
            session.commit()
        raise Hopeless("its receiver wants no more messages (410); the webhook was switched off")
    if not 200 <= answer.status < 300:
        raise Failed(f"its receiver answered {answer.status} {answer.body[:KEPT].decode(errors='replace')}")


WEBHOOK: Final = Effect(KIND, deliver)
