"""What is alive in a process: one database, one catalog with its plans, one clock. Requests take contexts from it."""

import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from dougong.access.actor import Actor
from dougong.access.belonging import ADMIN, FIRST, Belonging, Belongings
from dougong.access.grants import GrantPolicy
from dougong.access.identity import Identity
from dougong.access.policy import AdminPolicy, Policy
from dougong.access.scope import Scope, ScopedPolicy
from dougong.access.uses import Uses
from dougong.catalog.freeze import thaw
from dougong.catalog.live import Live
from dougong.catalog.model import Catalog
from dougong.catalog.registry import Registry
from dougong.catalog.setting import COMPANY
from dougong.config import Settings
from dougong.kernel.clock import Clock
from dougong.records.budget import Budgets
from dougong.records.context import Context, Door
from dougong.records.counters import Counters
from dougong.records.definitions.workshop import Workshop
from dougong.records.jobs import Jobs
from dougong.records.plans import Plans
from dougong.records.standing import Standings
from dougong.records.writing.steps import Added
from dougong.records.writing.unit import UnitOfWork
from dougong.store import snapshot
from dougong.store.database import Database
from dougong.store.engine.organisation import OBJECTS
from dougong.store.errors import Faulty
from dougong.store.files.place import place
from dougong.store.follow import Follower
from dougong.store.meter import METER

ADMINISTRATOR: Final = AdminPolicy()
#: What the engine is called where it acts by itself.
ENGINE: Final = "dougong"


