"""The expression console: what is typed here at run time goes through the guarded evaluator, never further."""

from flask import Response

from dougong.web.admin import console_page
from dougong.web.answer import page
from dougong.web.routes.admin import administered


def blank() -> Response:
    """Show the empty console."""
    shown = administered()
    return page("expressions", console_page(shown, ""), title=shown.say("admin.expressions"))


def evaluate() -> Response:
    """Evaluate what was typed."""
    raise NotImplementedError
