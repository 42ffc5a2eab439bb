"""Files that came with a form: each is kept, and its field holds its number from then on."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from werkzeug.datastructures import FileStorage

from dougong.kernel.errors import AppError, FieldError
from dougong.web.record.typed import Line, Typed

_NAME: Final = re.compile(r"(?:(?P<lines>[a-z][a-z0-9_]*)\[(?P<row>[0-9]{1,9})\]\.)?(?P<field>[a-z][a-z0-9_]*)\.file")
_NONE: Final = ".none"


def received(sent: Typed, files: Iterable[tuple[str, FileStorage]],
             take: Callable[[FileStorage], int]) -> list[FieldError]:
    """Put the number `take` gives for each file into the form as typed, empty fields whose file is to go, and return
    what was refused."""
    for line in (sent.head, *(row for rows in sent.lines.values() for row in rows)):
        _empty(line)
    errors = []
    for name, file in files:
        match = _NAME.fullmatch(name)
        place = _place(sent, match["lines"], match["row"]) if match and file.filename else None
        if match is None or place is None:
            continue
        line, pointer = place
        try:
            line.texts[match["field"]] = [f"#{take(file)}"]
        except AppError as error:
            errors.append(FieldError(f"{pointer}/{match['field']}", error.code, error.params))
    return errors


def _empty(line: Line) -> None:
    for key in [key for key in line.picked if key.endswith(_NONE)]:
        del line.picked[key]
        line.texts[key.removesuffix(_NONE)] = [""]


def _place(sent: Typed, lines: str | None, row: str | None) -> tuple[Line, str] | None:
    if lines is None:
        return sent.head, ""
    return next(((line, f"/{lines}/{at}") for at, line in enumerate(sent.lines.get(lines, ())) if line.index == row),
                None)
