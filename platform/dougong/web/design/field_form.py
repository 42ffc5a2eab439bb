"""The definition of a field as a form, and what someone typed there as operations on the definitions."""

from ast import literal_eval
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from operator import eq
from typing import Any, Final

from dougong.catalog.layer import SITE
from dougong.catalog.model import Catalog, Field, Object
from dougong.catalog.plain import plain_field
from dougong.fields.base import FieldType
from dougong.kernel.kinds import Kind
from dougong.kernel.spelling import spelled
from dougong.web.design import afar_form, options_form
from dougong.web.design.naming import prefixed
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, line, words_in, words_of, words_out

#: One operation on the definitions, as the API takes it.
Operation = dict[str, Any]
#: Types as people look for them.
GROUPS: Final = (
    ("words", ("text", "note", "email", "phone", "url", "tags")),
    ("numbers", ("integer", "decimal", "money", "price", "quantity", "percent", "rate")),
    ("times", ("date", "moment", "time")),
    ("picks", ("flag", "choice", "choices")),
    ("ties", ("link", "links", "user", "tree")))
_COUNTS: Final = ("length", "places", "min", "max")
_CODES: Final = ("pattern", "where", "goes_along")
_NAMES: Final = ("to", "currency", "unit", "on_delete")
_RULES: Final = ("required", "readonly")
_TICKS: Final = ("unique", "index", "hidden")
_DEGREES: Final = ("all", "new", "warn", "observe")
#: Keys of any type that the form does not ask for.
_KEPT: Final = frozenset({"search", "keep"})
#: What is evaluated in the record's own row.
EXPRESSIONS: Final = ("default", "required_when", "visible", "readonly_when", "formula")


def typed_form(field: Field) -> dict[str, str]:
    """Return a field as the form holds it."""
    said = plain_field(field)
    form = {**words_out("label", field.label), **words_out("hint", field.hint)}
    for key in _RULES:
        rule = said.get(key)
        form |= {key: "1" if rule is True else "", f"{key}_when": rule if isinstance(rule, str) else ""}
    form |= {key: "1" if said.get(key) else "" for key in _TICKS}
    form |= {key: str(said.get(key, "")) for key in (*_COUNTS, *_CODES, *_NAMES, "visible", "formula")}
    form["default"] = as_typed(field.default.text) if field.default else ""
    form |= {"name": field.name, "enforce": "" if field.enforce == "all" else field.enforce}
    form["class"] = field.classified
    return form | options_form.typed(field) | afar_form.typed(field)


def asked(kind: FieldType, found: Field | None) -> tuple[str, ...]:
    """Return the keys the form of a new field, or of `found`, speaks of; others of a definition stay as they are.

    Where a link leads never changes; the formula of a pack's field is the pack's.
    """
    own = (key for key in (*_COUNTS, *_CODES, *_NAMES) if key in kind.options)
    keys = [*_RULES, "enforce", *_TICKS, "visible", "default", "class", *own]
    if found is None or found.pack == SITE:
        keys += ["formula", *(afar_form.KEYS if kind.storage == "columns" else ())]
    gone = {"to"} if found is not None else set()
    return tuple(key for key in keys if key not in gone and (key != "unique" or kind.storage == "columns"))


def sections(scene: Scene, catalog: Catalog, thing: Object, kind: FieldType, form: Form,
             found: Field | None) -> tuple[Section, ...]:
    """Return the inputs for a new field of this type, or for `found`."""
    say, keys = scene.say, asked(kind, found)
    name = (Setting(name="name", label=say("design.key_name"), value=form.get("name", ""), code=True, hint=say(
        "design.name_hint" if found is None else "design.rename_hint")),) if _renamed_by(found) else ()
    rules = (*(line(scene, form, key, kind="tick") for key in ("required", *_TICKS, "readonly") if key in keys),
             enforced(scene, form), replace(line(scene, form, "class", code=True), hint=_classes(scene, catalog)))
    when = tuple(replace(line(scene, form, key, code=True), names=thing.name) for key in EXPRESSIONS
                 if key.removesuffix("_when") in keys)
    return tuple(part for part in (
        Section(name="words", label=say("design.words"), settings=(
            *words_of(scene, form, "label", say("design.key_label"), required=True),
            *words_of(scene, form, "hint", say("design.key_hint")), *name)),
        Section(name="type", label=say("design.of_type"), settings=(*_own(scene, catalog, thing, kind, keys, form),)),
        *([options_form.section(scene, form)] if "options" in kind.options else []),
        Section(name="rules", label=say("admin.rules"), settings=rules, columns=4),
        Section(name="conditions", label=say("design.conditions"), settings=when, columns=2,
                hint=say("design.conditions_hint", names=", ".join(thing.fields)) if thing.fields else ""),
        *([afar_form.section(scene, catalog, thing, form)] if afar_form.KEYS[0] in keys else []),
    ) if part.settings)


def said_of(form: Form, kind: FieldType) -> dict[str, Any]:
    """Return what the form says, as a definition says it; a key that says nothing is absent."""
    said: dict[str, Any] = {}
    for key in _RULES:
        said[key] = form.get(f"{key}_when", "").strip() or form.get(key) == "1" or None
    said |= {key: form.get(key) == "1" or None for key in _TICKS}
    said |= {key: form.get(key, "").strip() or None for key in ("visible", "formula", "class", *_CODES, *_NAMES)}
    said |= afar_form.said(form)
    said |= {key: _number(form.get(key, "")) for key in _COUNTS}
    said |= {"default": constant(form.get("default", "").strip(), kind), "enforce": form.get("enforce") or None}
    return {key: value for key, value in said.items() if value is not None}


