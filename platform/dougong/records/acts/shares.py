"""With whom records are shared: what the engine keeps of it, and what a wish to share says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from dougong.fields import moment
from dougong.kernel.errors import FieldError, Refused
from dougong.kernel.names import nearest
from dougong.kernel.number import whole_number
from dougong.records.context import Context
from dougong.records.reading import read
from dougong.store.engine.shares import SEEN, share_statements
from dougong.store.session import Rows

#: With whom one shares: an object of the organisation, or a role by its code.
KINDS: Final = ("user", "unit", "role")
#: For what; none ends it.
VERBS: Final = ("read", "write", "none")
#: What a wish may say.
SAID: Final = ("whom", "verb", "until")


@dataclass(frozen=True, slots=True)
class Wish:
    """With whom a record is to be shared: `kind` user or unit (`key` is its id) or role (its code), to read or also to
    write (`verb`), or no longer (none), through the day `until` (None: for good)."""

    kind: str
    key: str
    verb: str = "read"
    until: date | None = None

    @property
    def whom(self) -> str:
        """Return with whom, as it is stored and told: user/5."""
        return f"{self.kind}/{self.key}"

    def told(self) -> dict[str, Any]:
        """Return what is shared in JSON form."""
        return {"whom": self.whom, "verb": self.verb, "until": None if self.until is None else self.until.isoformat()}


@dataclass(frozen=True, slots=True)
class Share:
    """What is shared, by the user `by` since `at`."""

    wish: Wish
    by: int
    at: datetime

    def told(self) -> dict[str, Any]:
        """Return it in JSON form."""
        return {**self.wish.told(), "by": self.by, "at": moment.text(self.at)}


def shares(context: Context, object: str, id: int) -> list[Share]:
    """Return with whom a record is shared, also those whose day has passed, the oldest first; raises Missing as reading
    does. Who may read a record may know who else does."""
    plan = context.plan(object)
    read(context, object, id)
    with context.database.read() as session:
        rows = session.rows(share_statements(context.database.dialect).of_record,
                            {"object_uid": plan.object.uid, "record_id": id})
    return found(context, rows)


def found(context: Context, rows: Rows) -> list[Share]:
    """Return the shares that rows of the statement `of_record` are."""
    return [_share(context, dict(zip(SEEN, row, strict=True))) for row in rows]


def wish_of(context: Context, values: Mapping[str, Any]) -> Wish:
    """Return what is wished for; raises Refused with every fault of its form."""
    errors = list(_unknown(values))
    kind, _, key = str(values.get("whom") or "").partition("/")
    if kind not in KINDS or not (key in context.catalog.roles if kind == "role" else _is_id(key)):
        errors.append(FieldError("/whom", "share_whom"))
    verb, until = values.get("verb", "read"), _day(values.get("until"))
    if verb not in VERBS:
        errors.append(FieldError("/verb", "share_verb"))
    if values.get("until") is not None and (until is None or until < context.today):
        errors.append(FieldError("/until", "share_until"))
    if errors:
        raise Refused(errors=errors)
    return Wish(kind, key, str(verb), until)


def _unknown(values: Iterable[str]) -> Iterable[FieldError]:
    for name in values:
        if name not in SAID:
            yield FieldError(f"/{name}", "unknown_field", {"name": name, "suggestion": nearest(name, SAID)})


def _is_id(text: str) -> bool:
    return whole_number(text) is not None and not text.startswith("0")


def _day(said: Any) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) and len(said) == len("2026-01-31") else None
    except ValueError:
        return None


def _share(context: Context, row: Mapping[str, Any]) -> Share:
    kind, _, key = str(row["whom"]).partition("/")
    wish = Wish(kind, key, row["verb"], _day(row["until"]))
    return Share(wish, row["by"], context.plans.engine.when(row["at"]))
