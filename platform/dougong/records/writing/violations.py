"""What the database refuses becomes what a person can mend: the field, in words; never a driver's text."""

from collections.abc import Iterable
from dataclasses import replace

from dougong.catalog.model import Object
from dougong.kernel.errors import FieldError, Refused
from dougong.records.advice import against
from dougong.records.context import Context
from dougong.records.writing.veil import veiled
from dougong.records.writing.work import Work
from dougong.store.errors import Violation
from dougong.store.naming import joining, name_of

ENGINE_UNIQUES = frozenset({"number", "external_id"})


def refusal(work: Work, violation: Violation) -> Refused:
    """Return the refusal a violated constraint stands for, naming the fields of the record or line it belongs to that
    the actor may see: in the words of plugins, where they can say more.

    Fields of the changes made come in their order; a line's fields stand under its lines field.
    """
    said = against(work.context, work.written)
    return Refused(errors=said) if said else _refusal(work.context, work.objects, violation)


def _refusal(context: Context, objects: Iterable[Object], violation: Violation) -> Refused:
    known = {object.name: object for object in objects}
    plans = [context.plans.of(object, context.actor.policy) for object in known.values()]
    errors = [replace(error, pointer=f"{_prefix(plan.object)}{error.pointer}") if error.pointer else error
              for plan in plans for error in veiled(plan, _errors(plan.object, violation.constraint))]
    return Refused(errors=errors or [FieldError("", "constraint")])


def _prefix(object: Object) -> str:
    return f"/{object.parent_field}" if object.parent_field else ""


def _errors(object: Object, constraint: str | None) -> Iterable[FieldError]:
    for unique in object.uniques:
        if constraint == name_of("uq", object.name, unique.name):
            yield from (FieldError(f"/{name}", "unique", text=unique.message or None) for name in unique.fields)
    for field in (*object.fields.values(), *object.system.values()):
        if (field.unique or field.name in ENGINE_UNIQUES) and constraint == name_of("uq", object.name, field.name):
            yield FieldError(f"/{field.stands_for or field.name}", "unique")
        if constraint in (name_of("fk", object.name, field.name),
                          name_of("fk", joining(object.name, field.name), "target")):
            yield FieldError(f"/{field.name}", "link_missing")
