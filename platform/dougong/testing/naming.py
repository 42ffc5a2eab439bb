"""Whether what scenarios name is there: objects, fields, and records of their own; found before any is played."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dougong.catalog.checks.inspection import Fault
from dougong.catalog.model import Catalog, Object
from dougong.catalog.reading.document import Where
from dougong.catalog.report import Report, listed
from dougong.kernel.names import suggestion
from dougong.records.transfer.judging import VERDICTS
from dougong.testing.scenario import Scenario, Step

#: What a document may say beside its fields.
_BESIDE: Final = frozenset({"external_id", "owner", "id", "_key"})
#: Steps whose target is an object, and those whose target is a record of the scenario.
_OF_OBJECTS: Final = frozenset({"create", "import", "list"})
_OF_RECORDS: Final = frozenset({"update", "transition", "archive", "restore", "look"})


def check_names(scenarios: Sequence[Scenario], catalog: Catalog) -> None:
    """Raise MetadataError with a finding for everything scenarios name that is not there."""
    report = Report()
    for scenario in scenarios:
        for fault in _Names(catalog).faults(scenario):
            report.add(fault.where, fault.code, fault.message, fault.hint)
    report.raise_if_any()


class _Names:
    """Follows one scenario; `records` are those it has by then, with what they are records of ("" for nobody knows)."""

    def __init__(self, catalog: Catalog) -> None:
        self.objects = catalog.objects
        self.records: dict[str, str] = {}

    def faults(self, scenario: Scenario) -> Iterator[Fault]:
        for given in scenario.given:
            yield from self._object(given.object, given.where / "object")
            yield from self._values(given.object, given.values, given.where / "values")
            self.records[given.name] = given.object
        for step in scenario.steps:
            yield from self._step(step)

    def _step(self, step: Step) -> Iterator[Fault]:
        thing = ""
        if step.verb in _OF_OBJECTS:
            thing = step.target
            yield from self._object(thing, step.where / step.verb)
        elif step.verb in _OF_RECORDS:
            yield from self._record(step.target, step.where / step.verb)
            thing = self.records.get(step.target, "")
        yield from self._transitions(thing, step)
        for name, where in self._named(step):
            yield from self._record(name, where)
        yield from self._values(thing, step.said.get("values", {}), step.where / "values")
        if step.verb == "import":
            yield from (Fault((step.where / "gives" / name).named(), f"rows do not come to '{name}'",
                              listed(VERDICTS), "M113") for name in step.said.get("gives", {}) if name not in VERDICTS)
        else:
            yield from self._given(thing, step)
        if "as" in step.said:
            self.records[step.said["as"]] = thing

    @staticmethod
    def _named(step: Step) -> Iterator[tuple[str, Where]]:
        if "by" in step.said:
            yield step.said["by"], step.where / "by"
        for what, told in (step.target.items() if step.verb == "expect" else ()):
            yield from ((one[key], step.where / "expect" / what / at / key) for at, one in enumerate(told)
                        for key in ("to", "about") if what == "notices" and key in one)
        yield from ((name, step.where / "finds" / at) for at, name in enumerate(step.said.get("finds", ())))

    def _transitions(self, thing: str, step: Step) -> Iterator[Fault]:
        """Find transitions that the workflow of the step's record does not have."""
        flow = self.objects[thing].workflow if thing in self.objects else None
        known = {} if flow is None else flow.transitions
        for name in step.transitions if thing in self.objects else ():
            if name not in known:
                yield Fault(step.where / "do", f"{thing} has no transition '{name}'", suggestion(name, known), "M343")

    def _object(self, name: str, where: Where) -> Iterator[Fault]:
        if name not in self.objects:
            yield Fault(where, f"there is no object '{name}'", suggestion(name, self.objects), "M205")

    def _record(self, name: str, where: Where) -> Iterator[Fault]:
        if name not in self.records:
            yield Fault(where, f"the scenario has no record '{name}'", suggestion(name, self.records), "M217")

    def _values(self, thing: str, values: Any, where: Where) -> Iterator[Fault]:
        """Find names in a document that are no fields, and records that are not there by then."""
        one = self.objects.get(thing)
        for name, value in values.items():
            known = one.fields.get(name) if one is not None else None
            if one is not None and known is None and name not in _BESIDE:
                yield Fault((where / name).named(), f"{thing} has no field '{name}'", suggestion(name, one.fields),
                            "M207")
            lines = known.options["of"] if known is not None and known.type.storage == "lines" else ""
            for at, part, inner in _within(value, where / name):
                if isinstance(part, Mapping) and lines and at is not None:
                    yield from self._values(lines, part, inner)
                else:
                    yield from self._mentioned(part, inner)

    def _mentioned(self, value: Any, where: Where) -> Iterator[Fault]:
        if isinstance(value, Mapping):
            for key, part in value.items():
                yield from self._mentioned(part, where / key)
        elif isinstance(value, str) and value.startswith("@") and not value.startswith("@@"):
            yield from self._record(value[1:].partition(".")[0], where)

    def _given(self, thing: str, step: Step) -> Iterator[Fault]:
        for path, value in step.said.get("gives", {}).items():
            yield from self._mentioned(value, step.where / "gives" / path)
            if thing in self.objects:
                yield from self._path(self.objects[thing], path.split("."), (step.where / "gives" / path).named())

    def _path(self, one: Object, path: list[str], where: Where) -> Iterator[Fault]:
        known = one.field(path[0])
        if known is None:
            yield Fault(where, f"{one.name} has no field '{path[0]}'", suggestion(path[0], one.fields), "M207")
        elif known.type.storage == "lines" and len(path) > 2:
            yield from self._path(self.objects[known.options["of"]], path[2:], where)


def _within(value: Any, where: Where) -> Iterator[tuple[int | None, Any, Where]]:
    """Yield a value, or the parts of a list with their places in it."""
    if isinstance(value, list):
        yield from ((at, part, where / at) for at, part in enumerate(value))
    else:
        yield None, value, where
