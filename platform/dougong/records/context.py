"""What a reader or writer needs to know of the request it serves; taken once, never looked up again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, Literal

from dougong.access.actor import Actor
from dougong.catalog.model import Catalog, Object
from dougong.kernel.errors import NOTHING, Missing
from dougong.records.counters import Counters
from dougong.records.plans import ObjectPlan, Plans
from dougong.store.database import Database

Door = Literal["api", "screen", "import", "rule", "plugin", "cli"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One catalog, one actor, one moment. `now` is UTC, `today` its date in the `zone` of the `company`, which may be
    `alone`: then no screen asks for one.

    `settings` are the company's (what `setting("…")` reads; `company` is its id); `kept` are the uids of the objects of
    whose lists somebody keeps views (None: nobody knows); `secret` signs cursors; `correlation` is the request's id.
    """

    catalog: Catalog
    plans: Plans
    database: Database
    counters: Counters
    actor: Actor
    door: Door
    now: datetime
    today: date
    correlation: str
    secret: str
    zone: tzinfo = UTC
    company: str = ""
    alone: bool = True
    settings: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    kept: frozenset[str] | None = None

    def begin(self, day: date) -> datetime:
        """Return when a day begins where the company is, in UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def object(self, name: str) -> Object:
        """Return the object called `name`; raises Missing when there is none or the actor may not read it."""
        found = self.catalog.objects.get(name)
        if found is None or not self.actor.policy.may(found, "read").allowed:
            raise Missing(object=name)
        return found

    def plan(self, name: str) -> ObjectPlan:
        """Return the plan of the object called `name` for the actor; raises Missing as `object` does."""
        return self.plans.of(self.object(name), self.actor.policy)
