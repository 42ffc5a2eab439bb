"""/api/v1/webhooks: who outside is told of changes, for administrators. A secret is told once, when it is made."""

from typing import Any, Final

from flask import Response

from dougong.api import answers, parameters
from dougong.api.caller import administered
from dougong.api.reads import within
from dougong.api.shape import unknown
from dougong.api.writes import sent
from dougong.kernel.errors import FieldError, Refused
from dougong.processes.effects import webhooks
from dougong.processes.effects.webhooks import Webhook
from dougong.records.context import Context
from dougong.records.runtime import Runtime

_LISTS: Final = ("objects", "events")
_TEXTS: Final = ("name", "url")


def every(context: Context, runtime: Runtime) -> Response:
    """Return all webhooks, the oldest first. Raises Denied for all but administrators."""
    _demand(context)
    return answers.answer({"data": [seen(each) for each in webhooks.every(runtime, context)]})


def one(context: Context, runtime: Runtime, id: int) -> Response:
    """Return a webhook; raises Missing."""
    _demand(context)
    return answers.answer(seen(webhooks.one(runtime, context, within(id))))


def create(context: Context, runtime: Runtime) -> Response:
    """Add a webhook and return it with its secret; raises Refused."""
    _demand(context)
    id, secret = webhooks.add(runtime, context, _said())
    return answers.answer({**seen(webhooks.one(runtime, context, id)), "secret": secret}, 201)


def change(context: Context, runtime: Runtime, id: int) -> Response:
    """Change a webhook and return it; what is not sent stays. Raises Refused, Missing."""
    _demand(context)
    webhooks.change(runtime, context, within(id), _said())
    return answers.answer(seen(webhooks.one(runtime, context, within(id))))


def drop(context: Context, runtime: Runtime, id: int) -> Response:
    """Remove a webhook; raises Missing."""
    _demand(context)
    webhooks.drop(runtime, context, within(id))
    return answers.nothing()


def turn(context: Context, runtime: Runtime, id: int) -> Response:
    """Make a new secret and return the webhook with it; that of before holds for a day. Raises Missing."""
    _demand(context)
    secret = webhooks.turn(runtime, context, within(id))
    return answers.answer({**seen(webhooks.one(runtime, context, within(id))), "secret": secret})


def test(context: Context, runtime: Runtime, id: int) -> Response:
    """Send a message that tells of nothing; its effect says what came of it. Raises Missing."""
    _demand(context)
    webhooks.test(runtime, context, within(id))
    return answers.answer(seen(webhooks.one(runtime, context, within(id))), 202)


def seen(one: Webhook) -> dict[str, Any]:
    """Return a webhook in JSON form, without its secret."""
    return {"id": one.id, "name": one.name, "url": one.url, "objects": list(one.objects), "events": list(one.events),
            "active": one.active, "stopped": one.stopped or None, "target": one.target,
            "created": one.created_at.isoformat()}


def _demand(context: Context) -> None:
    parameters.known()
    administered(context)


def _said() -> dict[str, Any]:
    asked: dict[str, Any] = sent()
    errors = list(unknown(asked, (*_TEXTS, *_LISTS, "active")))
    errors += [FieldError(f"/{name}", "text") for name in _TEXTS if not isinstance(asked.get(name, ""), str)]
    errors += [FieldError(f"/{name}", "list") for name in _LISTS if not _is_words(asked.get(name, []))]
    if not isinstance(asked.get("active", True), bool):
        errors.append(FieldError("/active", "flag"))
    if errors:
        raise Refused(errors=errors)
    return asked


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
