"""Text of one line."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

import re2
from marshmallow import fields as wire

from dougong.fields.base import Column, Convert, FieldType, Searched, Spec
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.fields.stored import TEXT
from dougong.kernel.kinds import Kind

#: No control character (C0, DEL, C1): NUL breaks PostgreSQL, a line break breaks titles and lists, and the C1 ones are
#: what text in a wrong encoding looks like.
ONE_LINE = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"
PATTERN_LONGEST = 500
OPERATORS = frozenset("eq ne in nin like starts null".split())
#: The same as a regular expression.
LINE_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class TextType(FieldType):
    """Text of one line, trimmed; an empty text is null."""

    key = "text"
    kind = Kind.TEXT
    widget = "text"
    operators = OPERATORS
    aggregates = frozenset({"count"})
    options: ClassVar[Mapping[str, Any]] = {
        "length": {"type": "integer", "minimum": 1, "maximum": 2000, "default": 200,
                "description": "Most characters allowed."},
        "pattern": {"type": "string", "maxLength": PATTERN_LONGEST,
                    "description": "RE2 expression the whole text must match."},
    }
    searched: ClassVar[Searched] = "always"
    #: Most characters where the definition does not say.
    longest: ClassVar[int] = 200
    #: What a text may consist of, as a JSON Schema pattern.
    shape: ClassVar[str] = ONE_LINE
    #: Characters never allowed.
    control: ClassVar[re.Pattern[str]] = LINE_CONTROL

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one text column; its length is no business of the database, so raising it needs no DDL."""
        return (Column(spec.name, TEXT),)

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads text; codes text, too_long, control, pattern."""
        return Wire(_reader(self, spec))

    def tidy(self, text: str) -> str:
        """Return the text as it is kept: without blanks around it."""
        return text.strip()

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of the text."""
        pattern = spec.options.get("pattern")
        return {"type": "string", "maxLength": self._longest(spec),
                "pattern": f"^(?:{pattern})?$" if pattern else self.shape}

    def schema_present(self, spec: Spec) -> dict[str, Any]:
        """Return `schema` for a text with something in it."""
        return {**self.schema(spec), "minLength": 1, "allOf": [{"pattern": "\\S"}]}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the text, tidy; None for blank."""
        return self.tidy(text) or None

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return the text."""
        return value or ""

    def words(self, value: Any) -> tuple[str, ...]:
        """Return the text."""
        return (value,) if value else ()

    def settle(self, spec: Spec) -> Convert:
        """Return the check of a computed text: tidy, not too long, never cut."""
        most = self._longest(spec)

        def settled(value: Any) -> str | None:
            text = self.tidy(str(value))
            if len(text) > most:
                raise Unclear("too_long", max=most)
            return text or None
        return settled

    def check_options(self, spec: Spec) -> str | None:
        """Return what is wrong with the pattern."""
        try:
            _matcher(spec)
        except re2.error as fault:
            why = fault.args[0] if fault.args else "not an RE2 expression"
            return f"pattern: {why.decode() if isinstance(why, bytes) else why}"
        return None

    def _longest(self, spec: Spec) -> int:
        return int(spec.options.get("length", self.longest))


def clean(sent: Any, most: int, control: re.Pattern[str]) -> str:
    """Return what was sent if it is text of at most `most` characters every database and page can hold.

    The length counts before trimming, so that the published maxLength is the truth.
    """
    if not isinstance(sent, str):
        raise refusal("text")
    if len(sent) > most:
        raise refusal("too_long", max=most)
    if control.search(sent):
        raise refusal("control")
    if not sent.isascii():
        try:
            sent.encode()
        except UnicodeEncodeError:            # half of a surrogate pair
            raise refusal("control") from None
    return sent


def _reader(kind: TextType, spec: Spec) -> Callable[[Any], str | None]:
    most, control, tidy, matches = kind._longest(spec), kind.control, kind.tidy, _matcher(spec)  # noqa: SLF001 (own class)

    def read(sent: Any) -> str | None:
        text = tidy(clean(sent, most, control))
        if matches is not None and text and not matches(text):
            raise refusal("pattern")
        return text or None
    return read


def _matcher(spec: Spec) -> Callable[[str], Any] | None:
    pattern = spec.options.get("pattern")
    if pattern is None:
        return None
    limits = re2.Options()
    limits.max_mem = 8 << 20                  # safety.md R7
    limits.log_errors = False
    return re2.compile(pattern, limits).fullmatch  # type: ignore[no-any-return]
