"""/api/v1/files: bytes come in, are attached to a record or given to a field by their id, and go out in parts."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from dougong.api import answers, parameters
from dougong.api.errors import TooLarge, WrongType
from dougong.api.reads import within
from dougong.kernel.errors import Malformed, Missing
from dougong.kernel.pieces import pieces
from dougong.records import audit, reading
from dougong.records.context import Context
from dougong.records.files import found, replacing
from dougong.records.files.giving import headers
from dougong.records.files.keep import MEGABYTE, TooBig, keep
from dougong.records.files.keep import remove as remove_file
from dougong.records.files.model import File, Place
from dougong.records.runtime import Runtime

TYPE: Final = "application/octet-stream"
LONGEST_NAME: Final = 1000
_PLACE: Final = re.compile(r"([a-z][a-z0-9_]{0,47})/([1-9][0-9]{0,18})")


def upload(context: Context, runtime: Runtime) -> Response:
    """Keep the bytes in the body, attached to the record `about` where it is named; 201. What they are is seen in
    them, whatever the name says."""
    asked = parameters.known("name", "about")
    about = _place_of(asked["about"]) if "about" in asked else None
    name = _named(asked, needed=True)
    return _taken(context, runtime, lambda: keep(context, runtime, pieces(request.stream), name, about))


def replace(context: Context, runtime: Runtime, id: int) -> Response:
    """Keep the bytes in the body as a new version of an attached file, called as before unless named; 201."""
    name = _named(parameters.known("name"), needed=False)
    return _taken(context, runtime,
                  lambda: replacing.replace(context, runtime, within(id), pieces(request.stream), name))


def put_back(context: Context, runtime: Runtime, id: int) -> Response:
    """Make a new version with the bytes of an earlier one; 201."""
    parameters.known()
    return _made(context, replacing.put_back(context, runtime, within(id)))


def versions(context: Context, id: int) -> Response:
    """Return the versions of a file, the newest first."""
    parameters.known()
    every = found.versions(context, found.readable(context, within(id)))
    return answers.answer({"data": [seen(file) for file in every.files]})


def get(context: Context, id: int) -> Response:
    """Return what is known of a file."""
    parameters.known()
    return answers.answer(seen(found.readable(context, within(id))))


def content(context: Context, runtime: Runtime, id: int) -> Response:
    """Return the bytes of a file, or the part of them that Range asks for; `inline` to show what may be shown."""
    asked = parameters.known("inline")
    file = found.readable(context, within(id))
    audit.file_taken(context, request.remote_addr)
    return given(file, runtime, inline=parameters.flag(asked, "inline"))


def remove(context: Context, runtime: Runtime, id: int) -> Response:
    """Put a file that is attached, or was sent for nothing, into the bin; 204."""
    parameters.known()
    remove_file(context, runtime, within(id))
    return answers.nothing()


def attachments(context: Context, object: str, id: int) -> Response:
    """Return what is attached to a record, newest first."""
    parameters.known()
    if context.object(object).parent is not None:
        raise Missing(object=object)
    reading.read(context, object, within(id))
    return answers.answer({"data": [seen(each.newest) for each in found.of_record(context, object, id)]})


def given(file: File, runtime: Runtime, *, inline: bool) -> Response:
    """Return the answer that holds a file's bytes."""
    stream = found.content(runtime, file)
    response = Response(wrap_file(request.environ, stream), direct_passthrough=True)
    response.headers.update(headers(file, inline=inline))
    response.content_length = file.size
    response.set_etag(file.sha256)
    response.call_on_close(stream.close)
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=file.size)
    except RequestedRangeNotSatisfiable:
        response.close()
        refused = answers.nothing(416)
        refused.headers["Content-Range"] = f"bytes */{file.size}"
        return refused
    return response


def seen(file: File) -> dict[str, Any]:
    """Return a file as the API shows it."""
    about = None if file.about is None else {"object": file.about.object, "id": file.about.id}
    return {"id": file.id, "name": file.name, "kind": file.kind, "size": file.size, "sha256": file.sha256,
            "width": file.width, "height": file.height, "about": about, "version": file.number,
            "created_at": file.created_at, "created_by": file.created_by}


def _place_of(text: str) -> Place:
    """Return the record that object/id names; raises Malformed."""
    match = _PLACE.fullmatch(text)
    if match is None or int(match[2]) >= 2**63:
        raise Malformed("file_place")
    return Place(match[1], int(match[2]))


def _named(asked: Mapping[str, str], *, needed: bool) -> str:
    name = asked.get("name", "")
    if needed and not name:
        raise Malformed("parameter_missing", name="name")
    if len(name) > LONGEST_NAME:
        raise Malformed("query_value", name="name")
    return name


def _taken(context: Context, runtime: Runtime, take: Callable[[], int]) -> Response:
    """Return the answer to a body of bytes, once they are known not to be too many."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != TYPE:
        raise WrongType("content_type", expected=TYPE)
    most = runtime.settings.file_mb
    request.max_content_length = most * MEGABYTE + 1
    if (request.content_length or 0) > most * MEGABYTE:
        raise TooLarge("file_too_big", max=most)
    try:
        return _made(context, take())
    except TooBig as error:
        raise TooLarge(error.code, **error.params) from error


def _made(context: Context, id: int) -> Response:
    response = answers.answer(seen(found.readable(context, id)), 201)
    response.headers["Location"] = f"{answers.PREFIX}/files/{id}"
    return response
