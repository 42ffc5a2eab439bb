"""What things may be called: the one rule for names of packs, objects, fields and options."""

import difflib
import re
from collections.abc import Iterable
from keyword import kwlist

PATTERN = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
LONGEST = 48          # PostgreSQL cuts identifiers at 63 bytes; 48 leaves room for prefixes of indexes

#: Words of the query string, of the engine's own columns and of expressions; no field may take them.
RESERVED_QUERY = frozenset(
    "version data count limit cursor sort fields expand where q as_of archived by of explain dry_run titles".split())
RESERVED_COLUMNS = frozenset(
    "id version title title_key owner external_id line_no created_at created_by updated_at updated_by "
    "archived_at archived_by".split())
RESERVED_EXPRESSION = frozenset("me old true false null none and or not in is if else".split())
RESERVED_SQL = frozenset(
    "all analyse analyze any array as asc asymmetric both case cast check collate column constraint create "
    "current_date current_time current_timestamp current_user default deferrable desc distinct do end except "
    "exists fetch for foreign from grant group having initially intersect into join key lateral leading limit "
    "localtime localtimestamp new null offset on only order placing primary references returning select "
    "session_user some symmetric table then to trailing transaction union unique user using values variadic "
    "when where window with".split())
RESERVED = RESERVED_QUERY | RESERVED_COLUMNS | RESERVED_EXPRESSION | RESERVED_SQL | frozenset(map(str.lower, kwlist))

_PATTERN = re.compile(PATTERN.removesuffix("$"))      # "$" would let a line feed pass


def is_name(text: str) -> bool:
    """Return whether `text` has the shape of a name: snake case, ASCII, at most 48 characters."""
    return len(text) <= LONGEST and _PATTERN.fullmatch(text) is not None


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `wrong`, or None when nothing is near enough to suggest."""
    found = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """Return "did you mean …?" for the nearest known name, or an empty text."""
    near = nearest(wrong, known)
    return f"did you mean {near}?" if near else ""
