"""Language, theme and density: kept on the device, the language in the session too."""

from flask import request
from werkzeug.wrappers import Response

from dougong.access import identity
from dougong.kernel.labels import LANGUAGES
from dougong.web import cookies, links
from dougong.web.answer import go
from dougong.web.entry import screens, session_cookie, visitor


def language() -> Response:
    """Speak another language from now on."""
    value = request.form.get("language", "")
    if visitor() is not None and value in LANGUAGES:
        identity.speak(screens().runtime.database, session_cookie(), value)
    return _kept("language")


def theme() -> Response:
    """Show screens in another light, or rows at another height."""
    return _kept("theme", "density")


def _kept(*names: str) -> Response:
    response = go(links.inside(request.form.get("back", links.HOME)))
    for name in names:
        cookies.keep_taste(response, screens().runtime.settings, name, request.form.get(name, ""))
    return response
