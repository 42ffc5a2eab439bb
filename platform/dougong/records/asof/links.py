"""Values beneath links as they were: each record met is walked back once, what it computes is computed of then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dougong.catalog.model import Expression, Field, Object
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.records.asof.rollups import PastRollups, rollups
from dougong.records.asof.walk import Then, in_order, present, values_of, walked
from dougong.records.context import Context
from dougong.records.writing.draft import Draft
from dougong.store.session import Reader


@dataclass(slots=True)
class _Past:
    """A record of then: what it held by name, and line by line; what it computes comes in as it is asked for."""

    object: Object
    id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    lines: Mapping[str, Sequence["_Past"]] = field(default_factory=dict)
    parent: "_Past | None" = None


class PastLinks:
    """Values beneath links at one moment, which is the `now` of the context."""

    def __init__(self, context: Context, session: Reader, said: PastRollups) -> None:
        self._context, self._session, self._said = context, session, said
        self._known: dict[tuple[str, int], _Past] = {}

    def fill(self, draft: Draft) -> None:
        """Give the record and its lines what their expressions read beneath links."""
        for row in draft.rows():
            record = _Past(row.rules.object, row.id, row.values)
            for link, paths in row.rules.paths.items():
                for path in paths:
                    row.linked[f"{link}.{path}"] = self._value(record, (link, *path.split(".")))

    def _value(self, record: _Past, path: Sequence[str]) -> Any:
        name, *rest = path
        if name == "parent" and record.parent is not None and rest:
            return self._value(record.parent, rest)
        found = record.object.field(name)
        value = None if found is None else self._own(record, found)
        if not rest or value is None or found is None:
            return value
        return self._value(self._record(self._context.catalog.objects[found.type.targets(found)[0]], value), rest)

    def _own(self, record: _Past, found: Field) -> Any:
        """Return a value of the record itself, computed where then it would have been."""
        computed = found.virtual or found.moves
        if found.name in record.values or not computed:
            return record.values.get(found.name)
        if found.rollup is not None:
            record.values.update(self._said.of(record.object, (record.id or 0,)).get(record.id or 0, {}))
        elif found.formula is not None:
            value, settle = self._evaluated(record, found.formula), found.type.settle(found)
            record.values[found.name] = value if value is None or settle is None else settle(value)
        return record.values.get(found.name)

    def _evaluated(self, record: _Past, formula: Expression) -> Any:
        linked = {".".join(path): self._value(record, path) for path in formula.checked.paths if path[0] != "me"}
        for name, paths in formula.checked.rows.items():
            for line in record.lines.get(name, ()):
                for path in paths:
                    self._value(line, path)
        parent = None if record.parent is None else Env(values=record.parent.values)
        lines = {name: [line.values for line in each] for name, each in record.lines.items()}
        context, actor = self._context, self._context.actor
        return closure(formula.checked)(Env(
            values=record.values, linked=linked, lines=lines, parent=parent, me=actor.me, today=context.today,
            now=context.now, settings=context.settings, roles=actor.roles, zone=context.zone))

    def _record(self, object: Object, id: int) -> _Past:
        if (object.name, id) not in self._known:
            self._known[object.name, id] = self._read(object, id) if object.parent is None else \
                self._read_line(object, object.parent, id)
        return self._known[object.name, id]

    def _read(self, object: Object, id: int) -> _Past:
        found = self._walked(object, (id,)).get(id)
        return _Past(object) if found is None else self._past(object, found)

    def _read_line(self, object: Object, owner: str, id: int) -> _Past:
        """Return a line as it was: the history of its owner tells."""
        now = present(self._context, self._session, object, (id,)).get(id)
        if now is None:
            return _Past(object)
        whole = self._record(self._context.catalog.objects[owner], now.forms["parent"])
        return next((line for lines in whole.lines.values() for line in lines
                     if line.object is object and line.id == id), _Past(object))

    def _past(self, object: Object, then: Then) -> _Past:
        record = _Past(object, then.forms["id"], _kept(object, then.forms))
        record.lines = {lines.name: [self._line(lines, forms, record) for forms in in_order(then, lines)]
                        for lines in object.lines}
        return record

    def _line(self, lines: Field, forms: Mapping[str, Any], owner: _Past) -> _Past:
        below = self._context.catalog.objects[lines.options["of"]]
        return _Past(below, forms["id"], _kept(below, forms), parent=owner)

    def _walked(self, object: Object, ids: Iterable[int]) -> dict[int, Then]:
        return walked(self._context, self._session, object, ids, self._context.now)


def _kept(object: Object, forms: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a record or line; what moves with other records is not what it was."""
    gone = {each.name for each in object.fields.values() if each.moves} | {*rollups(object)}
    return {name: value for name, value in values_of(object, forms).items() if name not in gone}