def definition(kind: FieldType, form: Form) -> dict[str, Any]:
    """Return what the form says of a new field of this type."""
    words = {key: found for key in ("label", "hint") if (found := words_in(form, key))}
    options = {"options": options_form.whole(form)} if "options" in kind.options else {}
    return {"type": kind.key, **words, **said_of(form, kind), **options}


def changed(thing: Object, field: Field, form: Form) -> Iterator[Operation]:
    """Yield what makes the field what the form says, beginning with what it is now."""
    path = f"objects.{thing.name}.fields.{field.name}"
    for key, held in (("label", field.label), ("hint", field.hint)):
        yield from changed_words(f"{path}.{key}", held, words_in(form, key))
    old, new = said_of(typed_form(field), field.type), said_of(form, field.type)
    yield from differing(path, old, new, asked(field.type, field))
    if "options" in field.type.options:
        yield from options_form.changed(path, field, form)


def _renamed_by(found: Field | None) -> bool:
    """Return whether the form asks for the name: of a new field, and of one of the site."""
    return found is None or found.pack == SITE


def renamed(path: str, name: str, form: Form) -> Iterator[Operation]:
    """Yield what gives something of the site the name typed; the engine refuses names that cannot be."""
    typed = form.get("name", "").strip()
    if typed and prefixed(typed) != name:
        yield {"rename": path, "to": prefixed(typed)}


def retyped(thing: Object, field: Field, kind: FieldType, form: Form) -> Iterator[Operation]:
    """Yield what makes the field one of another type, with all the form does not ask for kept."""
    kept = {key: said for key, said in plain_field(field).items() if key in _KEPT}
    yield {"set": f"objects.{thing.name}.fields.{field.name}", "to": {**kept, **definition(kind, form)}}


def enforced(scene: Scene, form: Form) -> Setting:
    """Return the choice of how a rule comes into force."""
    return line(scene, form, "enforce", kind="select", choices=[
        ("" if each == "all" else each, scene.say(f"design.enforce_{each}")) for each in _DEGREES])


def differing(path: str, old: Mapping[str, Any], new: Mapping[str, Any], keys: Iterable[str],
              same: Callable[[Any, Any], bool] = eq) -> Iterator[Operation]:
    """Yield what makes the keys of a definition say what `new` says, beginning with what it says now."""
    for key in keys:
        if key in new and not same(new[key], old.get(key)):
            yield {"set": f"{path}.{key}", "to": new[key]}
        elif key in old and key not in new:
            yield {"unset": f"{path}.{key}"}


def changed_words(path: str, held: Mapping[str, str], typed: Mapping[str, str]) -> Iterator[Operation]:
    """Yield what makes words what was typed, in the languages that differ."""
    fresh = {each: text for each, text in typed.items() if text != held.get(each)}
    if fresh:
        yield {"set": path, "to": fresh, "was": {each: held[each] for each in fresh if each in held}}
    elif held and not typed:
        yield {"unset": path}


def _classes(scene: Scene, catalog: Catalog) -> str:
    """Return which classes there are, to choose from."""
    known = sorted({field.classified for one in catalog.objects.values() for field in one.fields.values()
                    if field.classified})
    return scene.say("design.hint_class", names=", ".join(known) or "–")


def _own(scene: Scene, catalog: Catalog, thing: Object, kind: FieldType, keys: Container[str],
         form: Form) -> Iterator[Setting]:
    """Yield the inputs of the type's own keys."""
    for key in (*_COUNTS, *_CODES):
        if key in keys:
            yield line(scene, form, key, kind="number" if key in _COUNTS else "line", code=key in _CODES)
    if "to" in keys:
        yield line(scene, form, "to", kind="select", choices=[
            (each.name, scene.label(each)) for each in catalog.objects.values() if each.parent is None])
    if "on_delete" in keys:
        known = kind.options["on_delete"]["enum"]
        yield line(scene, form, "on_delete", kind="select", choices=[
            ("", scene.say("design.usual")), *((each, scene.say(f"design.delete_{each}")) for each in known)])
    for key in ("currency", "unit"):
        if key in keys:
            yield line(scene, form, key, kind="select", choices=[
                ("", scene.say("design.none")), *((each.name, scene.label(each)) for each in thing.fields.values())])


def _number(text: str) -> int | float | str | None:
    """Return a typed number; what is none stays as typed, for the compiler to refuse."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return text.strip() or None
    if not found.is_finite():
        return text.strip()
    return int(found) if found == found.to_integral_value() else float(found)


def constant(text: str, kind: FieldType) -> Any:
    """Return a default as a definition says it: typed as people do, an expression after =; None for nothing."""
    if not text or text.startswith("="):
        return text or None
    if kind.key == "flag":
        return {"true": True, "false": False}.get(text.lower(), text)
    return _number(text) if kind.kind is Kind.NUMBER else text


def as_typed(expression: str) -> str:
    """Return a default as people type it: a constant as it is, an expression after =."""
    if expression in {"true", "false"}:
        return expression
    try:
        return spelled(literal_eval(expression))
    except (ValueError, SyntaxError):
        return f"={expression}"