class Runtime:
    """Everything a request needs that outlives it. Thread-safe; made before a fork, used after."""

    def __init__(self, settings: Settings, registry: Registry, catalog: Catalog, clock: Clock,
                 steps: Iterable[Added] = ()) -> None:
        self.settings = settings
        self.registry = registry
        self.clock = clock
        self.database = Database.open(settings.database_url, settings.statement_seconds, settings.migrator_url)
        self.budgets = Budgets(settings.rate, settings.concurrent)
        METER.slow_after = settings.slow_ms / 1000
        self.files = place(settings.files_url, settings.home)
        self.live = Live(catalog)
        self.counters = Counters.of(self.database)
        self.standings = Standings(self.database)
        self.follower = Follower(self.database, self.live, lambda stored: thaw(stored.frozen, registry, stored.number),
                                 clock, self.standings.hear)
        self.workshop = Workshop(self.database, registry)
        self._steps = tuple(steps)
        self._plans = Plans(catalog, self.database.dialect, self._steps, registry.functions)
        self._belongings = Belongings(self.database)
        self.uses = Uses(self.database)
        self._lock = threading.Lock()

    def _admitted(self, identity: Identity, context: Context) -> Actor:
        """Return who asks, with the policy of the roles that are held today. Without the objects that say who holds
        one, nobody holds any."""
        actor, known = identity.actor, context.catalog.objects
        if actor.id == FIRST:
            return _narrowed(replace(actor, policy=ADMINISTRATOR, roles=frozenset({ADMIN})), identity.scope, context)
        found = self._belongings.of(actor.id, identity.belonging, context.today) if known.keys() >= OBJECTS \
            else Belonging()
        policy = context.plans.policy(found.roles)
        roles = found.roles | {ADMIN} if isinstance(policy, AdminPolicy) else found.roles
        whose = actor.me.get(COMPANY) or context.settings.get(COMPANY)             # the first one unless said otherwise
        return _narrowed(replace(actor, policy=policy, roles=roles, me={**actor.me, COMPANY: whose, **found.me}),
                         identity.scope, context)

    def context(self, actor: Actor, door: Door, correlation: str) -> Context:
        """Return the context of one request or command: catalog, actor and moment, taken once."""
        plans, now = self._current(), self.clock.now()
        stands = self.standings.of(plans, actor.me.get("company"))
        whose, zone = stands.company, stands.zone
        return Context(catalog=plans.catalog, plans=plans, database=self.database, counters=self.counters, actor=actor,
                       door=door, now=now, today=now.astimezone(zone).date(), correlation=correlation,
                       secret=self.settings.secret_key, zone=zone, company=whose.name, alone=whose.alone,
                       settings=stands.settings, kept=stands.kept)

    def machine(self, door: Door, correlation: str, by: int = FIRST) -> Context:
        """Return the context in which the engine itself acts: with all rights, in the name of the user `by`."""
        actor = Actor(id=by, name=ENGINE, language="en", policy=ADMINISTRATOR, roles=frozenset({ADMIN}), me={"id": by})
        return self.context(actor, door, correlation)

    @property
    def jobs(self) -> Jobs:
        """Return the long work people have asked for, and how far it is."""
        return Jobs(self.database, self.clock)

    def signed(self, identity: Identity, door: Door, correlation: str) -> Context:
        """Return the context of who has just signed in, on the catalog and settings that were current then."""
        if identity.number != self.live.catalog.number:
            self.follower.catch_up(identity.number)
        self.standings.hear(identity.settings)
        context = self.context(identity.actor, door, correlation)
        return replace(context, actor=self._admitted(identity, context))

    def anew(self, context: Context) -> Context:
        """Return the context for asking the same now, with company and settings as they have become."""
        self.standings.forget()
        return self.context(context.actor, context.door, context.correlation)

    def unit(self, context: Context) -> UnitOfWork:
        """Return the writer for one request; behind the database's catalog, it catches up and plans again."""
        return UnitOfWork(context, self.renewed)

    def renewed(self, context: Context) -> Context:
        """Return the context on the catalog that is current in the database now, once this process serves it."""
        self.follower.catch_up(snapshot.current_number(self.database))
        plans, actor = self._current(), context.actor
        return replace(context, catalog=plans.catalog, plans=plans,
                       actor=replace(actor, policy=_renewed(actor.policy, plans)))

    def overtaken(self, context: Context, error: BaseException) -> bool:
        """Return whether a read failed because tables changed under it: what it was to read is called otherwise in
        the catalog that is current by now. Asked again, it does better."""
        return isinstance(error, Faulty) and snapshot.current_number(self.database) != context.catalog.number

    def _current(self) -> Plans:
        """Return the plans of the catalog that serves now: to a request the two are one value."""
        plans, catalog = self._plans, self.live.catalog
        if plans.catalog is catalog:
            return plans
        with self._lock:
            if self._plans.catalog is not catalog:
                self.counters.ids.forget()              # a name may stand for another table by now
                self._plans = Plans(catalog, self.database.dialect, self._steps, self.registry.functions)
            return self._plans


def _narrowed(actor: Actor, scope: Scope | None, context: Context) -> Actor:
    """Return who asks by a token of this scope: no administrator of definitions, whoever that is."""
    if scope is None:
        return actor
    return replace(actor, policy=ScopedPolicy(context.catalog, actor.policy, scope), roles=actor.roles - {ADMIN})


def _renewed(policy: Policy, plans: Plans) -> Policy:
    """Return the policy on another catalog."""
    if isinstance(policy, ScopedPolicy):
        return ScopedPolicy(plans.catalog, _renewed(policy.whole, plans), policy.scope)
    return plans.policy(policy.held) if isinstance(policy, GrantPolicy) else policy


def open_runtime(settings: Settings, registry: Registry, clock: Clock, steps: Iterable[Added] = ()) -> Runtime:
    """Return a runtime on the catalog the database holds; raises LookupError before the first apply."""
    database = Database.open(settings.database_url)
    try:
        number = snapshot.current_number(database)
        stored = snapshot.load(database, number)
    finally:
        database.close()
    if stored is None:
        raise LookupError("the database holds no catalog yet; run: dougong init")
    return Runtime(settings, registry, thaw(stored.frozen, registry, number), clock, steps)
