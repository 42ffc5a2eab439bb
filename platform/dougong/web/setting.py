"""A form of settings: what the designer asks, as plain inputs any browser can send."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dougong.kernel.labels import LANGUAGES
from dougong.web.record.diagram import Drawn
from dougong.web.record.inputs import Choice
from dougong.web.record.why_cards import Card
from dougong.web.scene import Scene
from dougong.web.shell import TONGUES

#: What a form holds, by the names of its inputs.
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One input; `kind` is line, number, tick, select, area or hidden."""

    name: str
    label: str
    value: str = ""
    kind: str = "line"
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    lang: str = ""
    required: bool = False
    code: bool = False
    #: The object whose names are offered while an expression is typed, and what it gives for the record chosen.
    names: str = ""
    #: Whether the form asks something else once another value is chosen.
    again: bool = False
    #: Where else names are offered from, and the input that says of which object they are.
    offers: str = ""
    source: str = ""
    gives: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A button that gives a section another place: `value` goes as `_do`, `to` is the section it becomes."""

    value: str
    label: str
    icon: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Inputs under a heading; `folded` ones are asked for first."""

    name: str
    label: str
    settings: tuple[Setting, ...]
    columns: int = 3
    hint: str = ""
    folded: bool = False
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What may be done with the form: `value` goes as `_do`."""

    value: str
    label: str
    icon: str
    style: str = ""


def to_draft(scene: Scene, drops: str = "") -> tuple[Button, ...]:
    """Return what may be done with a form of the designer: take it over into the draft, and first, where it says what
    goes, take away what it `drops`."""
    keep = Button(value="save", label=scene.say("design.to_draft"), icon="check", style="dg-btn--primary")
    drop = Button(value="drop", label=scene.say("design.remove", what=drops), icon="trash", style="dg-btn--danger")
    return (drop, keep) if drops else (keep,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The record expressions are tried out on: where it is looked for, its id and what it is called."""

    url: str
    list_href: str
    number: str
    text: str
    #: Of a rule: whether its past can be asked, on which day its clock stands (None: it has none), what came of it.
    past: bool = False
    day: str | None = None
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """A whole form; `faults` say why what was sent is not taken."""

    title: str
    code: str
    crumbs: tuple[tuple[str, str], ...]
    action: str
    leave: str
    sections: tuple[Section, ...]
    buttons: tuple[Button, ...]
    faults: tuple[str, ...] = ()
    #: What else may be done, as links (label, address); the record to try expressions out on.
    more: tuple[tuple[str, str], ...] = ()
    trial: Trial | None = None
    #: The workflow as the form would make it, and where it is drawn again while one types.
    drawn: Drawn | None = None
    #: A rule in a sentence as the form would make it, told again while one types.
    said: str = ""
    preview: str = ""


def words_of(scene: Scene, form: Form, key: str, label: str, *, required: bool = False) -> tuple[Setting, ...]:
    """Return one input per language, the reader's first."""
    order = sorted(LANGUAGES, key=lambda each: each != scene.lang)
    return tuple(Setting(
        name=f"{key}_{each}", label=scene.say("design.in_language", what=label, language=TONGUES[each]),
        value=form.get(f"{key}_{each}", ""), lang=each, required=required and each == scene.lang) for each in order)


def words_in(form: Form, key: str) -> dict[str, str]:
    """Return the words typed, by language; none where nothing was typed."""
    return {each: text for each in LANGUAGES if (text := form.get(f"{key}_{each}", "").strip())}


def words_out(key: str, words: Mapping[str, str]) -> dict[str, str]:
    """Return words as a form holds them."""
    return {f"{key}_{each}": words.get(each, "") for each in LANGUAGES}


def picked(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    """Return choices (value, label), one of them chosen."""
    return tuple(Choice(value, label, value == chosen) for value, label in pairs)


def line(scene: Scene, form: Form, name: str, *, kind: str = "line", code: bool = False,
         choices: Sequence[tuple[str, str]] = ()) -> Setting:
    """Return the input of one key, labelled by `design.key_<name>`."""
    value = form.get(name, "")
    return Setting(name=name, label=scene.say(f"design.key_{name}"), value=value, kind=kind, code=code,
                   choices=picked(choices, value))
