"""What a check is: a code and a function from linked definitions to faults."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dougong.catalog.linking.draft import Raw, RawObject
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Field, Object
from dougong.catalog.reading.document import Where
from dougong.kernel.messages import Said
from dougong.kernel.names import suggestion
from dougong.kernel.problems import Place


@dataclass(frozen=True, slots=True)
class Fault:
    """Something found; `code` stands where a check knows more than one, `said` see Finding."""

    where: Where | Place
    message: str
    hint: str = ""
    code: str = ""
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """A check, ready to run."""

    code: str
    look: Callable[[Linked], Iterable[Fault]]


def check(code: str) -> Callable[[Callable[[Linked], Iterable[Fault]]], Inspection]:
    """Return what makes a check of a function; `code` is one of catalog.codes.CODES."""
    return lambda look: Inspection(code, look)


def every_object(linked: Linked) -> Iterator[tuple[Object, RawObject]]:
    """Yield every object with how it was written."""
    for name, one in linked.objects.items():
        yield one, linked.draft.objects[name]


def every_field(linked: Linked) -> Iterator[tuple[Object, Field, Raw]]:
    """Yield every field with its object and how it was written."""
    for one, raw in every_object(linked):
        for name, field in one.fields.items():
            yield one, field, raw.fields[name]


def no_field(linked: Linked, one: Object, name: str, where: Where, code: str = "M207") -> Iterator[Fault]:
    """Yield that an object has no field of this name, or nothing at the end of a path; not where that is a fault that
    is told already."""
    if not blamed(linked, *name.split(".")):
        yield Fault(where, f"{one.name} has no field '{name}'", suggestion(name, one.fields), code)


def unkept(one: Object, name: str, field: Field | None) -> str | None:
    """Return why a record does not keep what it has by this name for as long as nobody changes it; None where it
    does."""
    if field is None:
        return f"{one.name} has no field '{name}'"
    if not field.stored:
        return f"{name} is not stored"
    return f"{name} says a rollup, which moves while the record does not" if field.moves else None


def blamed(linked: Linked, *names: str) -> bool:
    """Return whether one of the names could not be read: its own fault is told already."""
    return not linked.draft.lost.isdisjoint(names)
