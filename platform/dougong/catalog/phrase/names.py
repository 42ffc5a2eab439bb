"""The names in an expression, in words: fields along links, who acts, settings; and what is written down."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from dougong.catalog.linking.scope import STANDING, USER
from dougong.catalog.model import Field, Object
from dougong.catalog.phrase.parts import Phrase, Place
from dougong.catalog.setting import holder
from dougong.expressions.tree import Value
from dougong.fields.number import grouped
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import words

#: What stands between the steps of a path.
STEP: Final = " › "
_OWNER: Final = "parent"


def named(place: Place, path: Sequence[str]) -> Phrase:
    """Return what a path names; a step nobody knows stands as it is written."""
    first, rest = path[0], path[1:]
    if first == "me":
        return _me(place, rest)
    if first == "old" and rest:
        return _framed(place, "old", _walked(place, place.thing, rest))
    if first == "this" and rest and place.this is not None:
        return _framed(place, "this", _walked(place, place.this, rest), thing=_label(place, place.this))
    return _walked(place, place.thing, path)


def quoted(place: Place, value: Value) -> Phrase:
    """Return a value that is written down: an option by its label, a text in quotation marks."""
    if value is None:
        return place.told("nothing")
    if isinstance(value, bool):
        return Phrase(place.say("phrase_yes" if value else "phrase_no"), kind=Kind.FLAG)
    if isinstance(value, Decimal):
        return Phrase(grouped(value, None), kind=Kind.NUMBER)
    option = _option(place, str(value))
    return Phrase(option, kind=Kind.TEXT) if option else Phrase(place.quoted(str(value).strip()), kind=Kind.TEXT)


def setting_said(place: Place, word: str) -> Phrase:
    """Return what a setting is called."""
    found = holder(word)
    thing = place.catalog.objects.get(found[0]) if found is not None else None
    if found is None or thing is None:
        return place.told("company", Kind.LINK) if word == "company" else Phrase(word)
    walked = _walked(place, thing, found[1:])
    return _framed(place, "setting", walked)


def role_said(place: Place, word: str) -> str:
    """Return what a role is called."""
    role = place.catalog.roles.get(word)
    return words(role.label, place.language) or word if role is not None else word


def _option(place: Place, text: str) -> str:
    choices = place.meant.type.choices(place.meant) if place.meant is not None else ()
    return next((words(each.label, place.language) for each in choices if each.name == text), "")


def _me(place: Place, rest: Sequence[str]) -> Phrase:
    if not rest:
        return place.told("me", Kind.LINK)
    if len(rest) == 1 and rest[0] in STANDING:
        return place.told(f"me_{rest[0]}", Kind.SET)
    user = place.catalog.objects.get(USER)
    return Phrase(".".join(("me", *rest))) if user is None else _framed(place, "of_me", _walked(place, user, rest))


def _framed(place: Place, word: str, walked: Phrase, **slots: Any) -> Phrase:
    return Phrase(place.say(f"phrase_{word}", what=walked.text, **slots), kind=walked.kind, field=walked.field)


def _walked(place: Place, thing: Object, path: Sequence[str]) -> Phrase:
    """Return a path of fields by their labels."""
    labels: list[str] = []
    here: Object | None = thing
    field: Field | None = None
    for step in path:
        owner = place.catalog.objects.get(here.parent or "") if here is not None and step == _OWNER else None
        field = here.field(step) if here is not None else None
        labels.append(_label(place, owner or field) if owner or field else step)
        targets = field.type.targets(field) if field is not None else ()
        here = owner or (place.catalog.objects.get(targets[0]) if len(targets) == 1 else None)
    kind = field.type.kind if field is not None else Kind.LINK if here is not None else Kind.NULL
    return Phrase(STEP.join(labels), kind=kind, field=field)


def _label(place: Place, thing: Any) -> str:
    return words(thing.label, place.language) or str(thing.name)
