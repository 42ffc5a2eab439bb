"""/api/v1/webhooks/inbound: where messages from outside arrive for rules, for administrators. A secret is told once,
when it is made."""

from typing import Any

from flask import Response

from dougong.api import answers, parameters
from dougong.api.caller import administered
from dougong.api.problems import language
from dougong.processes.rules import hooks
from dougong.processes.rules.hooks import Hook
from dougong.records.context import Context
from dougong.records.runtime import Runtime


def every(context: Context, runtime: Runtime) -> Response:
    """Return the rules that hear messages. Raises Denied for all but administrators."""
    _demand(context)
    return answers.answer({"data": [_seen(runtime, each) for each in hooks.hooks(runtime, context)]})


def one(context: Context, runtime: Runtime, rule: str) -> Response:
    """Return a rule that hears messages, with the last that came; raises Missing."""
    _demand(context)
    found = hooks.one(runtime, context, rule)
    came = [{"message": each.message, "heard": each.heard, "record": each.record,
             "error": each.error(language()) or None, "at": each.at.isoformat()}
            for each in hooks.calls(runtime, found.rule)]
    return answers.answer({**_seen(runtime, found), "calls": came})


def turn(context: Context, runtime: Runtime, rule: str) -> Response:
    """Let messages arrive and return the rule with their secret; where they did already, that of before holds for a
    day. Raises Missing."""
    _demand(context)
    secret = hooks.turn(runtime, context, rule)
    return answers.answer({**_seen(runtime, hooks.one(runtime, context, rule)), "secret": secret})


def drop(context: Context, runtime: Runtime, rule: str) -> Response:
    """Let nothing arrive any more; raises Missing."""
    _demand(context)
    hooks.drop(runtime, context, rule)
    return answers.nothing()


def _demand(context: Context) -> None:
    parameters.known()
    administered(context)


def _seen(runtime: Runtime, hook: Hook) -> dict[str, Any]:
    inbound = hook.rule.on.inbound
    return {"rule": hook.rule.name, "object": hook.rule.object, "url": hooks.url(runtime, hook) or None,
            "created": hook.created_at.isoformat() if hook.created_at else None,
            "takes": [{"at": "/".join(("", *each.at)), "name": each.name, "type": each.type, "required": each.required}
                      for each in (inbound.takes if inbound else ())]}
