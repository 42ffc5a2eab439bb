"""The catalog as administrators see it: which packs, which objects with which fields, under which number."""

from typing import Any

from flask import Response

from dougong.api import answers, parameters
from dougong.api.caller import administered
from dougong.api.problems import language
from dougong.catalog.model import Catalog, Field, Object
from dougong.kernel.labels import words
from dougong.records.context import Context


def catalog(context: Context) -> Response:
    """Return the catalog that is in force; raises Denied for anyone but an administrator."""
    parameters.known()
    administered(context)
    return answers.answer(described(context.catalog, language()))


def described(catalog: Catalog, language: str) -> dict[str, Any]:
    """Return packs and objects as JSON, labels in `language`."""
    return {
        "number": catalog.number,
        "fingerprint": catalog.fingerprint,
        "packs": [{"name": pack.name, "label": words(pack.label, language), "version": pack.version,
                   "requires": list(pack.requires)} for pack in catalog.packs.values()],
        "objects": [_object(each, language) for each in catalog.objects.values()],
    }


def _object(object: Object, language: str) -> dict[str, Any]:
    return {"name": object.name, "uid": object.uid, "label": words(object.label, language), "pack": object.pack,
            "parent": object.parent,
            "fields": [_field(each, language) for each in object.fields.values() if not each.stands_for]}


def _field(field: Field, language: str) -> dict[str, Any]:
    return {"name": field.name, "uid": field.uid, "label": words(field.label, language), "type": field.type.key,
            "pack": field.pack, "to": list(field.type.targets(field))}
