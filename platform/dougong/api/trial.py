"""What became of trying a rule, as programs read it: the API's answers, and what the command prints."""

from collections.abc import Mapping
from typing import Any

from dougong.api.explained import part_told
from dougong.catalog.model import Catalog
from dougong.catalog.rule import Rule
from dougong.fields import moment
from dougong.kernel.labels import words
from dougong.processes.rules.foretold import Foretold
from dougong.processes.rules.replayed import Past
from dougong.processes.rules.trying import Made, Trial


def trial_told(catalog: Catalog, rule: Rule, trial: Trial, refused: Mapping[str, Any] | None,
               lang: str) -> dict[str, Any]:
    """Return what a rule makes of a record and would do, in words of a language; `refused` says why it could not."""
    return {
        "rule": rule.name, "fires": any(each.fires for each in trial.judged),
        "judged": [{"line": each.line, "fires": each.fires, "text": each.text(catalog, rule, lang),
                    "conditions": [part_told(part) for part in each.parts]} for each in trial.judged],
        "calls": [{"action": each.name, "label": words(each.action.label, lang)} for each in trial.called],
        "changes": [_made(each) for each in trial.made],
        "effects": [{"kind": each.kind, "target": each.target, "payload": dict(each.payload)} for each in trial.sent],
        "refused": refused}


def past_told(rule: Rule, found: Past) -> dict[str, Any]:
    """Return on which changes of the last days a rule would have fired."""
    return {
        "rule": rule.name, "since": moment.text(found.since), "changes": found.changes, "records": found.records,
        "cut": found.cut, "fired": found.fired, "on": found.on, "as_now": list(found.as_now),
        "data": [{"id": each.id, "title": each.title, "version": each.version, "at": moment.text(each.at),
                  "line": each.line} for each in found.latest]}


def due_told(rule: Rule, found: Foretold) -> dict[str, Any]:
    """Return what time would bring to a rule."""
    return {"rule": rule.name, "cut": found.cut, "data": [
        {"at": moment.text(each.at), "more": each.more,
         "records": [{"id": id, "title": title} for id, title in each.records]} for each in found.times]}


def _made(each: Made) -> dict[str, Any]:
    return {"object": each.object, "id": each.id, "title": each.title, "verb": each.verb,
            "transition": each.transition or None, "cause": each.cause, "changes": dict(each.changes)}
