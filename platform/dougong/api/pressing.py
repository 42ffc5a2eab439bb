"""The buttons of a record: which there are, what keeps them from being pressed, and pressing one."""

from dataclasses import replace
from typing import Any

from flask import Response

from dougong.api import answers
from dougong.api.problems import faults, language
from dougong.api.reads import within
from dougong.api.writes import own, refuse_technical, run, sent, updating
from dougong.kernel.labels import words
from dougong.processes.rules.buttons import Press, label_of, presses
from dougong.records.context import Context
from dougong.records.reasons.asked import image
from dougong.records.runtime import Runtime


def list_buttons(context: Context, object: str, id: int) -> Response:
    """Return {data}: every button of the record, and what keeps it from being pressed."""
    one = context.object(object)
    own(one)
    return answers.answer({"data": [_told(each) for each in presses(context, one, image(context, one, within(id)))]})


def press(context: Context, runtime: Runtime, object: str, id: int, button: str) -> Response:
    """Press a button, on the version of If-Match or of the body; 409 with the record as it is when that is another by
    now or the button's condition does not hold."""
    own(context.object(object))
    values = sent()
    refuse_technical(values, "external_id")
    return run(runtime, context, replace(updating(object, within(id), values), button=button))


def _told(each: Press) -> dict[str, Any]:
    lang = language()
    return {"name": each.rule.name, "label": label_of(each.button, lang), "runs": not each.reasons,
            "reasons": faults(each.reasons, lang), "question": words(each.button.question, lang) or None}
