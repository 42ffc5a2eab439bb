"""Import home of plugins: plugins/<name>/ is imported as dougong.ext.<name>; and what is alive in a process with them,
with or without a server."""

import importlib.util
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Final

from dougong import resources
from dougong.catalog.reading.scan import ScanError, scan_yaml
from dougong.catalog.registry import Registry
from dougong.config import Settings
from dougong.kernel.clock import Clock, SystemClock
from dougong.kernel.names import is_name
from dougong.kernel.problems import Finding, MetadataError, Place
from dougong.processes.effects.deliver import WEBHOOK
from dougong.processes.effects.kinds import Effect
from dougong.processes.effects.listening import STEP as WEBHOOKS
from dougong.processes.effects.worker import Worker
from dougong.processes.rules.resumed import GO_ON
from dougong.processes.rules.step import STEP as RULES
from dougong.processes.rules.timed import Timed
from dougong.processes.talk.announce import NOTIFY
from dougong.processes.talk.letters import LETTER
from dougong.processes.talk.mailing import EFFECTS as MAILING
from dougong.processes.workflow.steps import STEPS as WORKFLOW
from dougong.records.acts import handover
from dougong.records.acts.leaving import STEP as LEAVING
from dougong.records.administrators import STEP as ADMINISTRATORS
from dougong.records.audit import STEP as AUDIT
from dougong.records.belonging import STEP as BELONGING
from dougong.records.company import STEP as COMPANY
from dougong.records.files.step import STEP as FILES
from dougong.records.runner import Runner
from dougong.records.runtime import Runtime, open_runtime
from dougong.records.standing import STEP as SETTINGS
from dougong.records.transfer import exporting, importing
from dougong.records.writing.steps import Added
from dougong.spi import Plugin, registry_of

MANIFEST = "plugin.yaml"
#: Every kind of effects.
EFFECTS: Final[tuple[Effect, ...]] = (*MAILING, NOTIFY, LETTER, WEBHOOK, GO_ON)
_KEYS = frozenset({"kind", "name", "label", "version", "provides"})


def discover(folder: Path) -> tuple[Plugin, ...]:
    """Return the plugins in the sub-folders of `folder` that hold a plugin.yaml, in the order of their names.

    Raises MetadataError when a manifest is wrong or promises other than what the package contributes.
    """
    if not folder.is_dir():
        return ()
    return tuple(load(each) for each in sorted(folder.iterdir()) if (each / MANIFEST).is_file())


def load(folder: Path) -> Plugin:
    """Return the plugin in `folder`, whose package says `plugin = Plugin(...)`; raises MetadataError."""
    manifest = _manifest(folder)
    try:
        return _checked(folder, manifest, getattr(_imported(folder), "plugin", None))
    except MetadataError:
        forget(folder)
        raise


@cache
def shipped() -> tuple[Plugin, ...]:
    """Return the plugins that come with Dougong: what its packs say takes them, so they are always there."""
    return discover(resources.plugins())


def registry(plugins: Iterable[Plugin] = ()) -> Registry:
    """Return what definitions may be made of: the built-ins, what the shipped plugins add, and what `plugins` do."""
    return registry_of((*shipped(), *plugins))


def compose(settings: Settings, plugins: Sequence[Plugin] | None = None, clock: Clock | None = None) -> Runtime:
    """Return what is alive in a process that serves these settings with these plugins; the shipped ones, when none are
    named."""
    plugins = shipped() if plugins is None else plugins
    return open_runtime(settings, registry_of(plugins), clock or SystemClock(), steps_of(plugins))


def runner(runtime: Runtime) -> Runner:
    """Return what does the jobs of a process, with every kind there is."""
    return Runner(runtime, {importing.KIND: ("import", importing.act), exporting.KIND: ("screen", exporting.act),
                            handover.KIND: ("screen", handover.act)})


def worker(runtime: Runtime) -> Worker:
    """Return what makes the effects of a process happen, with every kind there is."""
    return Worker(runtime, EFFECTS)


def timed(runtime: Runtime) -> Timed:
    """Return what asks the rules that time triggers, in a process."""
    return Timed(runtime)


