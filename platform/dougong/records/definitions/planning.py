"""Changing definitions from outside: files over those in force, and operations on the site's layer, planned, then
applied as planned or not at all."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any, Final, TypeAlias

from dougong.catalog.called import naming
from dougong.catalog.model import Catalog
from dougong.catalog.patches import site
from dougong.catalog.patches.desk import Unfit
from dougong.catalog.reading.source import PackSource
from dougong.kernel.errors import Conflict, FieldError, Refused, Unavailable
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.messages import Said
from dougong.kernel.problems import Finding, MetadataError
from dougong.kernel.saying import spoken
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.seeding.seed import seed_roles
from dougong.records.upkeep import backfill, chores
from dougong.records.upkeep.breaches import breaches
from dougong.store.change.apply import apply
from dougong.store.change.plan import Plan, Safety, shown, told
from dougong.store.change.planner import plan
from dougong.store.engine.authors import signed
from dougong.store.errors import Busy, Denied, RefusedPlan, StalePlan, UniqueViolation

#: Definitions by "<pack>/<path>"; None takes a file away.
Files = Mapping[str, str | None]
#: The least safe kind of step that is agreed to.
Agreed: TypeAlias = Safety
#: Operations in one plan, at most.
OPERATIONS: Final = 200

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to change: whole files, then operations on the site's layer, whose words of one text are in
    `language`. `note` is kept with the catalog. `firm`: refuse what would park an operation."""

    files: Files
    operations: Sequence[Any] = ()
    language: str = "zh-Hans"
    note: str = ""
    firm: bool = False


