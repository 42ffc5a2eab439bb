"""Changing definitions from outside: files over those in force, planned, then applied as planned or not at all."""

from collections.abc import Mapping
from dataclasses import asdict

from dougong.catalog.compile import compile_catalog
from dougong.catalog.source import PackSource
from dougong.kernel.errors import Conflict, FieldError, Refused, Unavailable
from dougong.kernel.problems import MetadataError
from dougong.records import backfill, chores
from dougong.records.breaches import breaches
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.store import snapshot
from dougong.store.apply import apply
from dougong.store.errors import Busy, RefusedPlan, StalePlan, UniqueViolation
from dougong.store.plan import Plan, Safety, told
from dougong.store.planner import plan
from dougong.store.translatable import INSPECTIONS

#: Definitions by "<pack>/<path>"; None takes a file away.
Files = Mapping[str, str | None]


def planned(runtime: Runtime, files: Files) -> dict[str, object]:
    """Return what applying `files` over the definitions in force would do; raises Refused with every finding."""
    return told(_plan(runtime, _sources(runtime, files)))


def applied(runtime: Runtime, context: Context, files: Files, digest: str, agreed: Safety) -> int:
    """Carry out the plan with the given digest and return the number then in force, which this process serves.

    Raises Conflict when the plan would be another by now, Refused when steps need more agreement than given or
    cannot be carried out, Unavailable when tables stayed in use.
    """
    sources = _sources(runtime, files)
    wanted = _plan(runtime, sources)
    if wanted.digest != digest:
        raise Conflict("plan_stale")
    held = backfill.before(runtime.database)
    try:
        number = apply(runtime.database, wanted, sources, f"user {context.actor.id}", agreed=agreed)
    except StalePlan:
        raise Conflict("plan_stale") from None
    except (RefusedPlan, UniqueViolation) as no:
        raise Refused("plan_refused", errors=[_said("", line) for line in str(no).splitlines()]) from None
    except Busy:
        raise Unavailable from None
    runtime.follower.catch_up(number)
    backfill.fill(runtime.renewed(context), held)
    chores.finish(runtime, 0)
    return number


def violations(context: Context) -> list[dict[str, object]]:
    """Return which checks and requirements live rows break right now, and how many do (None: cannot be counted)."""
    return [asdict(each) for each in breaches(context)]


def _plan(runtime: Runtime, sources: tuple[PackSource, ...]) -> Plan:
    try:
        catalog = compile_catalog(sources, runtime.registry, snapshot.uids(runtime.database), INSPECTIONS)
    except MetadataError as error:
        raise Refused("definitions_refused", errors=[_said("/files", str(each)) for each in error.findings]) from None
    return plan(runtime.database, catalog)


def _said(pointer: str, sentence: str) -> FieldError:
    """Return a fault in the words of the compiler or planner, which speak English."""
    return FieldError(pointer, "definition", {}, {"en": sentence})


def _sources(runtime: Runtime, files: Files) -> tuple[PackSource, ...]:
    stored = snapshot.load(runtime.database, snapshot.current_number(runtime.database))
    packs: dict[str, dict[str, bytes]] = {pack.name: dict(pack.files) for pack in (stored.sources if stored else ())}
    for path, text in files.items():
        pack, _, rest = path.partition("/")
        if not rest:
            raise Refused(errors=[FieldError("/files", "definition_path")])
        if text is None:
            packs.get(pack, {}).pop(rest, None)
        else:
            packs.setdefault(pack, {})[rest] = text.encode()
    return tuple(PackSource.of(name, held) for name, held in packs.items() if held)
