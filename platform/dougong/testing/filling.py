"""Records made up for any object: values by field type, links to records made up before, lines; what rules refuse is
mended by trying other values, so that a document is found which the object's own checks accept."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from dougong.catalog.model import Expression, Field, Object
from dougong.catalog.states import Transition
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.expressions.tree import Choice, Constant, Node
from dougong.kernel.errors import FieldError, Refused
from dougong.kernel.kinds import Kind
from dougong.records.context import Context
from dougong.records.writing.change import Change
from dougong.records.writing.preview import preview
from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.work import Work
from dougong.testing.blame import blamed
from dougong.testing.moving import aims, moved, onward
from dougong.testing.stage import Stage
from dougong.testing.values import Unfillable, fitting, others

#: Rounds in which a document is mended, and documents a round looks at.
_ROUNDS: Final = 12
_TRIALS: Final = 400

Document = dict[str, Any]


@dataclass(slots=True)
class Filler:
    """Makes records up on one stage. `made` are the first records of each object, as the API shows them."""

    stage: Stage
    made: dict[str, list[Document]] = field(default_factory=dict)
    _aims: dict[str, str] = field(default_factory=dict)
    _doing: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def document(self, name: str, goal: Expression | None = None) -> Document:
        """Return a document that makes a record of the object and of which `goal` is true; raises Unfillable. Where
        two records may not link to the same, it links to records of its own."""
        apart = name in self.made
        self._doing.append(name)
        try:
            drafted = self._draft(self._object(name), next(self._numbers), apart=apart)
            return drafted if self._object(name).access == "engine" else self._mended(name, drafted, goal)
        finally:
            self._doing.pop()

    def record(self, name: str, goal: Expression | None = None) -> Document | None:
        """Return a record of the object, made now if there is none of which `goal` is true; None where one is just
        being made, so that a record does not wait for itself."""
        found = next((each for each in self.made.get(name, ()) if self._meets(name, each, goal)), None)
        return found if found is not None or name in self._doing else self.another(name, goal)

    def another(self, name: str, goal: Expression | None = None) -> Document:
        """Return a new record of the object."""
        thing = self._object(name)
        if thing.parent is not None and thing.parent_field is not None:
            owner = self.another(thing.parent)
            if not owner.get(thing.parent_field):
                raise Unfillable(f"{name}: the {thing.parent} that is accepted has none: {owner}")
            return self.made[name][-1]
        if thing.access == "engine":
            return self.keep(name, self._booked(thing, self.document(name, goal)))
        faults: list[str] = []
        for steps in aims(thing, goal):
            for made in (self.walked, self._brought):
                try:
                    return made(name, goal, steps)
                except Unfillable as no:
                    faults.append(str(no))
        raise Unfillable(faults[0])

    def walked(self, name: str, goal: Expression | None, steps: Sequence[Transition]) -> Document:
        """Return a new record that has gone these transitions; of what it is made with, and the state it comes to,
        `goal` is true."""
        record = self._created(name, self._aimed(name, goal, steps), self.stage.context())
        for each in steps:
            record = moved(self, self._object(name), record, each)
        return self.keep(name, record)

    def _brought(self, name: str, goal: Expression | None, steps: Sequence[Transition]) -> Document:
        """Return a new record that came, as by an import, in the state the transitions lead to."""
        flow = self._object(name).workflow
        if flow is None or not steps or not flow.states[steps[-1].target].brought:
            raise Unfillable(f"{name}: no import brings records that are there already")
        context = self.stage.context()
        document = {**self._aimed(name, goal, steps), flow.field: steps[-1].target}
        return self.keep(name, self._created(name, document, self.stage.runtime.context(
            context.actor, "import", context.correlation)))

    def _aimed(self, name: str, goal: Expression | None, steps: Sequence[Transition]) -> Document:
        """Return a document of which `goal` is true in the state the transitions lead to."""
        if steps:
            self._aims[name] = steps[-1].target
        try:
            return self.document(name, goal)
        finally:
            self._aims.pop(name, None)

    def _created(self, name: str, document: Document, context: Context) -> Document:
        try:
            made = self.stage.runtime.unit(context).apply(Change(object=name, verb="create", values=document))
        except Refused as no:
            raise Unfillable(f"{name}: {document} is refused, though a preview was not: {_told(no.errors)}") from None
        return dict(made.record)

    def keep(self, name: str, record: Document) -> Document:
        """Return a record that was made, remembered with its lines for others to link to."""
        self.made.setdefault(name, []).append(record)
        for lines in self._object(name).lines:
            self.made.setdefault(lines.options["of"], []).extend(record.get(lines.name) or ())
        return record

    def writable(self, name: str) -> list[Field]:
        """Return the fields of an object a person may fill in; where only steps of plugins write, all with columns."""
        thing = self._object(name)
        return [each for each in thing.fields.values()
                if not each.derived and not each.stands_for and not self._of_state(name, each)
                and (each.readonly is not True or thing.access == "engine")]

    def value(self, field: Field) -> Any:
        """Return a value that fits a field, None where none is known."""
        return self._value(field, next(self._numbers))

    def others(self, field: Field) -> Iterator[Any]:
        """Yield values to try in the place of one that a rule refuses."""
        yield from self._others(field)

    # -- a first try ---------------------------------------------------------------------------------------------
    def _draft(self, thing: Object, number: int, *, apart: bool) -> Document:
        single = {name for unique in thing.uniques for name in unique.fields} if apart else set()
        single |= {each.name for each in thing.fields.values() if each.unique} if apart else set()
        found: Document = {}
        for each in self.writable(thing.name):
            own = each.name in single
            value = None if self._given(each) and not own else self._value(each, number, apart=own)
            if value is not None:
                found[each.name] = value
        return found

    @staticmethod
    def _given(field: Field) -> bool:
        """Return whether the object gives the field a value by itself: a copy, or a default that says something."""
        if field.default is not None and field.required is True and _may_lack(field.default.checked.tree):
            return False
        return field.default is not None or field.copy is not None

    def _value(self, field: Field, number: int, *, apart: bool = False) -> Any:
        if field.type.storage == "lines":
            line = self._object(field.options["of"])
            self._doing.append(line.name)
            drafted = self._draft(line, number, apart=apart)
            self._doing.pop()
            return [drafted] * max(1, field.options.get("min", 1))
        if field.type.kind in (Kind.LINK, Kind.OPAQUE) or field.type.targets(field):
            return self._linked(field, number, apart=apart)
        return fitting(field, number, self._today)

    def _linked(self, field: Field, number: int, *, apart: bool) -> Any:
        several_columns = len(field.type.columns(field)) > 1
        if not field.type.targets(field) and not several_columns:
            return fitting(field, number, self._today)
        target = next((each for each in field.type.targets(field) or self.made or ("user",)
                       if each not in self._doing), None)
        if target is None or (self._object(target).access == "engine" and not self._must(field)):
            return None
        try:
            record = self.another(target) if apart and not several_columns else self.record(target, field.where)
        except Unfillable:                   # what it needs may be waiting for the very record that is being made
            if self._must(field):
                raise
            return None
        if record is None:
            return None
        if several_columns:
            return {"object": target, "id": record["id"]}
        return [record["id"]] if field.type.kind is Kind.SET else record["id"]

    @staticmethod
    def _must(field: Field) -> bool:
        return field.required is True

    # -- until it is accepted ------------------------------------------------------------------------------------
    def _mended(self, name: str, document: Document, goal: Expression | None) -> Document:
        trials = iter(range(_TRIALS))
        faults = self._faults(name, document, goal)
        for _ in range(_ROUNDS):
            if not faults:
                return document
            better = self._better(name, document, faults, goal, trials)
            if better is None:
                break
            document, faults = better
        if not faults:
            return document
        raise Unfillable(f"{name}: no document was found that its rules accept; the best, {document}, is refused: "
                         f"{_told(faults)}")

    def _better(self, name: str, document: Document, faults: list[FieldError], goal: Expression | None,
                trials: Iterator[int]) -> tuple[Document, list[FieldError]] | None:
        """Return the first document found with fewer faults, or other ones of the same number nobody has met."""
        sideways = None
        for fault in faults:
            for changed in self._changes(name, document, fault, goal):
                if next(trials, None) is None:
                    return None
                left = self._faults(name, changed, goal)
                if _weight(left) < _weight(faults):
                    return changed, left
                if sideways is None and _weight(left) == _weight(faults) and _told(left) != _told(faults):
                    sideways = changed, left
        return sideways

    def _changes(self, name: str, document: Document, fault: FieldError, goal: Expression | None) -> Iterator[Document]:
        """Yield the document with another value in each place that may be to blame for the fault."""
        for place in blamed(self.stage.runtime.live.catalog, self._object(name), fault, goal):
            known = place.field
            if known.derived or (known.readonly is True and self._object(name).access == "user") \
                    or (not place.lines and self._of_state(name, known)):
                continue
            for value in self._others(known):
                changed = deepcopy(document)
                for row in place.rows(changed):
                    row.pop(known.name, None)
                    if value is not None:
                        row[known.name] = value
                yield changed

    def _others(self, known: Field) -> Iterator[Any]:
        if known.type.storage == "lines":
            yield []
            yield self._value(known, next(self._numbers))
        elif len(known.type.targets(known)) == 1:
            yield None
            target = known.type.targets(known)[0]
            several = known.type.kind is Kind.SET
            for each in list(self.made.get(target, ())):
                yield [each["id"]] if several else each["id"]
            if target not in self._doing and self._object(target).access == "user":
                fresh = self.another(target, known.where)["id"]
                yield [fresh] if several else fresh
                yield from ([each] if several else each for each in self._on_its_way(target))
        elif len(known.type.columns(known)) > 1:
            yield None
            yield from ({"object": each, "id": self.made[each][0]["id"]} for each in known.type.targets(known)
                        if self.made.get(each))
        else:
            yield from others(known, next(self._numbers), self._today)

    def _on_its_way(self, name: str) -> Iterator[int]:
        """Yield a new record again and again while it, or the document it is a line of, goes from state to state."""
        owner = self._object(self._object(name).parent or name)
        if owner.name in self._doing or owner.workflow is None:
            return
        record = self.another(owner.name)
        id = int(self.made[name][-1]["id"])
        met = {record[owner.workflow.field]}
        with suppress(Unfillable):
            while (step := onward(owner.workflow, record, met)) is not None:
                record = moved(self, owner, record, step)
                met.add(step.target)
                yield id

    def _faults(self, name: str, document: Document, goal: Expression | None) -> list[FieldError]:
        told = preview(self.stage.context(), Change(object=name, verb="create", values=document))
        faults = list(told.errors)
        if goal is not None and not self._meets(name, {**told.values, **self._coming(name)}, goal):
            faults.append(FieldError("", "goal"))
        return faults

    # -- what is asked of the stage ------------------------------------------------------------------------------
    @property
    def _today(self) -> Any:
        return self.stage.context().today

    def _object(self, name: str) -> Object:
        return self.stage.runtime.live.catalog.objects[name]

    def _meets(self, name: str, record: Mapping[str, Any], goal: Expression | None) -> bool:
        """Return whether an expression over a record's own values is true of it; what looks further counts as true."""
        if goal is None or any(len(path) > 1 for path in goal.checked.paths):
            return True
        fields = self._object(name).fields
        values = {each.name: None if record.get(each.name) is None else each.type.read(each, record[each.name])
                  for each in fields.values() if each.type.storage != "lines" and each.name in record}
        return bool(closure(goal.checked)(Env(values={**dict.fromkeys(fields), **values}, today=self._today)))

    def _of_state(self, name: str, field: Field) -> bool:
        """Return whether it is the field only transitions write."""
        flow = self._object(name).workflow
        return flow is not None and flow.field == field.name

    def _coming(self, name: str) -> Document:
        """Return the state a record that is being made shall come to."""
        flow = self._object(name).workflow
        return {flow.field: self._aims[name]} if flow is not None and name in self._aims else {}

    def _booked(self, thing: Object, document: Document) -> Document:
        """Write a record that only steps of plugins write, as they do."""
        context = self.stage.context()
        values = {name: thing.fields[name].type.read(thing.fields[name], said) for name, said in document.items()}
        with context.database.write(context.catalog.number) as session:
            work = Work(context, session)
            (id,) = work.add_many(thing.name, [values])
            work.touched(thing.name, id, None, {**dict.fromkeys(thing.fields), **values, "id": id})
            flush(work)
            session.commit()
        return {**document, "id": id}


def _may_lack(tree: Node) -> bool:
    """Return whether an expression says in one of its cases that there is nothing."""
    if isinstance(tree, Choice):
        return _may_lack(tree.then) or _may_lack(tree.otherwise)
    return isinstance(tree, Constant) and tree.value is None


def _told(faults: Sequence[FieldError]) -> str:
    return ", ".join(f"{each.pointer or '/'} {each.code} {dict(each.params) or ''}".strip() for each in faults)


def _weight(faults: Sequence[FieldError]) -> tuple[int, int]:
    """Return how bad faults are: checks are only looked at when nothing else is wrong."""
    checks = sum(each.code in ("check", "goal") for each in faults)
    return len(faults) - checks, checks
