"""What lists of distinct texts share: storage as JSON, one text per line or comma when typed."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any, ClassVar

from sqlalchemy.dialects.postgresql import JSONB

from dougong.fields.base import Column, Convert, Dialect, FieldType, Spec
from dougong.fields.refusals import quote, refusal
from dougong.fields.stored import TEXT, Stored
from dougong.kernel.kinds import Kind

_SEPARATOR = re.compile(r"[,，、;；\n]+")


def stored(value: tuple[str, ...]) -> str:
    """Return the JSON text of a list."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def restored(text: str) -> tuple[str, ...]:
    """Return the value of a JSON text."""
    return tuple(json.loads(text))


_COLUMN = Stored(JSONB(), TEXT, stored, restored)


class SeveralType(FieldType):
    """A list of distinct texts; an empty list is null."""

    kind = Kind.SET
    operators = frozenset({"has", "null"})
    sortable = False
    aggregates = frozenset({"count"})
    options: ClassVar[Mapping[str, Any]]

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one column: jsonb, or JSON text."""
        return (Column(spec.name, _COLUMN),)

    def bind(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes JSON text; PostgreSQL's driver sends it as jsonb."""
        return stored

    def result(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes a tuple; PostgreSQL's driver has read the JSON already."""
        return restored if dialect == "sqlite" else tuple

    def to_json(self, spec: Spec) -> Convert:
        """Return what makes a JSON array."""
        return list

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return the texts with commas between."""
        return ", ".join(value or ())


def typed(text: str) -> list[str]:
    """Return the texts between commas, semicolons, 、 or line ends, without blanks, each once."""
    return list(dict.fromkeys(filter(None, (part.strip() for part in _SEPARATOR.split(text)))))


def distinct(sent: Any, most: int) -> list[Any]:
    """Return the list sent; raises the refusals list, too_many, twice. Its members are hashable after that."""
    if not isinstance(sent, list):
        raise refusal("list")
    if len(sent) > most:
        raise refusal("too_many", max=most)
    seen: set[Any] = set()
    for member in sent:
        if isinstance(member, (list, dict)):
            continue                         # no member of any list of ours; whoever reads it says so
        if member in seen:
            raise refusal("twice", value=quote(member))
        seen.add(member)
    return sent
