"""Why a message from outside was refused, as it is kept: what was wrong where, by code, so that each reader is told in
their own language. What an older version kept is a sentence and stays one."""

import json
from typing import Any, Final

from dougong.kernel.errors import AppError, FieldError
from dougong.kernel.messages import Said, say
from dougong.kernel.saying import fault_said

#: Reasons of one message that are kept, and characters of them together; longer ones are kept as a sentence, cut.
MOST: Final = 5
LARGEST: Final = 2_000
LONGEST: Final = 300
_KEPT: Final = '[{"'


def kept(no: AppError) -> str:
    """Return what is to be kept of a refusal."""
    errors = no.errors or (FieldError("", no.code, no.params),)
    text = json.dumps([_plain(each) for each in errors[:MOST]], ensure_ascii=False, default=_worded)
    return text if len(text) <= LARGEST else told(text, "en")[:LONGEST]


def told(text: str, language: str) -> str:
    """Return what was kept for a reader of `language`."""
    if not text.startswith(_KEPT):
        return text
    return "; ".join(_told(each, language) for each in json.loads(text))


def _plain(error: FieldError) -> dict[str, Any]:
    return {"pointer": error.pointer, "code": error.code, "params": dict(error.params),
            "text": dict(error.text) if error.text else None}


def _worded(value: Any) -> str:
    """Return a slot that is no plain value as its text."""
    return say(value.code, "en", **value.slots) if isinstance(value, Said) else str(value)


def _told(said: dict[str, Any], language: str) -> str:
    error = FieldError(said["pointer"], said["code"], said["params"], said["text"])
    try:
        return f"{error.pointer} {fault_said(error, language)}".strip()
    except ValueError:                      # the message has other slots by now
        return f"{error.pointer} {error.code}".strip()
