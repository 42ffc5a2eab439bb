"""What the database refuses becomes what a person can mend: the field, in words; never a driver's text."""

from collections.abc import Iterable

from dougong.catalog.model import Object
from dougong.kernel.errors import FieldError, Refused
from dougong.store.errors import Violation
from dougong.store.naming import joining, name_of

ENGINE_UNIQUES = frozenset({"number", "external_id"})


def refusal(objects: Iterable[Object], violation: Violation) -> Refused:
    """Return the refusal a violated constraint stands for, naming the fields of the record or line it belongs to.

    `objects` are those of the changes made, the first one's first; a line's fields stand under its lines field.
    """
    known = {object.name: object for object in objects}
    errors = [error for object in known.values()
              for error in _errors(_prefix(object), object, violation.constraint)]
    return Refused(errors=errors or [FieldError("", "constraint")])


def _prefix(object: Object) -> str:
    return f"/{object.parent_field}" if object.parent_field else ""


def _errors(prefix: str, object: Object, constraint: str | None) -> Iterable[FieldError]:
    for unique in object.uniques:
        if constraint == name_of("uq", object.name, unique.name):
            yield from (FieldError(f"{prefix}/{name}", "unique", text=unique.message or None) for name in unique.fields)
    for field in (*object.fields.values(), *object.system.values()):
        if (field.unique or field.name in ENGINE_UNIQUES) and constraint == name_of("uq", object.name, field.name):
            yield FieldError(f"{prefix}/{field.name}", "unique")
        if constraint in (name_of("fk", object.name, field.name),
                          name_of("fk", joining(object.name, field.name), "target")):
            yield FieldError(f"{prefix}/{field.name}", "link_missing")
