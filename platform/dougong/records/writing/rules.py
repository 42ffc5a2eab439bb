"""What an object's definition demands of a record, compiled once per catalog: closures in the order they run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Catalog, Check, Enforce, Expression, Field, Object
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.fields.base import Convert
from dougong.records.writing.reads import deciding, reached, reading
from dougong.records.writing.rollups import blank

Closure = Callable[[Env], Any]


Default = tuple[str, Closure, Convert]
#: A stored formula: of which lines (None: of the record itself), its field, closure and rounding.
Formula = tuple[str | None, str, Closure, Convert]


@dataclass(frozen=True, slots=True)
class Copy:
    """A value taken from a link's target when the link is chosen: `path` is "<link>.<source>"."""

    name: str
    link: str
    path: str
    settle: Convert


@dataclass(frozen=True, slots=True)
class Sought:
    """A value found elsewhere: `reads` is what of the record and its owner decides it, `afar` whether targets of their
    links do, too, `count` how many places are asked; where none of them has one, `copy` and `default` give it."""

    name: str
    reads: frozenset[str]
    afar: bool
    count: int
    settle: Convert
    copy: Copy | None
    default: Closure | None


@dataclass(frozen=True, slots=True)
class Demand:
    """A field that must have a value where `condition` holds (None: always). `reads` is what decides it, for a demand
    that holds only what is new or touched."""

    name: str
    condition: Closure | None
    enforce: Enforce
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Held:
    """A check, and what it reads, for one that holds only what is new or touched."""

    check: Check
    must: Closure
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a field: the rules of the line object, and how many there may be."""

    field: Field
    rules: "Rules"
    least: int
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One object's rules. Whatever a definition does not say is an empty tuple, which costs nothing.

    `blank` has every name, `joins` are fields with many targets, `told` those of `stored` the history tells of, with
    uid and JSON form. `late_defaults` look at a link's target. `sought` are values found elsewhere. `readonly`
    pairs a field with its condition (None: always); rules that are only observed are not among `required` and `checks`.
    `lapsed` pairs a demand with the default that old records are given which lack the value.
    `order` holds the stored formulas of the record and its lines, each after what it reads; `paths` the dotted values
    every expression needs of each link.
    """

    object: Object
    blank: Mapping[str, Any]
    joins: tuple[str, ...]
    stored: tuple[str, ...]
    told: Mapping[str, tuple[str, Convert]]
    links: tuple[Field, ...]
    defaults: tuple[Default, ...]
    late_defaults: tuple[Default, ...]
    copies: tuple[Copy, ...]
    sought: tuple[Sought, ...]
    order: tuple[Formula, ...]
    visible: tuple[tuple[Field, Closure], ...]
    required: tuple[Demand, ...]
    lapsed: tuple[tuple[Demand, Default], ...]
    readonly: tuple[tuple[str, Closure | None], ...]
    checks: tuple[Held, ...]
    virtual: tuple[tuple[str, Closure, Convert], ...]
    lines: tuple[Lines, ...]
    paths: Mapping[str, tuple[str, ...]]


def compile_rules(catalog: Catalog, object: Object) -> Rules:
    """Return the rules of `object` and of its lines."""
    fields = tuple(object.fields.values())
    lines = tuple(_lines(catalog, field) for field in object.lines)
    joins = tuple(field.name for field in fields if field.type.storage == "join")
    late = _late(fields)
    return Rules(
        object=object,
        blank={**dict.fromkeys((*object.system, *object.fields)), **dict.fromkeys(joins, ()),
               **{f.name: blank(f) for f in fields if f.rollup}},
        joins=joins,
        stored=tuple(f.name for f in fields if f.type.storage != "lines" and not f.virtual and not f.rollup),
        told={f.name: (f.uid, f.type.to_json(f)) for f in fields
              if f.type.storage != "lines" and not f.virtual and not f.rollup and not f.moves},
        links=tuple(f for f in fields if _points(f)),
        defaults=(*_initial(object), *(_named(f, f.default) for f in fields if f.default and f.name not in late)),
        late_defaults=tuple(_named(f, f.default) for f in fields if f.default and f.name in late),
        copies=tuple(copy for f in fields if (copy := _copy(f))),
        sought=tuple(_sought(object, f) for f in fields if f.lookup),
        order=tuple(_formulas(catalog, object)),
        visible=tuple((f, closure(f.visible.checked)) for f in fields if f.visible),
        required=tuple(Demand(f.name, _condition(f.required), f.enforce, deciding(object, f))
                       for f in fields if f.required and f.enforce != "observe"),
        lapsed=tuple((Demand(f.name, _condition(f.required), f.enforce, frozenset()), _named(f, f.default))
                     for f in fields if f.required and f.default and f.enforce in ("new", "all")
                     and not f.default.checked.uses & {"me", "role", "old"}),
        readonly=tuple((f.name, _condition(f.readonly)) for f in fields if f.readonly),
        checks=tuple(Held(check, closure(check.must.checked), reading(object, check.must))
                     for check in object.checks if check.enforce != "observe"),
        virtual=tuple(_named(f, f.formula) for f in fields if f.virtual and f.formula),
        lines=lines,
        paths=_link_paths(catalog, object),
    )


