"""What one was told, at the screen."""

from flask import Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.number import whole_number
from dougong.processes.talk import notices
from dougong.processes.talk.comments import LATEST
from dougong.web import links
from dougong.web.answer import fragment, go, page
from dougong.web.entry import scene, screens
from dougong.web.notices import PARTS, counted, drawer, notices_page

#: Notices of a page, and of the drawer.
LIMIT = 50
DRAWN = 10


def show() -> Response:
    """Show what one was told: all of it, what is not read yet, or where one was named."""
    shown = scene()
    which = next((each for each in PARTS if each == request.args.get("which")), PARTS[0])
    model = notices_page(shown, which, notices.notices(
        shown.context, which, before=whole_number(request.args.get("before", "")) or LATEST, limit=LIMIT))
    return page("notices", model, title=model.title)


def told() -> Response:
    """Return what the bell opens."""
    return fragment("notices", drawer(scene(), notices.notices(scene().context, limit=DRAWN)))


def bell() -> Response:
    """Return how many notices are not read, as the bell shows it. Asked again and again by every open page, it costs a
    wait beside signing in, and as long as nothing has come 304 is the answer."""
    shown = scene()
    mark = "-".join(map(str, (shown.lang, *notices.waiting(shown.context))))
    if request.if_none_match.contains(mark):
        return Response(status=304, headers={"ETag": f'"{mark}"'})
    unread, _ = notices.unread(shown.context)
    answer = jsonify({"text": counted(unread), "label": shown.say("notice.unread", n=unread) if unread else ""})
    answer.set_etag(mark)
    return answer


def read() -> AnyResponse:
    """Mark one notice as read (`id`), or every one up to the newest that was shown (`last`)."""
    context, runtime = scene().context, screens().runtime
    one, last = whole_number(request.form.get("id", "")), whole_number(request.form.get("last", ""))
    if one:
        notices.mark_read(context, runtime, [one])
    if last:
        notices.mark_all(context, runtime, last)
    return go(links.inside(request.form.get("back", links.NOTICES)))
