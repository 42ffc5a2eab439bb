"""The transitions of a record: what can be done where it stands, and running one."""

from dataclasses import replace
from typing import Any

from flask import Response

from dougong.api import answers
from dougong.api.problems import faults, language
from dougong.api.reads import within
from dougong.api.writes import own, refuse_technical, run, sent, updating
from dougong.catalog.model import Object
from dougong.kernel.errors import Missing
from dougong.kernel.labels import words
from dougong.processes.workflow.offers import Offer, offers
from dougong.processes.workflow.standing import flow_of, label_of, state_of
from dougong.records.context import Context
from dougong.records.reasons.asked import image
from dougong.records.runtime import Runtime


def list_transitions(context: Context, object: str, id: int) -> Response:
    """Return {state, data}: every transition that leads on from where the record is, and what keeps it from running."""
    one = context.object(object)
    own(one)
    if one.workflow is None:
        raise Missing(object=object)
    record = image(context, one, within(id))
    return answers.answer({"state": state_of(flow_of(one), record.values),
                           "data": [_offer(one, each) for each in offers(context, one, record)]})


def do(context: Context, runtime: Runtime, object: str, id: int, transition: str) -> Response:
    """Run a transition with the values it requires, on the version of If-Match or of the body; 409 with the record as
    it is when that is another by now, when it leads not from its state, or its guard does not hold."""
    own(context.object(object))
    values = sent()
    refuse_technical(values, "external_id")
    change = updating(object, within(id), values)
    return run(runtime, context, replace(change, transition=transition))


def _offer(object: Object, offer: Offer) -> dict[str, Any]:
    each, lang = offer.transition, language()
    return {"name": each.name, "label": words(each.label, lang), "to": each.target,
            "to_label": label_of(object, each.target, lang), "runs": offer.runs,
            "reasons": faults(offer.reasons, lang), "require": list(each.require), "lacks": list(offer.lacks),
            "question": words(each.question, lang) or None}
