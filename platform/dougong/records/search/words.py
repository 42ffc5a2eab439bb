"""What search looks at in the records of one object, and what it keeps of one for each readership."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.access.policy import Policy
from dougong.catalog.linking.search import has_rows, lines_looked_at, looked_at, rule
from dougong.catalog.model import Catalog, Field, Object
from dougong.fields import tokens

#: The readership that may read all that search looks at: nothing is hidden from it.
ALL: Final = "all"
#: Engine columns that are looked at beside the fields.
OWN: Final = ("title", "number", "external_id")

Image = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Searched:
    """What search looks at in an object: its fields, those of its lines by lines field. `looks_at` is another text
    whenever rows would come out differently; `readerships` are those for whom rows are written."""

    object: Object
    fields: tuple[Field, ...]
    lines: tuple[tuple[str, tuple[Field, ...]], ...]
    looks_at: str
    readerships: tuple[str, ...] = (ALL,)

    def row(self, values: Image, lines: Mapping[str, Sequence[Image]], readership: str) -> dict[str, Any]:
        """Return what is kept of a record, by store.search.index.COLUMNS."""
        title, number = str(values.get("title") or ""), values.get("number")
        return {"object_uid": self.object.uid, "record_id": values["id"], "class": readership,
                "archived": 0 if values.get("archived_at") is None else 1, "title": title, "number": number,
                "words": f"{tokens.document(title, number, self._texts(values, lines))} "
                         f"{tokens.place(self.object.uid, readership)}"}

    def _texts(self, values: Image, lines: Mapping[str, Sequence[Image]]) -> Iterable[str]:
        if values.get("external_id"):
            yield values["external_id"]
        yield from _said(self.fields, values)
        for name, fields in self.lines:
            for line in lines.get(name, ()):
                yield from _said(fields, line)


def searched(catalog: Catalog, object: Object) -> Searched | None:
    """Return what search looks at in an object; None for one it keeps no rows of."""
    if not has_rows(object):
        return None
    return Searched(object, looked_at(object), lines_looked_at(catalog, object), rule(catalog, object))


def readership(catalog: Catalog, object: Object, policy: Policy) -> str:
    """Return who a person is to search: those from whom the same fields are hidden read the same rows.

    It is told by what is hidden: a field that comes for everyone makes no new readership, one hidden from some makes
    theirs another, of which no old row speaks.
    """
    seen = [(object, name) for name in OWN if object.field(name) is not None]
    seen += [(object, field.name) for field in looked_at(object)]
    for name, fields in lines_looked_at(catalog, object):
        line = catalog.objects[object.fields[name].options["of"]]
        seen += [(line, field.name) for field in fields]
    hidden = sorted(f"{one.uid}.{name}" for one, name in seen if policy.field(one, name, "use") is None)
    return hashlib.sha256(repr(hidden).encode()).hexdigest()[:16] if hidden else ALL


def _said(fields: Iterable[Field], values: Image) -> Iterable[str]:
    for field in fields:
        value = values.get(field.name)
        if value is not None:
            yield from field.type.words(value)
