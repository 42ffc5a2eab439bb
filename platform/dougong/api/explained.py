"""`?explain=1` on a record or a list: the reasons in the place of what they are about."""

from typing import Any

from flask import Response, request

from dougong.api import answers
from dougong.api.problems import language
from dougong.catalog.model import Object
from dougong.expressions.env import Env
from dougong.fields import moment
from dougong.processes.rules.considered import Considered, considered, foreseen
from dougong.processes.rules.pressable import Pressable, pressable
from dougong.processes.workflow.explained import Explained, explained, locked
from dougong.records.context import Context
from dougong.records.lists.query import Query
from dougong.records.reasons.conditions import Part
from dougong.records.reasons.explained import explain_list, explain_record, looked_at
from dougong.records.writing.outcome import Outcome


def record(context: Context, object: str, id: int) -> Response:
    """Return what the caller may do with a record and why, what its state locks, which transitions can be run and
    buttons pressed, and why rules did or did not fire; raises Missing as reading it does."""
    thing, lang = context.object(object), language()
    seen = looked_at(context, context, thing, id)
    found = explain_record(context, context, thing, id, seen, lang)
    return answers.answer({**found, **_flow(context, thing, seen, lang),
                           "buttons": [_button(each) for each in pressable(context, context, thing, seen, lang)],
                           "rules": [told(each) for each in considered(context, thing, id, lang)]})


def _flow(context: Context, object: Object, record: Env, lang: str) -> dict[str, Any]:
    if object.workflow is None:
        return {"locked": None, "transitions": []}
    shut = locked(context, object, record, lang)
    return {"locked": None if shut is None else {"state": shut.state, "kind": shut.kind, "text": shut.text},
            "transitions": [_transition(each) for each in explained(context, context, object, record, lang)]}


def _transition(found: Explained) -> dict[str, Any]:
    return {"transition": found.transition, "label": found.label, "to": found.to, "allowed": found.allowed,
            "verdict": found.verdict, "text": found.text, "grounds": found.grounds,
            "conditions": [part_told(each) for each in found.parts]}


def _button(found: Pressable) -> dict[str, Any]:
    return {"button": found.button, "label": found.label, "allowed": found.allowed, "verdict": found.verdict,
            "text": found.text, "grounds": found.grounds, "conditions": [part_told(each) for each in found.parts]}


def part_told(part: Part) -> dict[str, Any]:
    """Return a condition with whether it holds and what it saw, in JSON form."""
    return {"text": part.text, "holds": part.holds, "values": dict(part.seen)}


def told(found: Considered) -> dict[str, Any]:
    """Return a rule that was considered, in JSON form."""
    return {"rule": found.rule, "label": found.label, "fired": found.fired, "verdict": found.verdict,
            "text": found.text, "conditions": [part_told(each) for each in found.parts],
            "version": found.version, "at": moment.text(found.at), "actor": found.actor,
            "door": found.door, "cause": found.cause}


def foreseen_told(context: Context, outcome: Outcome) -> list[dict[str, Any]]:
    """Return the rules a dry run would concern: of which record each was asked, and whether it would fire."""
    return [{"object": each.object, "id": each.id, **told(rule)}
            for each, rule in foreseen(context, outcome.heard, language())]


def listed(context: Context, query: Query) -> Response:
    """Return why a list shows what it shows."""
    response = answers.answer(explain_list(context, context, query, language()))
    response.headers["Link"] = f'<{request.path}>; rel="first"'
    return response
