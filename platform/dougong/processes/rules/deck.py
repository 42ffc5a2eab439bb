"""The rules of one object compiled once per catalog: which of them a change may concern, and what each asks."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from dougong.catalog.model import Catalog, Expression, Object
from dougong.catalog.rule import Action, Called, Rule
from dougong.expressions.closures import closure
from dougong.expressions.parts import conjuncts, inputs
from dougong.processes.giving import Run, Value, value_of, valued
from dougong.records.plans import Plans


@dataclass(frozen=True, slots=True)
class Act:
    """An action, ready to run; `values` are for fields, or for what it calls; `address` says where a mail of it goes.
    One that waits does so `until` a moment, which `follows` the record, and for what it `awaits`: that `reads` these
    fields, and `counts` lines."""

    said: Action
    values: tuple[Value, ...]
    key: tuple[str | Run, ...]
    address: Run | None
    until: Run | None = None
    awaits: Run | None = None
    follows: bool = False
    reads: frozenset[str] = frozenset()
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A rule, ready to be asked: `parts` must all hold, in this order; `inputs` is what they read. `fields` are those
    whose change concerns it, `mark` is another when what it says is another."""

    rule: Rule
    parts: tuple[Run, ...]
    inputs: tuple[tuple[str, Run], ...]
    fields: frozenset[str]
    mark: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Deck:
    """The rules of an object by what a change does to a record, or to a line."""

    created: tuple[Held, ...]
    updated: tuple[Held, ...]
    deleted: tuple[Held, ...]
    timed: tuple[Held, ...]
    pressed: tuple[Held, ...]
    lines: tuple[tuple[str, "Deck"], ...]      # of its lines, by the fields that hold them
    called: tuple[Held, ...]
    waits: tuple[tuple[Held, Act], ...]        # those of their actions that wait


def deck_of(plans: Plans, object: Object) -> Deck:
    """Return the rules of the object as this catalog has them."""
    return plans.once(("rules", object.name), lambda: _deck(plans.catalog, object))


def mark_of(rule: Rule) -> str:
    """Return a short text that is another when the rule says something else."""
    return f"{zlib.crc32(orjson.dumps({key: rule.body.get(key) for key in ('on', 'when', 'fire')})):08x}"


def alone(catalog: Catalog, rule: Rule) -> tuple[Deck, Held]:
    """Return the rules of the object whose records are looked at, had it no other than this one, at rest or not; and
    the rule."""
    one, found = catalog.objects[rule.object], held(catalog, rule)
    deck = _dealt([found], ())
    return (deck if one.parent is None else _dealt([], ((one.parent_field or "", deck),))), found


def held(catalog: Catalog, rule: Rule) -> Held:
    """Return a rule, ready to be asked."""
    parts = conjuncts(rule.when.checked) if rule.when is not None else ()
    reads: Mapping[str, Run] = inputs(rule.when.checked) if rule.when is not None else {}
    return Held(rule, tuple(closure(part) for part in parts), tuple(reads.items()), frozenset(rule.on.changed),
                mark_of(rule), tuple(_act(catalog, action) for action in rule.do))


def _deck(catalog: Catalog, object: Object) -> Deck:
    return _dealt([held(catalog, rule) for rule in object.rules if not rule.off],
                  tuple((name, _deck(catalog, catalog.objects[object.fields[name].options["of"]]))
                        for name in object.ruled))


def _dealt(every: Sequence[Held], lines: tuple[tuple[str, Deck], ...]) -> Deck:
    return Deck(created=tuple(each for each in every if each.rule.on.created or each.fields),
                updated=tuple(each for each in every
                              if each.rule.on.updated or each.fields or each.rule.on.transitions),
                deleted=tuple(each for each in every if each.rule.on.deleted),
                timed=tuple(each for each in every if each.rule.on.timed),
                pressed=tuple(each for each in every if each.rule.on.button is not None),
                called=tuple(each for each in every if each.rule.on.inbound), lines=lines,
                waits=tuple((each, act) for each in every for act in each.acts if act.said.verb == "wait"))


def _act(catalog: Catalog, action: Action) -> Act:
    target = catalog.objects[action.object]
    if action.verb == "wait":
        return _wait(action)
    if action.called is not None:
        return Act(action, _told(action.called), (), None)
    address = action.telling.address if action.telling is not None else None
    return Act(action, tuple(value_of(target, given) for given in action.values),
               tuple(closure(part.checked) if isinstance(part, Expression) else part for part in action.key),
               None if address is None else closure(address.checked))


def _told(called: Called) -> tuple[Value, ...]:
    """Return what an action of a plugin is told."""
    specs = {each.name: each for each in called.action.args}
    return tuple(valued(called.types[given.field], specs[given.field], given) for given in called.args)


def _wait(action: Action) -> Act:
    said = [each.checked for each in (action.until, action.awaits) if each is not None]
    follows = action.until is not None and "clock" not in action.until.checked.uses
    seen = [each.checked for each in (action.until if follows else None, action.awaits) if each is not None]
    return Act(action, (), (), None, until=None if action.until is None else closure(action.until.checked),
               awaits=None if action.awaits is None else closure(action.awaits.checked), follows=follows,
               reads=frozenset(path[0] for each in seen for path in each.paths), counts=any(each.rows for each in said))
