"""Query parameters: strictly decoded, each known to its route; an unknown one is refused by name."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl

from flask import request

from dougong.fields.link import LARGEST_ID
from dougong.kernel.errors import Malformed
from dougong.kernel.names import nearest

MOST = 100
QUOTED = 40
#: A number as JSON writes one, no longer than the longest a database could hold.
_WHOLE = re.compile("0|[1-9][0-9]{0,18}")
_FLAGS = {"1": True, "true": True, "0": False, "false": False}

Pairs = Sequence[tuple[str, str]]


def pairs() -> Pairs:
    """Return the parameters as sent, in order; raises Malformed for bad encoding, NUL or more than 100."""
    raw = request.query_string
    if not raw:
        return ()
    try:
        found = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST)
    except UnicodeError:
        raise Malformed("parameters_encoding") from None
    except ValueError:
        raise Malformed("parameters_many", max=MOST) from None
    if any("\0" in name or "\0" in value for name, value in found):
        raise Malformed("parameters_encoding")
    return found


def known(*allowed: str) -> dict[str, str]:
    """Return the parameters by name; raises Malformed for one that is not `allowed` or given twice."""
    found: dict[str, str] = {}
    for name, value in pairs():
        if name not in allowed:
            raise Malformed("query_unknown", name=name[:QUOTED], suggestion=nearest(name[:QUOTED], allowed) or "–")
        if name in found:
            raise Malformed("query_twice", name=name)
        found[name] = value
    return found


def once(sent: Pairs, name: str) -> dict[str, str]:
    """Return the parameter called `name` among those sent, if it is; raises Malformed where it is given twice."""
    texts = [text for each, text in sent if each == name]
    if len(texts) > 1:
        raise Malformed("query_twice", name=name)
    return dict.fromkeys((name,), texts[0]) if texts else {}


def number(found: dict[str, str], name: str, most: int = LARGEST_ID, least: int = 1) -> int | None:
    """Return a whole number from `least` to `most`, None when the parameter is absent; raises Malformed."""
    if name not in found:
        return None
    text = found[name]
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise Malformed("query_number", name=name)
    return int(text)


def flag(found: dict[str, str], name: str) -> bool:
    """Return a yes-or-no parameter, false when it is absent; raises Malformed for anything but 1, 0, true, false."""
    if name not in found:
        return False
    if found[name] not in _FLAGS:
        raise Malformed("query_flag", name=name)
    return _FLAGS[found[name]]


def names(found: dict[str, str], name: str) -> list[str]:
    """Return a list of names with commas between; empty when it is absent."""
    return found[name].split(",") if name in found else []
