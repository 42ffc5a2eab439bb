"""What statements about the past bind: the records that have changed since, walked back and sent along."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from dougong.catalog.model import Expression, Object
from dougong.fields.collation import search_key
from dougong.kernel.errors import Refused
from dougong.records.asof.walk import Then, in_order, values_of, walked
from dougong.records.context import Context
from dougong.records.environ import parameters
from dougong.store.query.past import changed, given_name, given_names, past
from dougong.store.query.paths import Ground, Source
from dougong.store.session import Reader
from dougong.store.sql import Statement
from dougong.store.statements.forms import packed_rows


class Past:
    """One moment, and as much of it as statements over tables of then ask for: at most `most` changed records of one
    object. `scope` limits those of each object to what the actor may read."""

    def __init__(self, context: Context, at: datetime, most: int,
                 scope: Mapping[str, Expression | None] | None = None) -> None:
        self.at = at
        #: What formulas of then look at: the clock of then.
        self.context = replace(context, now=at, today=at.astimezone(context.zone).date())
        self.ground: Ground = context.plans.lists.get("the past", lambda: past(context.plans.ground))
        self._most = most
        self._scope = scope or {}
        self._given: dict[str, Any] = {"as_of": context.plans.engine.moment(at)}
        self._known: dict[str, Mapping[int, Then]] = {}

    def values(self, session: Reader, statements: Iterable[Statement]) -> Mapping[str, Any]:
        """Return what the statements bind about the past; raises Refused when too much has changed since."""
        for statement in statements:
            for object, join in sorted(given_names(statement)):
                name = given_name(object, join)
                if name not in self._given:
                    self._given[name] = self._rows(session, self.context.catalog.objects[object], join)
        return self._given

    def _rows(self, session: Reader, object: Object, join: str) -> str:
        images = [values_of(object, forms) for forms in self._forms(session, object)]
        if join:
            return packed_rows([(image["id"], id) for image in images for id in image[join] or ()],
                               self.context.database.dialect)
        for image in images:
            image["title_key"] = search_key(image["title"] or "")
        return self.context.plans.storage(object.name).add_rows.packed(images)

    def _forms(self, session: Reader, object: Object) -> list[dict[str, Any]]:
        """Return the records of an object that have changed since, or its lines whose owner has, as they were."""
        if object.parent is None:
            return [then.forms for then in self._changed(session, object).values()]
        owner = self.context.catalog.objects[object.parent]
        lines = owner.fields[object.parent_field or ""]
        return [line for then in self._changed(session, owner).values() for line in in_order(then, lines)]

    def _changed(self, session: Reader, object: Object) -> Mapping[int, Then]:
        if object.name not in self._known:
            source = Source(self.context.plans.ground, object)
            asked = changed(source, self._scope.get(object.name), self._most + 1)
            ids = [id for id, in session.rows(asked, {
                "as_of": self._given["as_of"], **parameters(self.context, source.expressions)})]
            if len(ids) > self._most:
                raise Refused("as_of_many", most=self._most)
            self._known[object.name] = walked(self.context, session, object, ids, self.at) if ids else {}
        return self._known[object.name]
