"""The first page of a new installation."""

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import identity
from dougong.catalog.setting import COMPANY
from dougong.kernel.errors import AppError
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.messages import say
from dougong.records.seeding.first_run import Answers, answer
from dougong.web import cookies, links
from dougong.web.admin.first import first_page, said_now
from dougong.web.answer import go, page
from dougong.web.entry import screens, session_cookie
from dougong.web.record.fault import faults_of
from dougong.web.routes.admin import administered
from dougong.web.scene import Scene

#: Characters of an answer, at most.
LONGEST = 200
ASKED = ("name", "currency", "time_zone", "language")


def show() -> Response:
    """Show the questions, with the answers as they are."""
    shown = administered()
    return _page(shown, said_now(shown))


def save() -> AnyResponse:
    """Let the answers hold from now on."""
    shown, runtime = administered(), screens().runtime
    said = {name: request.form.get(name, "").strip()[:LONGEST] for name in ASKED}
    language = said["language"] if said["language"] in LANGUAGES else None
    try:
        answer(runtime, shown.context, Answers(**{**said, "language": language}))
    except AppError as error:
        return _page(shown, said, _told(shown, error))
    response = go(links.HOME)
    if language is not None:
        identity.speak(runtime.database, session_cookie(), language)
        cookies.keep_taste(response, runtime.settings, "language", language)
    return response


def _told(shown: Scene, error: AppError) -> tuple[str, ...]:
    """Return why the answers cannot be taken, a line for each."""
    faults = faults_of(shown, shown.context.catalog.objects[COMPANY], error.errors)
    return tuple(each.text for each in faults) or (say(error.code, shown.lang, **error.params),)


def _page(shown: Scene, said: dict[str, str], faults: tuple[str, ...] = ()) -> Response:
    model = first_page(shown, said, links.Paths().first, faults)
    return page("first", model, title=shown.say("first.title"), status=422 if faults else 200)
