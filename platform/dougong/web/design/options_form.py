"""The values of a choice as rows of a form: added, named in three languages, put in order, taken away."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.catalog.layer import SITE
from dougong.catalog.model import Field
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.number import whole_number
from dougong.web.design.naming import PREFIX, name_from
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting
from dougong.web.shell import TONGUES

#: Empty rows at the end, for new values.
MORE: Final = 4
MOST: Final = 200
TONES: Final = ("", "gray", "blue", "ochre", "pine", "cinnabar", "violet", "teal")


def typed(field: Field) -> dict[str, str]:
    """Return the values as the form holds them; nothing for a field that has none."""
    form: dict[str, str] = {}
    for n, option in enumerate(field.type.choices(field)):
        form |= {f"option{n}_name": option.name, f"option{n}_place": str(n + 1), f"option{n}_tone": option.tone}
        form |= {f"option{n}_{each}": option.label.get(each, "") for each in LANGUAGES}
    return form


def section(scene: Scene, form: Form) -> Section:
    """Return a row of inputs for each value, and empty ones."""
    order = sorted(LANGUAGES, key=lambda each: each != scene.lang)
    known = _count(form)
    return Section(name="options", label=scene.say("design.options"), columns=4, hint=scene.say("design.options_hint"),
                   settings=tuple(each for n in range(known + MORE) for each in _row(scene, form, n, order)))


def _row(scene: Scene, form: Form, n: int, order: list[str]) -> Iterator[Setting]:
    for each in order:
        yield Setting(name=f"option{n}_{each}", lang=each, value=form.get(f"option{n}_{each}", ""),
                      label=scene.say("design.option", n=n + 1, language=TONGUES[each]))
    yield Setting(name=f"option{n}_place", label=scene.say("design.option_place", n=n + 1), kind="number",
                  value=form.get(f"option{n}_place", "") or str(n + 1))
    yield Setting(name=f"option{n}_name", label="", kind="hidden", value=form.get(f"option{n}_name", ""))
    yield Setting(name=f"option{n}_tone", label="", kind="hidden", value=form.get(f"option{n}_tone", ""))


def whole(form: Form, prefix: str = "") -> dict[str, Any]:
    """Return all values, in the order asked for, as a definition lists them; a row without words is none."""
    found: dict[str, Any] = {}
    for _, n in sorted((_place(form, n), n) for n in range(_count(form) + 1)):
        label = {each: text for each in LANGUAGES if (text := form.get(f"option{n}_{each}", "").strip())}
        if not label:
            continue
        name = form.get(f"option{n}_name", "") or name_from(label, found, prefix)
        tone = form.get(f"option{n}_tone", "")
        found[name] = {"label": label} | ({"tone": tone} if tone in TONES[1:] else {})
    return found


def changed(path: str, field: Field, form: Form) -> Iterator[dict[str, Any]]:
    """Yield the operations that make the field's values those of the form."""
    held = {option.name: option for option in field.type.choices(field)}
    wanted = whole(form, "" if field.pack == SITE else PREFIX)
    for name in held.keys() - wanted.keys():
        yield {"unset": f"{path}.options.{name}"}
    for name, said in wanted.items():
        if name not in held:
            yield {"set": f"{path}.options.{name}", "to": said}
        elif fresh := {each: text for each, text in said["label"].items() if text != held[name].label.get(each)}:
            yield {"set": f"{path}.options.{name}.label", "to": fresh}
    now = [*(name for name in held if name in wanted), *(name for name in wanted if name not in held)]
    yield from _moves(path, now, list(wanted))


def _moves(path: str, now: list[str], wanted: list[str]) -> Iterator[dict[str, Any]]:
    after: str | None = None
    for name in wanted:
        if now.index(name) != (now.index(after) + 1 if after is not None else 0):
            yield {"move": f"{path}.options.{name}", "after": after}
            now.remove(name)
            now.insert(now.index(after) + 1 if after is not None else 0, name)
        after = name


def _count(form: Mapping[str, str]) -> int:
    """Return how many rows the form holds."""
    return next((n for n in range(MOST, 0, -1) if any(
        form.get(f"option{n - 1}_{each}") for each in (*LANGUAGES, "name"))), 0)


def _place(form: Form, n: int) -> int:
    place = whole_number(form.get(f"option{n}_place", "").strip(), 5)
    return MOST if place is None else place
