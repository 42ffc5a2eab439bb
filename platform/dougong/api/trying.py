"""/api/v1/rules/{rule}: a rule tried on a record, on what happened lately, on days to come, for administrators."""

from datetime import date, timedelta

from flask import Response

from dougong.api import answers, parameters
from dougong.api.caller import administered
from dougong.api.problems import describe, language
from dougong.api.reads import within
from dougong.api.shape import is_positive, unknown
from dougong.api.trial import due_told, past_told, trial_told
from dougong.api.writes import sent
from dougong.kernel.errors import FieldError, Malformed, Refused
from dougong.processes.rules.foretold import FAR, TIMES, foretold
from dougong.processes.rules.replayed import DAYS, replayed
from dougong.processes.rules.tryable import rule_called
from dougong.processes.rules.trying import tried
from dougong.records.context import Context


def on_record(context: Context, rule: str) -> Response:
    """Return what a rule makes of the record `id`, and what it would do; nothing of it lasts. Raises Denied for all but
    administrators, Missing for no such rule or record."""
    administered(context)
    parameters.known()
    asked = sent()
    errors = unknown(asked, ("id",))
    if not is_positive(asked.get("id")):
        errors.append(FieldError("/id", "link"))
    if errors:
        raise Refused(errors=errors)
    found = rule_called(context.catalog, rule)
    trial, lang = tried(context, context.catalog, found, within(asked["id"])), language()
    refused = None if trial.refused is None else describe(trial.refused, lang)
    return answers.answer(trial_told(context.catalog, found, trial, refused, lang))


def past(context: Context, rule: str) -> Response:
    """Return on which changes of the last `days` a rule would have fired. Raises as `on_record` does."""
    administered(context)
    days = parameters.number(parameters.known("days"), "days", most=DAYS) or DAYS
    found = rule_called(context.catalog, rule)
    return answers.answer(past_told(found, replayed(context, context.catalog, found, days)))


def due(context: Context, rule: str) -> Response:
    """Return what time would bring to a rule from the `day` (today) on, so many `days` (1). Raises as `on_record`
    does."""
    administered(context)
    given = parameters.known("day", "days")
    first, days = _day(context, given), parameters.number(given, "days", most=TIMES) or 1
    found, last = rule_called(context.catalog, rule), first + timedelta(days=days - 1)
    return answers.answer(due_told(found, foretold(context, context.catalog, found, first, last)))


def _day(context: Context, given: dict[str, str]) -> date:
    """Return the day that is asked for; raises Malformed for none, or one that is too far away."""
    try:
        found = date.fromisoformat(given["day"]) if "day" in given else context.today
    except ValueError:
        raise Malformed("query_value", name="day") from None
    if abs(found - context.today) > FAR:
        raise Malformed("query_value", name="day")
    return found
