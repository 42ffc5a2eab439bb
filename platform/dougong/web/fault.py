"""What is wrong with a form, in words: each fault beside its field, and all of them on top as links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dougong.catalog.model import Object
from dougong.kernel.errors import AppError, FieldError
from dougong.kernel.labels import words as label
from dougong.kernel.messages import say
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the summary; `anchor` is the id of the input it leads to."""

    text: str
    anchor: str = ""


def said(scene: Scene, error: FieldError) -> str:
    """Return the message of an error: the pack's own words, else ours."""
    return label(error.text, scene.lang) if error.text else say(error.code, scene.lang, **error.params)


def refusal_of(scene: Scene, error: AppError) -> list[str]:
    """Return why something is refused, line by line; what the compiler says of definitions is English."""
    return [say(error.code, scene.lang, **error.params), *(said(scene, each) for each in error.errors)]


def says_of(scene: Scene, errors: Iterable[FieldError]) -> Mapping[str, tuple[str, ...]]:
    """Return messages by JSON pointer."""
    found: dict[str, tuple[str, ...]] = {}
    for error in errors:
        found[error.pointer] = (*found.get(error.pointer, ()), said(scene, error))
    return found


def faults_of(scene: Scene, thing: Object, errors: Iterable[FieldError]) -> tuple[Fault, ...]:
    """Return the summary: which field, in which line, what is wrong."""
    return tuple(_fault(scene, thing, error) for error in errors)


def _fault(scene: Scene, thing: Object, error: FieldError) -> Fault:
    name, *rest = error.pointer.strip("/").split("/")
    field = scene.field(thing, name)
    message = said(scene, error)
    if field is None:
        return Fault(message)
    if len(rest) < 2:
        line = scene.say("form.fault", field=scene.label(field), message=message)
        return Fault(line, f"f-{name}" if field.type.storage != "lines" else f"part-{name}")
    target = scene.context.catalog.objects[field.type.targets(field)[0]]
    part = scene.field(target, rest[1])
    line = scene.say("form.fault_line", lines=scene.label(field), n=int(rest[0]) + 1 if rest[0].isdigit() else rest[0],
                     field=scene.label(part) if part else rest[1], message=message)
    return Fault(line, f"f-{name}-{rest[0]}-{rest[1]}")
