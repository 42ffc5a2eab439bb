"""Scenarios as they are written: a pack's folder `tests` becomes values; every fault of the files is told at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dougong.catalog.reading.document import Document, Where
from dougong.catalog.reading.load import load_tests
from dougong.catalog.reading.source import PackSource
from dougong.catalog.reading.validate import Validator
from dougong.catalog.registry import Registry
from dougong.catalog.report import Report, listed

#: What a step may do, and what may be said beside it.
VERBS: Final[Mapping[str, frozenset[str]]] = {
    "create": frozenset({"values", "as", "by", "gives", "refused", "warns", "holds"}),
    "update": frozenset({"values", "by", "gives", "refused", "warns", "holds"}),
    "transition": frozenset({"do", "values", "by", "gives", "refused", "warns", "holds"}),
    "archive": frozenset({"by", "refused"}),
    "restore": frozenset({"by", "gives", "refused", "holds"}),
    "import": frozenset({"rows", "match", "by", "gives"}),
    "wait": frozenset(),
    "expect": frozenset(),
    "look": frozenset({"by", "gives", "holds"}),
    "list": frozenset({"by", "filter", "finds", "count"}),
}
#: What a step without this would have nothing to do with or nothing to show.
NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "create": frozenset({"values"}), "update": frozenset({"values"}), "transition": frozenset({"do"}),
    "import": frozenset({"rows"}), "look": frozenset({"gives", "holds"}), "list": frozenset({"finds", "count"})}
_USUAL: Final = "2026-03-02T09:00+08:00"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done: the verb, what it is done to, and all the step says; `where` it stands."""

    verb: str
    target: Any
    said: Mapping[str, Any]
    where: Where

    @property
    def transitions(self) -> tuple[str, ...]:
        """Return the transitions the step runs, one after another."""
        said = self.said.get("do", ())
        return (said,) if isinstance(said, str) else tuple(said)


@dataclass(frozen=True, slots=True)
class Given:
    """A record a scenario begins with."""

    name: str
    object: str
    values: Mapping[str, Any]
    where: Where


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story: what is there, when it begins, what happens. `shows` are numbers of requirements."""

    name: str
    says: str
    shows: tuple[str, ...]
    now: datetime
    given: tuple[Given, ...]
    steps: tuple[Step, ...]
    where: Where

    def __str__(self) -> str:
        return f"{self.where.document.pack}/{self.where.document.name}/{self.name}"


def scenarios(packs: Sequence[PackSource], registry: Registry) -> tuple[Scenario, ...]:
    """Return the scenarios of these packs in the order of their files; raises MetadataError with every finding."""
    report, validator = Report(), Validator(registry)
    read = [document for pack in packs for document in load_tests(pack, report)]
    whole = [each for each in read if not validator.check(each, report)]
    for each in whole:
        _contradictions(each, report)
    report.raise_if_any()
    return tuple(made for document in whole for made in _of(document))


def _of(document: Document) -> Iterator[Scenario]:
    now = datetime.fromisoformat(document.body.get("now", _USUAL))
    given = tuple(Given(name, said["object"], said["values"], document.at("given", name))
                  for name, said in document.body.get("given", {}).items())
    for name, said in document.body["scenarios"].items():
        where = document.at("scenarios", name)
        steps = tuple(_step(each, where / "steps" / at) for at, each in enumerate(said["steps"]))
        yield Scenario(name, said["says"], tuple(said.get("shows", ())), now, given, steps, where)


def _step(said: Mapping[str, Any], where: Where) -> Step:
    (verb,) = said.keys() & VERBS.keys()
    return Step(verb, said[verb], said, where)


def _contradictions(document: Document, report: Report) -> None:
    """Tell of steps that do nothing, or several things, and of keys that mean nothing beside what a step does."""
    for name, said in document.body["scenarios"].items():
        for at, step in enumerate(said["steps"]):
            where = document.at("scenarios", name, "steps", at)
            verbs = sorted(step.keys() & VERBS.keys())
            if len(verbs) != 1:
                report.add(where, "M308", "a step does one thing", listed(sorted(VERBS)))
                continue
            for key in sorted(step.keys() - VERBS[verbs[0]] - {verbs[0]}):
                report.add((where / key).named(), "M308", f"'{key}' means nothing beside '{verbs[0]}'")
            if "refused" in step and not step.keys().isdisjoint({"gives", "warns", "holds", "as"}):
                report.add(where / "refused", "M308", "what is refused gives nothing")
            needed = NEEDED.get(verbs[0], frozenset())
            if needed and step.keys().isdisjoint(needed):
                report.add(where, "M111", f"key '{' or '.join(sorted(needed))}' is missing")
