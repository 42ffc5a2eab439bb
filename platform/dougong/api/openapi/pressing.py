"""What the buttons of a record tell and take."""

from dougong.api.openapi.schemas import VERSION, Schema, closed, of
from dougong.catalog.rule import Rule

_TEXT: Schema = {"type": "string"}


def buttons_answer(rules: tuple[Rule, ...]) -> Schema:
    """Return the schema of the buttons of a record."""
    row = {"name": {"enum": [each.name for each in rules]}, "label": _TEXT,
           "runs": {"type": "boolean", "description": "Whether it can be pressed."},
           "reasons": {"type": "array", "items": of("fault"), "description": "What keeps it from being pressed."},
           "question": {"type": ["string", "null"], "description": "What a person is asked before."}}
    return closed({"data": {"type": "array", "items": closed(row)}})


def press_body() -> Schema:
    """Return the schema of what a button takes: the version seen."""
    return closed({"version": dict(VERSION)}, ())