def _link_paths(catalog: Catalog, object: Object) -> Mapping[str, tuple[str, ...]]:
    """Return, for each link field, the dotted paths beneath it that expressions and copies read: the object's own,
    its lines' through `parent`, and of a line object its owner's, in aggregates."""
    found: dict[str, set[str]] = {}
    for path in _paths(catalog, object):
        if len(path) > 1 and path[0] in object.fields:
            found.setdefault(path[0], set()).add(".".join(path[1:]))
    return {link: tuple(sorted(paths)) for link, paths in found.items()}


def _paths(catalog: Catalog, object: Object) -> Iterable[tuple[str, ...]]:
    yield from (field.copy for field in object.fields.values() if field.copy)
    yield from _read(object)
    yield from (path for each in _granted(catalog, object) for path in each.checked.paths)
    for lines in object.lines:
        yield from (path[1:] for path in _read(catalog.objects[lines.options["of"]]) if path[0] == "parent")
    if object.parent is not None and object.parent_field is not None:
        for each in _expressions(catalog.objects[object.parent]):
            yield from each.checked.rows.get(object.parent_field, ())


def _read(object: Object) -> Iterable[tuple[str, ...]]:
    """Yield the paths that expressions and lookups read of a record."""
    for each in _expressions(object):
        yield from each.checked.paths
    for field in object.fields.values():
        yield from (path for lookup in field.lookup for path in lookup.reads)
    for rule in object.rules:
        yield from (path for action in rule.do if action.where for path in action.where.checked.this)


def _expressions(object: Object) -> Iterable[Expression]:
    for field in object.fields.values():
        for each in (field.required, field.visible, field.readonly, field.default, field.formula):
            if isinstance(each, Expression):
                yield each
    yield from (check.must for check in object.checks)
    yield from (each for rule in object.rules for each in rule.expressions)
    if object.workflow is not None:
        for transition in object.workflow.transitions.values():
            yield from (each for each in (transition.when, *(one.says for one in transition.gives)) if each is not None)


def _granted(catalog: Catalog, object: Object) -> Iterable[Expression]:
    """Yield what roles ask of records of the object."""
    return (grant.where[object.name] for role in catalog.roles.values() for grant in role.grants
            if object.name in grant.where)


def _lines(catalog: Catalog, field: Field) -> Lines:
    return Lines(field, compile_rules(catalog, catalog.objects[field.options["of"]]),
                 field.options.get("min", 0), field.options.get("max"))


def _initial(object: Object) -> Iterable[Default]:
    """Yield the state new records are in, as the default of the field that holds it."""
    if object.workflow is not None:
        state = object.workflow.initial
        yield object.workflow.field, lambda _env: state, None


def _named(field: Field, expression: Expression) -> Default:
    return field.name, closure(expression.checked), field.type.settle(field)


def _copy(field: Field) -> Copy | None:
    return Copy(field.name, field.copy[0], ".".join(field.copy), field.type.settle(field)) if field.copy else None


def _sought(object: Object, field: Field) -> Sought:
    paths = {path for lookup in field.lookup for path in lookup.reads}
    copied = {field.copy[0]} if field.copy else set()
    afar = any(len(path) > (2 if path[0] == "parent" and object.parent else 1) for path in paths)
    return Sought(field.name, reached(object, paths) | copied, afar, len(field.lookup), field.type.settle(field),
                  _copy(field), closure(field.default.checked) if field.default else None)


def _late(fields: Sequence[Field]) -> frozenset[str]:
    """Return the fields whose default waits for links' targets: it looks at one, or at a field that itself waits for
    one by its default or copy."""
    given = {field.name: field.default for field in fields if field.default}
    late = {name for name, default in given.items() if _looks_further(default)}
    waiting = late | {field.name for field in fields if field.copy or field.lookup}
    while found := {name for name, default in given.items() if name not in late
                    and any(path[0] in waiting for path in default.checked.paths)}:
        late |= found
        waiting |= found
    return frozenset(late)


def _looks_further(expression: Expression) -> bool:
    """Return whether a default looks at the target of a link."""
    return any(len(path) > 1 and path[0] not in ("me", "old") for path in expression.checked.paths)


def holds(field: Field) -> bool:
    """Return whether a field holds on to what it points to: that does not go to the bin before this record does."""
    return bool(field.options.get("on_delete", "restrict") == "restrict")


def _points(field: Field) -> bool:
    """Return whether a field's values are ids of records; lines are not, they belong to the record."""
    return field.type.storage != "lines" and (bool(field.type.targets(field)) or len(field.type.columns(field)) > 1)


def _condition(rule: bool | Expression) -> Closure | None:  # noqa: FBT001 - a field's key is a flag or an expression
    return closure(rule.checked) if isinstance(rule, Expression) else None


def _formulas(catalog: Catalog, object: Object) -> Iterable[Formula]:
    """Yield the stored formulas of the record (None) and of its lines, each after what it reads."""
    for lines, name in object.computed:
        owner = object if lines is None else catalog.objects[object.fields[lines].options["of"]]
        field = owner.fields[name]
        if field.formula is not None:
            yield lines, name, closure(field.formula.checked), field.type.settle(field)
