"""GET /api/v1/catalog/explain and /patches: where definitions come from, for administrators."""

from flask import Response

from dougong.api import answers, parameters
from dougong.api.caller import administered
from dougong.kernel.errors import Malformed
from dougong.records.context import Context
from dougong.records.definitions.explaining import explained, patches
from dougong.records.runtime import Runtime


def explain(context: Context, runtime: Runtime) -> Response:
    """Return what the definitions in force say at `path`, and which layer, file and line say so."""
    administered(context)
    path = parameters.known("path").get("path", "")
    if not path:
        raise Malformed("query_lacks", name="path")
    return answers.answer(explained(runtime.database, runtime.registry, path))


def list_patches(context: Context) -> Response:
    """Return what upper packs and the site change in definitions below them, parked operations too."""
    administered(context)
    parameters.known()
    return answers.answer({"data": patches(context)})
