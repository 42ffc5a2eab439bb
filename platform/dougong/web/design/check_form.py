"""The definition of a check as a form, how many records break it, and what was typed as operations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.layer import SITE
from dougong.catalog.model import Catalog, Check, Object
from dougong.kernel.errors import Malformed
from dougong.kernel.labels import words as label
from dougong.records.lists.where import condition, visible_world
from dougong.records.upkeep.breaches import broken
from dougong.web import links
from dougong.web.design.field_form import Operation, changed_words, enforced
from dougong.web.design.naming import PREFIX
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, line, words_in, words_of, words_out

_LEVELS = ("error", "warning")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One check; `drop` is what taking it away is called, "" where it cannot be; `broken` how many records break it."""

    name: str
    label: str
    href: str
    must: str
    level: str
    enforce: str
    broken: str
    drop: str


def owned(thing: Object, name: str) -> bool:
    """Return whether a check is the site's: then it may say something else, and go."""
    return thing.pack == SITE or name.startswith(PREFIX)


def check_lines(shown: Scene, thing: Object) -> tuple[CheckLine, ...]:
    """Return the checks of an object in their order, each with how many live records break it."""
    counts = _broken(shown, thing, thing.checks)
    return tuple(CheckLine(
        name=each.name, label=label(each.message, shown.lang) or each.name, must=each.must.text,
        href=links.design_check(thing.name, each.name), level=shown.say(f"admin.level_{each.level}"),
        enforce=shown.say(f"design.enforce_{each.enforce}"), broken=told(shown, count),
        drop=shown.say("design.remove", what=each.name) if owned(thing, each.name) else "")
        for each, count in zip(thing.checks, counts, strict=True))


def told(shown: Scene, count: int | None) -> str:
    """Return how many records break a check, in words."""
    return shown.say("design.broken", n=count) if count is not None else shown.say("design.broken_unknown")


def counted(shown: Scene, catalog: Catalog, thing: Object, text: str) -> str:
    """Return how many live records break the rule that is typed, "" for one that makes no sense."""
    try:
        rule = condition(visible_world(catalog, shown.context.actor.policy), shown.context.plans.functions, thing, text)
    except Malformed:
        return ""
    return told(shown, _broken(shown, thing, [Check(name="", uid="", must=rule, message={})])[0])


def check_form(check: Check) -> dict[str, str]:
    """Return a check as the form holds it."""
    return {**words_out("message", check.message), "must": check.must.text, "name": check.name,
            "level": "" if check.level == "error" else check.level,
            "enforce": "" if check.enforce == "all" else check.enforce}


def sections(scene: Scene, thing: Object, form: Form, found: Check | None) -> tuple[Section, ...]:
    """Return the inputs for a new check, or for `found`; what a pack demands stays the pack's."""
    say, own = scene.say, found is None or owned(thing, found.name)
    must = replace(line(scene, form, "must", code=True), names=thing.name, required=True, hint=say("design.hint_must"))
    name = Setting(name="name", label=say("design.key_name"), value=form.get("name", ""), code=True,
                   hint=say("design.name_hint"))
    level = line(scene, form, "level", kind="select", choices=[
        ("" if each == "error" else each, say(f"admin.level_{each}")) for each in _LEVELS])
    return (Section(name="words", label=say("design.key_message"), settings=(
                *words_of(scene, form, "message", say("design.key_message"), required=True),
                *((name,) if found is None else ()))),
            Section(name="rule", label=say("design.key_must"), columns=1, settings=(must,) if own else (),
                    hint="" if own or found is None else found.must.text),
            Section(name="roll-out", label=say("design.roll_out"), columns=2, settings=(level, enforced(scene, form)),
                    hint=say("design.roll_out_hint")))


def check_added(thing: Object, name: str, form: Form) -> Iterator[Operation]:
    """Yield what adds the check."""
    said: dict[str, Any] = {"must": form.get("must", "").strip(), "message": words_in(form, "message")}
    said |= {key: form[key] for key in ("level", "enforce") if form.get(key)}
    yield {"set": f"objects.{thing.name}.checks.{name}", "to": said}


def check_changed(thing: Object, found: Check, form: Form) -> Iterator[Operation]:
    """Yield what makes the check what the form says."""
    path, held = f"objects.{thing.name}.checks.{found.name}", check_form(found)
    yield from changed_words(f"{path}.message", found.message, words_in(form, "message"))
    must = form.get("must", "").strip()
    if owned(thing, found.name) and must and must != found.must.text:
        yield {"set": f"{path}.must", "to": must}
    for key in ("level", "enforce"):
        typed = form.get(key, "")
        if typed != held[key]:
            yield {"set": f"{path}.{key}", "to": typed} if typed else {"unset": f"{path}.{key}"}


def _broken(shown: Scene, thing: Object, checks: Sequence[Check]) -> list[int | None]:
    """Return how many records break each check; nobody breaks one of an object that has no records yet."""
    live: Mapping[str, Object] = shown.context.catalog.objects
    if thing.name not in live:
        return [0] * len(checks)
    return broken(shown.context, live[thing.name], checks)
