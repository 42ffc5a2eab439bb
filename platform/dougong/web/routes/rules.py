"""The rules of an object in the designer: told in sentences, added, changed, put to rest, taken away."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.layer import SITE
from dougong.catalog.model import Object
from dougong.catalog.plain import plain_rule
from dougong.catalog.rule import Rule
from dougong.kernel.errors import Missing
from dougong.web import links
from dougong.web.answer import fragment, go, page
from dougong.web.design.defined import Chip
from dougong.web.design.desk import Desk, beside, desk_of, put
from dougong.web.design.field_form import Operation
from dougong.web.design.object import Tab, tabs_of
from dougong.web.design.plan_part import PlanPart
from dougong.web.design.rule_form import rule_added, rule_changed, rule_said, rule_sections, rule_typed
from dougong.web.design.rule_order import TURN, turned
from dougong.web.design.rule_said import sentence
from dougong.web.design.tryout import tried
from dougong.web.routes.admin import administered
from dougong.web.routes.design import crumbs_of, form_page, sent
from dougong.web.routes.layouts import listed
from dougong.web.routes.rule_trials import TRIES, rule_trial
from dougong.web.setting import Form, SettingsPage, to_draft, words_in


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule: its sentence, where it comes from, and what may be done with it: a verb of the form and its words."""

    name: str
    label: str
    href: str
    sentence: str
    chips: tuple[Chip, ...]
    acts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage:
    """The rules of an object, and the plan beside them."""

    title: str
    name: str
    pack: str
    action: str
    tabs: tuple[Tab, ...]
    add: str
    rules: tuple[RuleLine, ...]
    plan: PlanPart | None
    pending: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A rule told again while it is typed."""

    said: str


def overview(name: str) -> Response:
    """Show the rules of an object."""
    return _page(*_opened(name))


def arrange(name: str) -> AnyResponse:
    """Put a rule to rest or wake it, let one be as its pack says it, or take one of the site away (`_do`: off:, on:,
    reset:, drop:NAME)."""
    desk, thing = _opened(name)
    verb, _, what = request.form.get("_do", "").partition(":")
    found = next((each for each in thing.rules if each.name == what), None)
    faults = put(desk, _asked(found, verb)) if found is not None else ()
    return _page(desk, thing, faults) if faults else go(links.designed(name, "rules"))


def rule(name: str) -> Response:
    """Show the form of a new rule, or of the one named in the address."""
    desk, thing = _opened(name)
    found = _named(thing)
    return _form(desk, thing, rule_typed(desk.scene, found) if found else {}, found)


def save_rule(name: str) -> AnyResponse:
    """Take over what was typed of a rule; show the inputs of the actions chosen (more); try it out; or take it away."""
    desk, thing = _opened(name)
    form, found, verb = sent(), _named(thing), request.form.get("_do", "")
    if verb in {*TRIES, "more"} or TURN.fullmatch(verb):
        return _form(desk, thing, turned(form, verb), found)
    if not words_in(form, "label"):
        faults: tuple[str, ...] = (desk.shown.say("design.no_label"),)
    elif found is None:
        faults = put(desk, rule_added(desk.scene, thing, form))
    elif verb == "drop":
        faults = put(desk, _asked(found, verb))
    else:
        faults = put(desk, rule_changed(desk.scene, thing, found, form))
    return _form(desk, thing, form, found, faults) if faults else go(links.designed(name, "rules"))


def tell(name: str) -> Response:
    """Tell in a sentence what the form says that is typed in; nothing is kept."""
    desk, thing = _opened(name)
    return fragment("said", Told(sentence(desk.scene, thing, rule_said(desk.scene, thing, sent()))))


def _opened(name: str) -> tuple[Desk, Object]:
    desk = desk_of(administered())
    thing = desk.object(name)
    if thing.access == "engine":
        raise Missing(object=name)
    return desk, thing


def _named(thing: Object) -> Rule | None:
    name = request.args.get("name", "")
    found = next((each for each in thing.rules if each.name == name), None)
    if name and found is None:
        raise Missing(rule=name)
    return found


def _asked(found: Rule, verb: str) -> Iterator[Operation]:
    path = f"rules.{found.name}"
    if verb == "off" and not found.off:
        yield {"set": f"{path}.off", "to": True}
    elif verb == "on" and found.off:
        yield {"unset": f"{path}.off"}
    elif verb == "drop" and found.pack == SITE:
        yield {"drop": path}
    elif verb == "reset":
        yield {"reset": path}


def _page(desk: Desk, thing: Object, faults: tuple[str, ...] = ()) -> Response:
    say, scene = desk.shown.say, desk.scene
    model = RulesPage(
        title=scene.label(thing), name=thing.name, pack=scene.pack(thing.pack),
        action=links.designed(thing.name, "rules"),
        tabs=tabs_of(scene, thing, listed(desk, thing), "rules"), add=links.design_rule(thing.name),
        rules=tuple(_line(desk, thing, each) for each in thing.rules), plan=beside(desk), faults=faults,
        pending=say("design.pending", n=desk.draft.size) if desk.draft.size else "")
    return page("design_rules", model, title=model.title, back=links.Paths().catalog, status=422 if faults else 200)


def _line(desk: Desk, thing: Object, each: Rule) -> RuleLine:
    say, scene = desk.shown.say, desk.scene
    ours, label = each.pack == SITE, scene.label(each)
    patched = any(f"{one.path}.".startswith(f"rules.{each.name}.") for one in desk.catalog.patches
                  if one.pack == SITE and not one.lost)
    before = desk.shown.context.catalog.objects.get(thing.name)
    fresh = before is None or all(one.name != each.name for one in before.rules)
    source = Chip(say("defined.added"), "pine") if fresh else Chip(say("design.site"), "blue") if ours else \
        Chip(say("rule.of_pack", pack=scene.pack(each.pack)), "")
    turn = ("on", say("rule.wake", what=label), "player-play") if each.off else \
        ("off", say("rule.rest", what=label), "ban")
    more = [("drop", say("design.remove", what=label), "trash")] if ours else \
        [("reset", say("rule.reset", what=label), "refresh")] if patched else []
    return RuleLine(
        name=each.name, label=label, href=links.design_rule(thing.name, each.name),
        sentence=sentence(scene, thing, plain_rule(each)), acts=(turn, *more),
        chips=tuple(chip for chip in (
            source, Chip(say("rule.off"), "gray") if each.off else None,
            Chip(say("rule.patched"), "blue") if patched else None,
            Chip(say(f"rule.value_{each.fire}"), "") if each.fire != "always" else None) if chip is not None))


def _form(desk: Desk, thing: Object, form: Form, found: Rule | None, faults: tuple[str, ...] = ()) -> Response:
    say, scene = desk.shown.say, desk.scene
    title, name = (scene.label(found), found.name) if found else (say("rule.add"), "")
    sections = rule_sections(scene, thing, form)
    if form.get("_do") == "try":
        sections = tuple(tried(desk.shown, desk.catalog, thing, form, sections))
    buttons = to_draft(desk.shown, title if found is not None and found.pack == SITE else "")
    return form_page(SettingsPage(
        title=title, code=name, crumbs=crumbs_of(desk, thing), faults=faults, sections=sections,
        leave=links.designed(thing.name, "rules"), action=links.design_rule(thing.name, name), buttons=buttons,
        trial=rule_trial(desk, thing, form, found), said=sentence(scene, thing, rule_said(scene, thing, form)),
        preview=links.tell_rule(thing.name)))
