"""The expression console: what is typed here at run time goes through the guarded evaluator, never further."""

from flask import Response, request

from dougong.kernel.errors import AppError
from dougong.kernel.number import whole_number
from dougong.records.console import try_out
from dougong.web.admin.held import ConsolePage, console_page
from dougong.web.answer import page
from dougong.web.design.tryout import told
from dougong.web.routes.admin import administered
from dougong.web.scene import Scene


def blank() -> Response:
    """Show the empty console."""
    shown = administered()
    return _page(shown, console_page(shown, ""))


def evaluate() -> Response:
    """Show what an expression gives, or why it gives nothing."""
    shown = administered()
    text, chosen, record = (request.form.get(name, "").strip() for name in ("text", "object", "record"))
    number = whole_number(record)
    try:
        found = try_out(shown.context, text, chosen or None, number)
    except AppError as error:
        return _page(shown, console_page(shown, chosen, text=text, record=record, error=told(shown, error)), 422)
    return _page(shown, console_page(shown, chosen, text=text, record=record, kind=found.kind.value,
                                     result=found.text or shown.say("admin.null")))


def _page(shown: Scene, model: ConsolePage, status: int = 200) -> Response:
    return page("expressions", model, title=shown.say("admin.expressions"), status=status)