def steps_of(plugins: Iterable[Plugin]) -> tuple[Added, ...]:
    """Return the steps of every unit of work: the engine's own, and what plugins add, in their order; and their
    advice."""
    plugins = tuple(plugins)
    return (*WORKFLOW, FILES, COMPANY, SETTINGS, BELONGING, ADMINISTRATORS, LEAVING, AUDIT, RULES, WEBHOOKS,
            *(step for plugin in plugins for step in plugin.steps),
            *(each for plugin in plugins for each in plugin.advice))


def contributions(plugin: Plugin) -> Iterator[tuple[str, str]]:
    """Yield what a plugin adds as (manifest key, name)."""
    yield from (("types", each.key) for each in plugin.types)
    yield from (("functions", each.name) for each in plugin.functions)
    yield from (("kinds", each.name) for each in plugin.kinds)
    yield from (("steps", each.name) for each in plugin.steps)
    yield from (("advice", each.name) for each in plugin.advice)
    yield from (("panels", each.name) for each in plugin.panels)
    yield from (("routes", each.name) for each in plugin.routes)
    yield from (("actions", each.name) for each in plugin.actions)


def _checked(folder: Path, manifest: dict[str, dict[str, list[str]]], plugin: object) -> Plugin:
    """Return what the package calls `plugin`, held against its manifest."""
    if not isinstance(plugin, Plugin) or plugin.name != folder.name:
        raise _wrong(folder, f"stands beside a package without plugin = Plugin(name='{folder.name}')")
    promised = {(kind, name) for kind, names in manifest["provides"].items() for name in names}
    given = set(contributions(plugin))
    if promised != given:
        odd = ", ".join(sorted(f"{kind} {name}" for kind, name in promised ^ given))
        raise _wrong(folder, f"provides other than the package: {odd}")
    return plugin


def _manifest(folder: Path) -> dict[str, dict[str, list[str]]]:
    try:
        read = scan_yaml((folder / MANIFEST).read_text("utf-8")).data
    except (ScanError, UnicodeDecodeError) as error:
        raise _wrong(folder, f"cannot be read: {error}") from None
    if not isinstance(read, dict) or read.get("kind") != "plugin" or read.get("name") != folder.name:
        raise _wrong(folder, f"says not kind: plugin and name: {folder.name}")
    if unknown := sorted(read.keys() - _KEYS):
        raise _wrong(folder, f"has unknown keys: {', '.join(unknown)}")
    provides = read.get("provides")
    if not isinstance(provides, dict) or not all(isinstance(each, list) for each in provides.values()):
        raise _wrong(folder, "says not what it provides: a map of lists of names")
    return read


def _imported(folder: Path) -> ModuleType:
    """Return the package in `folder`; what stops its import becomes the finding."""
    name = f"{__name__}.{folder.name}"
    package = folder / "__init__.py"
    if name in sys.modules:
        if sys.modules[name].__file__ != str(package):
            raise _wrong(folder, f"claims a name another plugin has: {sys.modules[name].__file__}")
        return sys.modules[name]
    if not is_name(folder.name):
        raise _wrong(folder, "stands in a folder whose name is no name (snake case, ASCII)")
    spec = importlib.util.spec_from_file_location(name, package, submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None or not package.is_file():
        raise _wrong(folder, "has no package beside it: __init__.py is missing")
    return _executed(folder, spec, spec.loader)


def _executed(folder: Path, spec: ModuleSpec, loader: Loader) -> ModuleType:
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        loader.exec_module(module)
    except Exception as error:
        raise _wrong(folder, f"stands beside a package that cannot be imported: {error!r}") from error
    return module


def forget(folder: Path) -> None:
    """Take what was imported from `folder` back, so that the next try starts from the beginning."""
    name = f"{__name__}.{folder.name}"
    if name in sys.modules and sys.modules[name].__file__ == str(folder / "__init__.py"):
        for each in [each for each in sys.modules if f"{each}.".startswith(f"{name}.")]:
            del sys.modules[each]


def _wrong(folder: Path, message: str) -> MetadataError:
    place = Place(f"{folder.name}/{MANIFEST}", 1, 1)
    return MetadataError([Finding(place, "M130", f"the plugin's manifest {message}")])
