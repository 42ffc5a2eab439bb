"""A rule tried from its form, as it is typed: on a record, on the last days, on a day to come. Nothing is kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from dougong.catalog.model import Catalog, Object
from dougong.catalog.rule import Rule
from dougong.kernel.errors import AppError
from dougong.processes.rules.foretold import FAR, foretold
from dougong.processes.rules.replayed import replayed
from dougong.processes.rules.tryable import looked_at, rule_called
from dougong.processes.rules.trying import tried
from dougong.web.design.desk import Desk, proposed
from dougong.web.design.rule_form import rule_added, rule_changed
from dougong.web.design.rule_trial import due_card, past_card, record_cards, refused_card
from dougong.web.design.tryout import chosen, trial_of
from dougong.web.record.why_cards import Card
from dougong.web.setting import Form, Trial, words_in

#: What the form says a rule is tried on.
TRIES: Final = frozenset({"try", "past", "due"})
#: The input of the day.
DAY: Final = "_day"


def rule_trial(desk: Desk, thing: Object, form: Form, found: Rule | None) -> Trial | None:
    """Return what a rule can be tried on, and what came of it where the form asks for that; None while the object is
    not in force."""
    live = desk.shown.context.catalog.objects.get(thing.name)
    if live is None:
        return None
    owner = desk.shown.context.catalog.holder(live)
    trial = trial_of(desk.shown, owner, form)
    timed = any(form.get(f"on.{key}", "").strip() for key in ("schedule", "deadline"))
    return None if trial is None else replace(
        trial, past=not timed, day=(form.get(DAY) or f"{desk.shown.context.today}") if timed else None,
        cards=tuple(_cards(desk, thing, form, found)) if form.get("_do") in TRIES else ())


def _cards(desk: Desk, thing: Object, form: Form, found: Rule | None) -> Iterator[Card]:
    try:
        catalog, rule = _meant(desk, thing, form, found)
        yield from _of(desk, catalog, rule, form)
    except AppError as error:
        yield refused_card(desk.shown, error)


def _meant(desk: Desk, thing: Object, form: Form, found: Rule | None) -> tuple[Catalog, Rule]:
    """Return the rule as the form says it, and the catalog it would stand in; raises as what plans it does."""
    typed = form if words_in(form, "label") else {**form, f"label_{desk.shown.lang}": desk.shown.say("rule.add")}
    if found is None:
        (operation,) = rule_added(desk.scene, thing, typed)
        return (catalog := proposed(desk, [operation])), rule_called(catalog, operation["add"]["name"])
    return (catalog := proposed(desk, rule_changed(desk.scene, thing, found, typed))), rule_called(catalog, found.name)


def _of(desk: Desk, catalog: Catalog, rule: Rule, form: Form) -> Iterator[Card]:
    shown = desk.shown
    context, owner = shown.context, looked_at(shown.context, rule)
    if form["_do"] == "past":
        yield past_card(shown, owner, replayed(context, catalog, rule))
        return
    if form["_do"] == "due":
        first = _day(form, context.today)
        found = foretold(context, catalog, rule, first, first)
        yield due_card(shown, rule, context.catalog.objects[rule.object], found)
        return
    number, title = chosen(shown, owner, form)
    if number is not None:
        yield from record_cards(shown, rule, tried(context, catalog, rule, number), title)


def _day(form: Form, today: date) -> date:
    """Return the day typed, today for what is none; ten years to either side are far enough."""
    try:
        found = date.fromisoformat(form.get(DAY, ""))
    except ValueError:
        return today
    return found if abs(found - today) <= FAR else today
