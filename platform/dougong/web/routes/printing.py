"""A record on paper: asked for by a button, since that it was printed is written down."""

from dataclasses import replace

from flask import Response, g, request

from dougong.kernel.labels import LANGUAGES
from dougong.records.acts.printing import printed
from dougong.web.answer import page
from dougong.web.entry import scene
from dougong.web.pointed import with_all_titles
from dougong.web.record.printing import print_page
from dougong.web.routes.records import whole


def sheet(name: str, number: int) -> Response:
    """Return the sheet of a record that may be printed, in the `language` asked for, else in the reader's."""
    _spoken(request.form.get("language", ""))
    shown = scene()
    thing = whole(shown, name)
    record = with_all_titles(shown, thing, printed(shown.context, name, number, request.remote_addr))
    model = print_page(shown, thing, record)
    return page("print", model, title=model.title, current=name, back=model.back)


def _spoken(lang: str) -> None:
    """Let this answer be in a language, of those there are; the reader's own stays what it is."""
    if lang in LANGUAGES:
        g.look = replace(g.look, lang=lang)
        g.scene = replace(g.scene, look=g.look)