def planned(runtime: Runtime, wish: Wish) -> dict[str, object]:
    """Return what is asked for would do to the definitions in force; raises Refused with every finding."""
    wanted = _plan(runtime, wish)[0]
    return told(wanted, wish.language, naming(wish.language, wanted.catalog, runtime.live.catalog))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a wish comes to: the plan, the definitions as they would be stored, and when (monotonic) it was made."""

    plan: Plan
    sources: tuple[PackSource, ...]
    at: float = field(default_factory=monotonic, compare=False)

    @property
    def catalog(self) -> Catalog:
        """Return the catalog there would be."""
        return self.plan.catalog

    def told(self, language: str, *former: Catalog) -> dict[str, Any]:
        """Return the plan as plain data, in a language; what goes is called as the catalogs before called it."""
        return shown(self.plan, language, naming(language, self.plan.catalog, *former))


def foreseen(runtime: Runtime, wish: Wish) -> Foreseen:
    """Return what a wish comes to; raises Refused with every finding."""
    return Foreseen(*_plan(runtime, wish))


def again(runtime: Runtime, before: Foreseen) -> Foreseen:
    """Return what was foreseen with the plan made anew: the definitions are those of the catalog in force still, the
    rows may be others."""
    return Foreseen(plan(runtime.database, before.catalog), before.sources)


def applied(runtime: Runtime, context: Context, wish: Wish, digest: str, agreed: Safety) -> int:
    """Carry out the plan with the given digest and return the number then in force, which this process serves.

    Raises Conflict when the plan would be another by now, Refused when steps need more agreement than given or
    cannot be carried out, Unavailable when tables stayed in use.
    """
    return carried_out(runtime, context, foreseen(runtime, wish), wish.note, digest, agreed)


def carried_out(runtime: Runtime, context: Context, what: Foreseen, note: str, digest: str, agreed: Safety) -> int:
    """Carry out what was foreseen a moment ago, as `applied` does."""
    wanted, sources = what.plan, what.sources
    if wanted.digest != digest:
        raise Conflict("plan_stale")
    held = backfill.before(runtime.database)
    try:
        number = apply(runtime.database, wanted, sources, signed(context.actor.id, context.door, note),
                       agreed=agreed)
    except StalePlan:
        raise Conflict("plan_stale") from None
    except RefusedPlan as no:
        raise Refused("plan_refused", errors=[_spoken(each, wanted.catalog, context.catalog)
                                              for each in no.steps]) from None
    except (Denied, UniqueViolation) as no:
        raise Refused("plan_refused", errors=[_said("", line) for line in str(no).splitlines()]) from None
    except Busy:
        raise Unavailable from None
    runtime.follower.catch_up(number)
    now = runtime.renewed(context)
    for line in backfill.fill(now, held).told():
        _log.warning("%s", line)
    if now.catalog.roles.keys() - context.catalog.roles.keys():
        seed_roles(runtime, now)
    chores.finish(runtime, 0)
    return number


def site_files(runtime: Runtime) -> dict[str, bytes]:
    """Return what the site says, by path: the files of its layer as they leave the database."""
    stored = runtime.workshop.stored()
    return site.exported(site.files_of(stored.sources if stored else ()))


def violations(context: Context) -> list[dict[str, object]]:
    """Return which checks and requirements live rows break right now, and how many do (None: cannot be counted)."""
    return [asdict(each) for each in breaches(context)]


def _plan(runtime: Runtime, wish: Wish) -> tuple[Plan, tuple[PackSource, ...]]:
    """Return the plan, and the definitions as they would be stored."""
    stored = runtime.workshop.stored()
    before = stored.sources if stored else ()
    sources = _amended(runtime, _laid(before, wish.files), wish)
    try:
        catalog = runtime.workshop.compiled(sources)
    except MetadataError as error:
        raise Refused("definitions_refused", errors=[_found(each) for each in error.findings]) from None
    if wish.operations or wish.firm:
        _fitting(catalog, runtime.live.catalog)
    wanted = plan(runtime.database, catalog)
    return wanted, site.sealed(sources, catalog, site.files_of(before), wanted.base + 1)


def _said(pointer: str, sentence: str) -> FieldError:
    """Return a fault in the words of the compiler or planner, which speak English."""
    return FieldError(pointer, "definition", {}, {"en": sentence})


def _found(finding: Finding) -> FieldError:
    """Return a fault of a definition, in each language."""
    return FieldError("/files", "definition", {}, {each: finding.told(each) for each in LANGUAGES})


def _spoken(step: Said, *catalogs: Catalog) -> FieldError:
    return FieldError("", "definition", {}, {
        each: spoken(step, each, naming(each, *catalogs)) for each in LANGUAGES})


def _fitting(catalog: Catalog, before: Catalog) -> None:
    """Raise Refused when an operation of today would be parked at once."""
    known = [(each.path, each.said) for each in before.patches if each.lost]
    fresh = [each for each in catalog.patches if each.lost and (each.path, each.said) not in known]
    if fresh:
        raise Refused("definitions_refused", errors=[
            _said("/operations", each.why) if each.why else FieldError("/operations", f"patch_{each.lost}",
                                                                      {"path": each.path}) for each in fresh])


def _amended(runtime: Runtime, sources: tuple[PackSource, ...], wish: Wish) -> tuple[PackSource, ...]:
    """Return the definitions with what the operations make of the site's layer."""
    if not wish.operations:
        return site.layered(sources, site.files_of(sources))
    try:
        return site.layered(sources, runtime.workshop.amended(sources, wish.operations, wish.language))
    except Unfit as no:
        raise Refused("definitions_refused",
                      errors=[FieldError(f"/operations/{no.index}", no.code, no.params)]) from None


def _laid(before: Sequence[PackSource], files: Files) -> tuple[PackSource, ...]:
    """Return the definitions with these files over them."""
    packs: dict[str, dict[str, bytes]] = {pack.name: dict(pack.files) for pack in before}
    for path, text in files.items():
        pack, _, rest = path.partition("/")
        if not rest or rest.startswith("."):
            raise Refused(errors=[FieldError("/files", "definition_path")])
        if text is None:
            packs.get(pack, {}).pop(rest, None)
        else:
            packs.setdefault(pack, {})[rest] = text.encode()
    return tuple(PackSource.of(name, held) for name, held in packs.items() if held)
