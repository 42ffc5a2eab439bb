"""What the steps of a scenario do, and how what came of them is held against what the scenario says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from dougong.access import identity
from dougong.access.belonging import FIRST
from dougong.catalog.reading.document import Where
from dougong.kernel.clock import FixedClock
from dougong.kernel.errors import AppError, FieldError
from dougong.kernel.spelling import spelled
from dougong.records import reading
from dougong.records.console import try_out
from dougong.records.context import Context
from dougong.records.lists.query import LONGEST, Filter, Query, query_of
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change, Verb
from dougong.records.writing.outcome import Outcome
from dougong.testing.expected import differences, told
from dougong.testing.hearing import Ears
from dougong.testing.importing import imported
from dougong.testing.passing import let_pass, settle
from dougong.testing.scenario import Given, Step
from dougong.testing.standing import standing


class Broken(Exception):
    """A scenario does not hold; `told` says where it says what, and what was otherwise."""

    def __init__(self, *told: tuple[Where, str]) -> None:
        super().__init__(*told)
        self.told = told


class Player:
    """Plays one scenario. `records` are those it has made or was given: object and id by the scenario's name."""

    def __init__(self, runtime: Runtime, clock: FixedClock) -> None:
        self.runtime, self.clock = runtime, clock
        self.records: dict[str, tuple[str, int]] = {}
        self._ears = Ears(runtime)

    def give(self, given: Given) -> None:
        """Make a record the scenario begins with; raises Broken."""
        if given.object not in self.runtime.live.catalog.objects:
            raise Broken((given.where, f"there is no object '{given.object}'"))
        values = self._meant(given.values, given.where / "values")
        try:
            id = standing(self.runtime, self._context(None), given.object, values)
        except AppError as no:
            raise Broken((given.where.named(), f"{given.name} is refused: {told(no)}")) from None
        self.records[given.name] = given.object, id

    def do(self, step: Step) -> None:
        """Do what a step says and hold what comes of it against what it says; raises Broken."""
        _VERBS[step.verb](self, step)
        settle(self.runtime)

    # -- verbs ---------------------------------------------------------------------------------------------------
    def change(self, step: Step) -> None:
        """Make, change, archive or restore a record, or run transitions of its workflow."""
        object, id = (step.target, None) if step.verb == "create" else self._record(step.target, step.where)
        asked = Change(object=object, verb=_CHANGES[step.verb], id=id, values=step.said.get("values", {}))
        context = self._context(step)
        refused = step.said.get("refused")
        try:
            *before, last = step.transitions or ("",)
            for each in before:
                self._apply(context, replace(asked, transition=each, values={}), step.where)
            asked = replace(asked, transition=last)
            known = self._before(context, asked, step) if "warns" in step.said and not last else []
            outcome = self._apply(context, asked, step.where)
        except AppError as no:
            if refused is None:
                raise Broken((step.where / step.verb, f"{step.verb} {step.target} is refused: {told(no)}")) from None
            self._refused(step, no)
            return
        if refused is not None:
            raise Broken((step.where / "refused", f"{step.verb} {step.target} is accepted"))
        if "as" in step.said:
            self.records[step.said["as"]] = object, outcome.id
        if "warns" in step.said:
            self._warned(step, (*outcome.warnings, *known))
        self._look(step, context, object, outcome.id)

    def imported(self, step: Step) -> None:
        """Import rows."""
        context = self._context(step)
        if step.target not in context.catalog.objects:
            raise Broken((step.where / "import", f"there is no object '{step.target}'"))
        try:
            came = imported(self.runtime, context, step.target, step.said["rows"], step.said.get("match", ""))
        except AppError as no:
            raise Broken((step.where / "rows", f"the rows are refused: {told(no)}")) from None
        wrong = [(step.where / "gives" / name, f"{came.get(name, 0)} rows came to '{name}', not {count}; in all {came}")
                 for name, count in step.said.get("gives", {}).items() if came.get(name, 0) != count]
        if wrong:
            raise Broken(*wrong)

    def wait(self, step: Step) -> None:
        """Let time pass, and what it triggers happen."""
        let_pass(self.runtime, self.clock, timedelta(days=step.target.get("days", 0),
                                                     hours=step.target.get("hours", 0)))

    def expect(self, step: Step) -> None:
        """Hold what people and other programs were told against what the step says: that, and nothing else."""
        wrong: list[tuple[Where, str]] = []
        for what, wanted in step.target.items():
            where = step.where / "expect" / what
            meant = [self._told(what, each, where / at) for at, each in enumerate(wanted)]
            wrong += [(where if at is None else where / at, message)
                      for at, message in self._ears.hold(what, meant)]
        if wrong:
            raise Broken(*wrong)

    def _told(self, what: str, said: Mapping[str, Any], where: Where) -> dict[str, Any]:
        """Return what somebody is to be told, with records in the place of their names."""
        found = {key: self._meant(value, where / key) for key, value in said.items()}
        if what == "notices":
            found["to"] = self._record(said["to"], where / "to")[1] if "to" in said else FIRST
            if "about" in said:
                found["about"] = self._record(said["about"], where / "about")
        return found

    def look(self, step: Step) -> None:
        """Read a record."""
        self._look(step, self._context(step), *self._record(step.target, step.where))

    def listed(self, step: Step) -> None:
        """Look for records."""
        context, where = self._context(step), step.where
        pairs = [(name, spelled(self._meant(value, where / "filter"))) for name, value in
                 step.said.get("filter", {}).items()]
        try:
            asked = query_of(context, context.object(step.target), [*pairs, ("limit", str(LONGEST)),
                                                                    ("count", "exact")])
            page = reading.select(context, asked)
        except AppError as no:
            raise Broken((where / "list", f"cannot be listed: {told(no)}")) from None
        if "count" in step.said and page.count != step.said["count"]:
            raise Broken((where / "count", f"{page.count} records are found, not {step.said['count']}"))
        if "finds" in step.said:
            self._found(step, {row["id"]: str(row["title"]) for row in page.rows})

    # -- what has to come of it ----------------------------------------------------------------------------------
    def _look(self, step: Step, context: Context, object: str, id: int) -> None:
        """Hold a record against `gives` and `holds`."""
        wrong: list[tuple[Where, str]] = []
        if "gives" in step.said:
            gives = {path: self._known(context, object, path, self._meant(value, step.where / "gives" / path))
                     for path, value in step.said["gives"].items()}
            record = reading.read(context, object, id)
            wrong = [(step.where / "gives" / path, message)
                     for path, message in differences(context.catalog, context.object(object), record, gives)]
        for at, text in enumerate(step.said.get("holds", ())):
            try:
                found = try_out(context, text, object, id)
                message = "" if found.value is True else f"{text} is {found.text}"
            except AppError as no:
                message = f"{text}: {told(no)}"
            wrong += [(step.where / "holds" / at, message)] if message else []
        if wrong:
            raise Broken(*wrong)

    def _refused(self, step: Step, no: AppError) -> None:
        expected = {(pointer, word) for pointer, words in step.said["refused"].items()
                    for word in ([words] if isinstance(words, str) else words)}
        came = {(each.pointer, word(each)) for each in no.errors or (FieldError("", no.code),)}
        if came != expected:
            missed = ", ".join(f"{pointer or 'the whole'}: {each}" for pointer, each in sorted(expected - came))
            raise Broken((step.where / "refused", f"it is refused for other reasons: {told(no)}"
                          + (f"; not for {missed}" if missed else "")))

    def _warned(self, step: Step, warnings: Iterable[FieldError]) -> None:
        came = sorted(word(each) for each in warnings)
        if came != sorted(step.said["warns"]):
            raise Broken((step.where / "warns", f"it warns of {came}"))

    def _found(self, step: Step, titles: Mapping[int, str]) -> None:
        wanted = {self._record(name, step.where)[1]: name for name in step.said["finds"]}
        names = {id: name for name, (_, id) in self.records.items() if self.records[name][0] == step.target}
        wrong = [*(f"{name} is not found" for id, name in wanted.items() if id not in titles),
                 *(f"{names.get(id, repr(title))} is found" for id, title in titles.items() if id not in wanted)]
        if wrong:
            raise Broken((step.where / "finds", ", ".join(wrong)))

    # -- means ---------------------------------------------------------------------------------------------------
    def _apply(self, context: Context, asked: Change, where: Where) -> Outcome:
        """Make a change, with records in the place of their names, on the record as it is."""
        if asked.object not in context.catalog.objects:
            raise Broken((where, f"there is no object '{asked.object}'"))
        version = self._version(asked.object, asked.id) if asked.verb == "update" and asked.id else None
        meant = self._meant(asked.values, where / "values")
        return self.runtime.unit(context).apply(replace(asked, values=meant, version=version))

    def _before(self, context: Context, asked: Change, step: Step) -> list[FieldError]:
        """Return the records people are told of before they save; nothing is done for it, and no number taken."""
        meant = replace(asked, values=self._meant(asked.values, step.where / "values"))
        return [each for each in self.runtime.unit(context).preview(meant).warnings if "records" in each.params]

    def _version(self, object: str, id: int) -> int:
        """Return the version of a record as it is."""
        return int(reading.read(self._context(None), object, id)["version"])

    def _context(self, step: Step | None) -> Context:
        """Return the context of whoever does the step, with the settings chosen before it."""
        self.runtime.standings.forget()
        if step is None or "by" not in step.said:
            return self.runtime.machine("api", "test")
        user = self._record(step.said["by"], step.where)[1]
        return self.runtime.signed(identity.by_user(self.runtime.database, user), "api", "test")

    def _record(self, name: str, where: Where) -> tuple[str, int]:
        if name not in self.records:
            raise Broken((where, f"the scenario has no record '{name}'; it has {', '.join(self.records) or 'none'}"))
        return self.records[name]

    @staticmethod
    def _known(context: Context, object: str, path: str, value: Any) -> Any:
        """Return an expected value with an id in the place of {external_id: ...}; what is not known there stays."""
        if not isinstance(value, Mapping) or value.keys() != {"external_id"}:
            return value
        thing = context.object(object)
        for each in path.split(".")[:-2:2]:                              # lines.0.currency
            thing = context.object(thing.fields[each].options["of"])
        target = thing.fields[path.rpartition(".")[2]]
        named = (Filter("external_id", "eq", value["external_id"]),)
        rows = reading.select(context, Query(object=target.type.targets(target)[0], filters=named, fields=("id",))).rows
        return rows[0]["id"] if rows else value

    def _meant(self, value: Any, where: Where) -> Any:
        """Return a value with records in the place of their names: @order, @order.lines.0."""
        if isinstance(value, Mapping):
            return {key: self._meant(part, where / key) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self._meant(part, where / at) for at, part in enumerate(value)]
        if not isinstance(value, str) or not value.startswith("@"):
            return str(value) if isinstance(value, float) else value
        name, *path = value[1:].split(".")
        if value.startswith("@@"):
            return value[1:]
        object, id = self._record(name, where)
        return self._part(reading.read(self._context(None), object, id), path, where) if path else id

    @staticmethod
    def _part(record: Any, path: list[str], where: Where) -> Any:
        try:
            for each in path:
                record = record[int(each)] if isinstance(record, list) else record[each]
        except (KeyError, IndexError, ValueError, TypeError):
            raise Broken((where, f"there is no {'.'.join(path)} in the record")) from None
        return record["id"] if isinstance(record, dict) else record


def word(fault: FieldError) -> str:
    """Return what a scenario calls a fault: the name of the check, or the code."""
    return str(fault.params["name"]) if fault.code == "check" else fault.code


_CHANGES: Final[Mapping[str, Verb]] = {"create": "create", "update": "update", "transition": "update",
                                       "archive": "archive", "restore": "restore"}
_VERBS: Final[Mapping[str, Callable[[Player, Step], None]]] = {
    **dict.fromkeys(_CHANGES, Player.change), "import": Player.imported, "wait": Player.wait, "expect": Player.expect,
    "look": Player.look, "list": Player.listed}
