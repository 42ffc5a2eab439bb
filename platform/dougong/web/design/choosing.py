"""What may be chosen about a step of a plan: how a rule comes into force, which value old records are given, what
becomes of values that do not fit. A choice is an operation of the draft; the plan is made anew with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Catalog, Field
from dougong.web.design import field_form
from dougong.web.scene import Scene
from dougong.web.setting import Form

#: One operation on the definitions, as the API takes it.
Operation = Mapping[str, Any]
#: What has nothing to choose about it in words: values are turned or stay as the step says.
AS_PLANNED: Final = ""
_DEGREES: Final = ("observe", "warn", "new", "all")
#: Degrees at which old records may be given the default.
_FILLED: Final = frozenset({"new", "all"})


@dataclass(frozen=True, slots=True)
class Option:
    """One way."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Choosing:
    """A question with its ways, as radio buttons called `name`."""

    name: str
    legend: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """The value old records are given, as a definition says a default."""

    name: str
    label: str
    value: str


def questions(scene: Scene, step: Mapping[str, Any], operations: Sequence[Operation]) -> tuple[Choosing, ...]:
    """Return what may be chosen about a step; `operations` are the draft's."""
    return (*_roll_out(scene, step), *_values(scene, step, operations))


def filling(scene: Scene, step: Mapping[str, Any]) -> Filling | None:
    """Return the input of the value for records that lack what becomes required; None where none can be given."""
    field = _ruled(scene.context.catalog, step)
    if field is None or step["enforce"] not in _FILLED:
        return None
    return Filling(_name("fill", step["rule"]), scene.say("design.fill"), field_form.typed_form(field)["default"])


def chosen(scene: Scene, steps: Sequence[Mapping[str, Any]], operations: Sequence[Operation],
           form: Form) -> tuple[Operation, ...]:
    """Return the draft's operations with what the form chooses about the steps; the same ones where nothing differs."""
    made = tuple(operations)
    for step in steps:
        made = _enforced(step, made, form)
        made = _filled(scene, step, made, form)
        made = _fitted(scene, step, made, form)
    return made


def _roll_out(scene: Scene, step: Mapping[str, Any]) -> Iterator[Choosing]:
    if step["rule"]:
        yield Choosing(_name("enforce", step["rule"]), scene.say("design.key_enforce"), tuple(
            Option(each, scene.say(f"design.enforce_{each}"), each == step["enforce"]) for each in _DEGREES))


def _values(scene: Scene, step: Mapping[str, Any], operations: Sequence[Operation]) -> Iterator[Choosing]:
    """Yield what may become of values that do not fit."""
    if not step["values"] or step["verb"] not in {"retype", "judge"}:
        return
    say, path = scene.say, _path(step["subject"])
    ways = [(AS_PLANNED, say("design.values_turn" if step["verb"] == "retype" else "design.values_stay"))]
    if _fits(scene.context.catalog, step):
        ways.append(("fit", say("design.values_fit", n=step["fits"][1])))
    if _without(operations, path) != tuple(operations):
        ways.append(("leave", say("design.values_leave")))
    if len(ways) > 1:
        yield Choosing(_name("values", path), say("design.values"), tuple(
            Option(value, text, value == AS_PLANNED) for value, text in ways))


def _enforced(step: Mapping[str, Any], operations: tuple[Operation, ...], form: Form) -> tuple[Operation, ...]:
    asked = form.get(_name("enforce", step["rule"]), "")
    if asked not in _DEGREES or asked == step["enforce"]:
        return operations
    return _set(operations, f"{step['rule']}.enforce", asked)


def _filled(scene: Scene, step: Mapping[str, Any], operations: tuple[Operation, ...],
            form: Form) -> tuple[Operation, ...]:
    field, given = _ruled(scene.context.catalog, step), filling(scene, step)
    asked = form.get(given.name, "").strip() if given is not None else ""
    if field is None or given is None or not asked or asked == given.value:
        return operations
    return _set(operations, f"{step['rule']}.default", field_form.constant(asked, field.type))


def _fitted(scene: Scene, step: Mapping[str, Any], operations: tuple[Operation, ...],
            form: Form) -> tuple[Operation, ...]:
    path = _path(step["subject"])
    asked = form.get(_name("values", path), AS_PLANNED)
    if asked == "leave":
        return _without(operations, path)
    if asked == "fit" and _fits(scene.context.catalog, step):
        key, value = step["fits"]
        return _set(operations, f"{path}.{key}", value)
    return operations


def _set(operations: tuple[Operation, ...], path: str, to: Any) -> tuple[Operation, ...]:
    """Return the operations with one that says this, and none that said something else before."""
    return (*(each for each in operations if path not in (each.get("set"), each.get("unset"))),
            {"set": path, "to": to})


def _without(operations: Sequence[Operation], path: str) -> tuple[Operation, ...]:
    """Return the operations without those that change what the field at `path` says."""
    return tuple(each for each in operations if not any(
        f"{each.get(verb, '')}.".startswith(f"{path}.") for verb in ("set", "unset")))


def _fits(catalog: Catalog, step: Mapping[str, Any]) -> bool:
    field = _field(catalog, step["subject"])
    return step["fits"] is not None and field is not None and step["fits"][0] in field.type.options


def _ruled(catalog: Catalog, step: Mapping[str, Any]) -> Field | None:
    """Return the field that becomes required; None of a step about anything else."""
    return _field(catalog, step["subject"]) if ".fields." in step["rule"] else None


def _field(catalog: Catalog, subject: str) -> Field | None:
    name, _, field = subject.partition(".")
    return catalog.objects[name].fields.get(field) if name in catalog.objects else None


def _path(subject: str) -> str:
    return f"objects.{subject.replace('.', '.fields.', 1)}"


def _name(what: str, path: str) -> str:
    return f"{what}:{path}"
