"""Files at the screen: sent, shown, saved, removed."""

from collections.abc import Callable
from typing import Final

from flask import Response, jsonify, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import wrap_file

from dougong.kernel.errors import AppError
from dougong.kernel.messages import say
from dougong.kernel.pieces import pieces
from dougong.records import audit
from dougong.records.files import found, replacing
from dougong.records.files.giving import headers
from dougong.records.files.keep import keep
from dougong.records.files.keep import remove as remove_file
from dougong.records.files.model import File, Place
from dougong.web import links
from dougong.web.answer import go
from dougong.web.entry import scene, screens
from dougong.web.record.files import size
from dougong.web.routes.records import whole

#: Files of one form; each is judged by itself.
MOST: Final = 50


def attach(name: str, number: int) -> AnyResponse:
    """Keep the files sent and attach them to the record, whose page shows them; a script gets the fault in words."""
    thing = whole(scene(), name)

    def act() -> AnyResponse:
        for file in _sent()[:MOST]:
            take(file, Place(thing.name, number))
        return go(f"{links.record(name, number)}#files")
    return _told(act)


def replace(number: int) -> AnyResponse:
    """Keep the file sent as a new version of an attached one, and go back to its record."""
    def act() -> AnyResponse:
        file, sent = found.readable(scene().context, number), _sent()
        if sent:
            replacing.replace(scene().context, screens().runtime, number, pieces(sent[0].stream),
                              sent[0].filename or "")
        return go(_home(file))
    return _told(act)


def put_back(number: int) -> AnyResponse:
    """Make an earlier version of a file the newest, and go back to its record."""
    replacing.put_back(scene().context, screens().runtime, number)
    return go(_home(found.readable(scene().context, number)))


def send() -> AnyResponse:
    """Keep a file for the field of a form that is being filled in; answer what the form has to hold, or why not."""
    files = _sent()
    try:
        file = found.readable(scene().context, take(files[0]) if files else 0)
    except AppError as error:
        return _refused(error)
    return jsonify({"id": file.id, "text": f"#{file.id}", "name": file.name, "size": size(file.size),
                    "href": links.file(file.id, file.name, inline=file.shown),
                    "picture": links.file(file.id, file.name, inline=True) if file.picture else ""})


def give(number: int, **_: str) -> Response:
    """Give the bytes of a file, to be shown or saved; the name in the address is for people alone."""
    file = found.readable(scene().context, number)
    stream = found.content(screens().runtime, file)
    audit.file_taken(scene().context, request.remote_addr)
    response = Response(wrap_file(request.environ, stream), direct_passthrough=True)
    response.headers.update(headers(file, inline=request.args.get("inline") == "1"))
    response.content_length = file.size
    response.set_etag(file.sha256)
    response.call_on_close(stream.close)
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=file.size)
    except RequestedRangeNotSatisfiable:
        response.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    return response


def remove(number: int) -> AnyResponse:
    """Remove an attached file, and go back to its record."""
    return go(_home(remove_file(scene().context, screens().runtime, number)))


def take(file: FileStorage, about: Place | None = None) -> int:
    """Return the id of an uploaded file once it is kept."""
    return keep(scene().context, screens().runtime, pieces(file.stream), file.filename or "", about)


def _home(file: File) -> str:
    """Return where the file is seen: its record's page."""
    return f"{links.record(file.about.object, file.about.id)}#files" if file.about else links.HOME


def _told(act: Callable[[], AnyResponse]) -> AnyResponse:
    """Do it; a script gets a fault in words instead of a page."""
    try:
        return act()
    except AppError as error:
        if "X-Dougong-Fragment" in request.headers:
            return _refused(error)
        raise


def _refused(error: AppError) -> Response:
    answer = jsonify({"error": say(error.code, scene().lang, **error.params)})
    answer.status_code = 422
    return answer


def _sent() -> list[FileStorage]:
    return [file for file in request.files.getlist("file") if file.filename]
