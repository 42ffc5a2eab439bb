"""What a change would be, while someone still types it."""

from dataclasses import replace

from flask import Response

from dougong.api import answers, parameters
from dougong.api.reads import within
from dougong.api.shape import is_positive, unknown
from dougong.api.writes import own, sent
from dougong.kernel.errors import FieldError, Refused
from dougong.processes.rules.foreseen import firing
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change


def preview(context: Context, runtime: Runtime, object: str) -> Response:
    """Return what a create (or, with `id`, an update) would make of these values; nothing is written or locked."""
    parameters.known()
    own(context.object(object))
    asked = sent()
    values, id = asked.get("values"), asked.get("id")
    errors = unknown(asked, ("id", "values"))
    if not isinstance(values, dict):
        errors.append(FieldError("/values", "object"))
    if "id" in asked and not is_positive(id):
        errors.append(FieldError("/id", "link"))
    if errors or not isinstance(values, dict):
        raise Refused(errors=errors)
    if "version" in values:
        raise Refused(errors=[FieldError("/values/version", "readonly")])
    change = Change(object=object, verb="create" if id is None else "update", values=values, id=id and within(id))
    found = runtime.unit(context).preview(change)
    strange = [replace(each, pointer=f"/values{each.pointer}") for each in found.errors
               if each.code in {"unknown_field", "readonly"} and each.pointer.count("/") == 1]
    if strange:
        raise Refused(errors=strange)
    return answers.previewed(found, firing(context, found.draft))
