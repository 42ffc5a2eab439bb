"""Settings as people see and choose them: each definition with the values in force for one company."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong.access.policy import Policy
from dougong.catalog.model import Catalog, Object
from dougong.catalog.setting import COMPANY, EXTRA, OURS, object_of
from dougong.kernel.errors import Missing
from dougong.records import reading, standing
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.writing.change import Change


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings of one definition for a company (None: for all): `values` in JSON form, those of `record` or, while
    nobody has chosen anything, the defaults."""

    name: str
    object: Object
    company: int | None
    record: Mapping[str, Any] | None
    values: Mapping[str, Any]

    def change(self, values: Mapping[str, Any]) -> Change:
        """Return the change that makes the values so, on the version that was seen."""
        if self.record is not None:
            return Change(object=self.object.name, verb="update", id=self.record["id"], version=self.record["version"],
                          values=values)
        whose = {} if self.company is None else {COMPANY: self.company}
        return Change(object=self.object.name, verb="create", values={**whose, **values})


def definitions(catalog: Catalog, policy: Policy) -> tuple[Object, ...]:
    """Return the objects of all settings one may read, those of lower packs first."""
    packs = list(catalog.packs)
    found = [one for one in catalog.objects.values() if EXTRA in one.extra and policy.may(one, "read").allowed]
    return tuple(sorted(found, key=lambda one: packs.index(one.pack)))


def chosen(context: Context, name: str, company: int | None = None) -> Chosen:
    """Return the settings called `name` for a company, the actor's own if none is named; raises Missing where there
    are no such settings or no such company."""
    one = context.object(object_of(name))
    if EXTRA not in one.extra:
        raise Missing(object=one.name)
    if one.extra[EXTRA][0]["per"] != COMPANY:
        company = None
    elif company is None:
        company = context.settings.get(COMPANY)
    else:
        reading.read(context, COMPANY, company)
    whose = () if company is None else (Filter(COMPANY, "eq", str(company)),)
    rows = reading.select(context, Query(object=one.name, filters=whose, limit=1)).rows
    record = rows[0] if rows else None
    return Chosen(name, one, company, record, _shown(context, one, record))


def _shown(context: Context, one: Object, record: Mapping[str, Any] | None) -> Mapping[str, Any]:
    fields = [field for name, field in one.fields.items()
              if name not in OURS and context.actor.policy.field(one, name) is not None]
    if record is not None:
        return {field.name: record[field.name] for field in fields}
    usual = standing.defaults(context.plans, one)
    made = {field.name: field.type.to_json(field) for field in fields}
    return {name: value if (value := usual.get(name)) is None or show is None else show(value)
            for name, show in made.items()}
