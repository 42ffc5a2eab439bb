"""How a field says no: a code of kernel/messages with its slots, the same through API, form and import."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from marshmallow import ValidationError
from marshmallow import fields as wire

from dougong.kernel.errors import NOTHING

#: How much of what was sent is quoted back.
QUOTED = 40


class Unclear(ValueError):
    """Text of a person, or a computed value, that does not fit; `code` names a message, `params` fill its slots."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def refusal(code: str, **params: Any) -> ValidationError:
    """Return the error a wire field raises: its one message is the pair (code, params)."""
    return ValidationError([(code, params)])


def messages_of(no: ValidationError) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield code and params of all that a wire field said; text of a plugin's own field stands as its code."""
    for message in no.messages if isinstance(no.messages, list) else [no.messages]:
        yield message if isinstance(message, tuple) else (str(message), NOTHING)


def unclear(no: ValidationError) -> Unclear:
    """Return the same refusal as Unclear: the first thing said."""
    code, params = next(messages_of(no), ("refused", NOTHING))
    return Unclear(code, **params)


def quote(value: object) -> str:
    """Return the beginning of what was sent, fit to stand in a message."""
    return str(value)[:QUOTED].encode("utf-8", "replace").decode("utf-8").replace("\0", "?")


class Wire(wire.Field[Any]):
    """A marshmallow field around one function from JSON form to value; null passes as None.

    It answers `deserialize` itself, because marshmallow's own route (missing, load_default, validators) costs
    twice as much and the loader has settled those questions before it asks.
    """

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__(allow_none=True)
        self.read = read

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Return the value of a JSON form; raises ValidationError with (code, params)."""
        return None if value is None else self.read(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return self.read(value)
