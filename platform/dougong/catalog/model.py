"""The catalog: every definition, linked, checked and frozen. A request takes it once and never looks again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dougong.catalog.action import Action
from dougong.catalog.rule import Rule
from dougong.catalog.states import Workflow
from dougong.expressions.check import Checked
from dougong.fields.base import FieldType, Spec
from dougong.kernel.errors import NOTHING
from dougong.kernel.labels import Label

#: How a rule comes into force: observe counts who breaks it, warn tells, new holds new records and what is touched,
#: all holds every change.
Enforce = Literal["observe", "warn", "new", "all"]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as written and as checked; `checked` is typed against the object it belongs to."""

    text: str
    checked: Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """What a record says of the live records of object `of` whose field `via` points to it, where `where` holds:
    `function` (sum count min max avg) of `value`, both in the pointing record's row; `latest` is the value of the one
    that comes first in `order`, the newest when that says nothing.

    `mode` on_read: computed by the reader. Stored are delta (the difference is added as those records change; sums
    and counts) and recompute (taken anew under this record's lock).
    """

    of: str
    via: str
    function: str
    value: Expression | None = None            # None for count()
    where: Expression | None = None
    mode: str = "on_read"
    order: tuple[str, ...] = ()                # of `latest`: fields and paths, - before what runs down

    @property
    def take(self) -> str:
        """Return what is taken, as written."""
        return f"{self.function}({self.value.text if self.value else ''})"

    @property
    def nothing(self) -> int | None:
        """Return what it says of no records."""
        return 0 if self.function in ("sum", "count") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A value found elsewhere when a record is written: `take` (None: the record itself) of the first by `order` among
    the live records of object `of` where `where` holds. Both are read in such a record's row, and name the fields of
    the record at hand as `this.<field>`; `reads` are their paths. `index` is its place among those of its field. Where
    it `counts`, the value is how many there are."""

    of: str
    index: int
    where: Expression
    take: Expression | None = None
    order: tuple[str, ...] = ()
    counts: bool = False

    @property
    def reads(self) -> frozenset[tuple[str, ...]]:
        """Return the paths of the record at hand."""
        return self.where.checked.this | (self.take.checked.this if self.take else frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Spec):
    """A field of an object, linked. What holds for every type stands here, the type's own keys in `options`."""

    uid: str
    type: FieldType
    pack: str
    hint: Label = field(default_factory=lambda: NOTHING)
    required: bool | Expression = False
    enforce: Enforce = "all"                   # of `required`
    visible: Expression | None = None
    readonly: bool | Expression = False
    hidden: bool = False                       # never on generated screens; still in the API
    keep: bool = False                         # keep the value when it becomes invisible
    default: Expression | None = None          # constants are expressions too
    formula: Expression | None = None
    rollup: Rollup | None = None
    virtual: bool = False                      # a formula or rollup computed by the reader, never stored
    moves: bool = False                        # stored, but changes with other records: a rollup, a formula over one
    copy: tuple[str, ...] | None = None        # (link field, field of its target), or one link further
    lookup: tuple[Lookup, ...] = ()            # asked in order: the first that finds a value gives it
    unique: bool = False
    index: bool = False
    search: bool = False                       # search looks at its values
    where: Expression | None = None            # which records a link may choose, in the target's scope
    goes_along: bool | Expression = False      # which pointing records go along when the target becomes another's
    stored: bool = True                        # has columns (not lines, not virtual)
    classified: str = ""                       # the class of what is confidential; grants show classes
    stands_for: str = ""                       # of a plugin's column nobody sees: the field people know it by

    @property
    def derived(self) -> bool:
        """Return whether the engine computes it and nobody writes it."""
        return self.formula is not None or self.rollup is not None

    @property
    def needed(self) -> bool:
        """Return whether no new record goes without a value, and no other record is given none."""
        return self.required is True and self.enforce in ("new", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule a record must keep; `level` error refuses, warning tells; `enforce` says of which records."""

    name: str
    uid: str
    must: Expression
    message: Label
    level: str = "error"
    enforce: Enforce = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """Fields that together are unique among live records, where `where` holds."""

    name: str
    uid: str
    fields: tuple[str, ...]
    where: Expression | None = None
    message: Label = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """How records are numbered. `parts` is the parsed pattern: texts, ("field", name, format) and ("seq", width)."""

    pattern: str
    parts: tuple[Any, ...]
    take: str = "create"                       # create or post
    gapless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """An object: a table, its rules, and what screens and API need to know of it."""

    name: str
    uid: str
    pack: str
    label: Label
    plural: Label
    fields: Mapping[str, Field]                # in the order of the file; engine columns are not among them
    system: Mapping[str, Field]                # the engine's own columns (id, version, number, owner, ...) as fields
    title: tuple[Any, ...]                     # parsed: literal texts and ("field", name)
    parent: str | None = None                  # the owner of a line object
    parent_field: str | None = None            # the owner's `lines` field that holds these rows
    icon: str = "table"
    number: Numbering | None = None
    checks: tuple[Check, ...] = ()
    uniques: tuple[Unique, ...] = ()
    history: bool = True
    access: str = "user"                       # "engine": written by steps of plugins only
    search: bool = True                        # its records, or owners by its lines, are found by search
    merge: bool = False                        # two of its records may become one
    order: tuple[str, ...] = ("-id",)          # default sort
    workflow: Workflow | None = None           # the only writer of the field that holds the state
    #: Stored formulas of the record (None, name) and of its lines (lines field, name), each after what it reads.
    computed: tuple[tuple[str | None, str], ...] = ()
    ruled: tuple[str, ...] = ()                # lines fields with whose lines something happens by itself
    rules: tuple[Rule, ...] = ()               # what happens by itself, in the order it is looked at
    extra: Mapping[str, Any] = field(default_factory=lambda: NOTHING)   # what plugins' kinds attach

    def field(self, name: str) -> Field | None:
        """Return the field or engine column called `name`; only access.Policy may show it to a person."""
        return self.fields.get(name) or self.system.get(name)

    @property
    def buttons(self) -> tuple[Rule, ...]:
        """Return the rules people start by a button, in order; those that rest offer none."""
        return tuple(rule for rule in self.rules if rule.on.button is not None and not rule.off)

    @property
    def lines(self) -> tuple[Field, ...]:
        """Return the fields that hold line objects."""
        return tuple(f for f in self.fields.values() if f.type.key == "lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack: a named, versioned set of definitions."""

    name: str
    label: Label
    version: str
    requires: tuple[str, ...]
    language: str
    prefix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A layout of one object: `kind` list or form; `body` is the validated definition."""

    name: str
    uid: str
    object: str
    kind: str
    label: Label
    pack: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuGroup:
    """A group of the side navigation."""

    name: str
    label: Label
    entries: tuple["MenuEntry", ...]
    order: int = 50                            # its place among the groups, lowest first


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """One entry: a list of an object (optionally through a named view)."""

    name: str
    object: str
    label: Label
    icon: str
    view: str | None = None


#: Whose records a grant is about.
Whose = Literal["own", "unit", "unit_tree", "subordinates", "company", "shared", "all"]
#: What a grant says of a field.
FieldRight = Literal["hidden", "read", "edit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Verbs on some records of some objects, and the rights on their fields: a pair that is never torn apart.

    `on` None are all objects, `show` None all classes of confidential fields. `where` says by object, in its scope,
    what a record must satisfy besides. `do` are the transitions it allows, "all" among them for every one.
    """

    name: str
    pack: str
    on: tuple[str, ...] | None
    may: frozenset[str]
    scope: Whose
    where: Mapping[str, Expression] = field(default_factory=lambda: NOTHING)
    condition: str | None = None               # `where` as written
    fields: Mapping[str, FieldRight] = field(default_factory=lambda: NOTHING)
    others: FieldRight = "edit"
    show: frozenset[str] | None = frozenset()
    do: frozenset[str] | None = None           # None: where it allows update, all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What people who hold it may see and do; its name is the code of roles in memberships."""

    name: str
    label: Label
    pack: str
    administrator: bool = False
    includes: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()


#: How much of what is invented: a few records to look around with, or what fills a whole company.
Sample = Literal["few", "company"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Records a pack brings along, written through the unit of work by external id; a `sample` only if asked for."""

    name: str
    pack: str
    object: str
    records: tuple[Mapping[str, Any], ...]
    sample: Sample | None = None               # invented, to look around with
    table: str | None = None                   # a file of rows in the pack's folder `data`, instead of records


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """One operation of an upper pack or of the site on a definition below: `said` as written, `path` what it changes,
    in the names of today. Parked when `lost` says why: `gone` (its anchor is not there), `changed` (it replaces
    something other than `now`), `refused` (what it makes is no definition: `why`)."""

    pack: str
    file: str
    index: int
    path: str
    said: Mapping[str, Any]
    lost: str = ""
    now: Any = None
    why: str = ""


def holder(objects: Mapping[str, Object], object: Object) -> Object:
    """Return what has a workflow, a page and readers: the object, or of lines that of their records (while that is not
    among `objects`, theirs)."""
    return objects.get(object.parent or "", object)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything, frozen. `number` is 0 until it is stored by apply."""

    number: int
    fingerprint: str
    packs: Mapping[str, Pack]                  # in line order, lowest first
    objects: Mapping[str, Object]
    views: Mapping[str, View]
    menu: tuple[MenuGroup, ...]
    data: tuple[Data, ...]
    roles: Mapping[str, Role] = field(default_factory=lambda: NOTHING)
    by_uid: Mapping[str, Any] = field(default_factory=lambda: NOTHING)   # uid -> Object | Field | Rule
    referrers: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=lambda: NOTHING)
    extra: Mapping[str, Any] = field(default_factory=lambda: NOTHING)    # definitions of plugins' kinds, by kind
    patches: tuple[Patch, ...] = ()            # in the order they are carried out, parked ones too
    actions: Mapping[str, Action] = field(default_factory=lambda: NOTHING)   # what rules may call, by <plugin>.<name>

    def rule(self, name: str) -> Rule | None:
        """Return the rule of a name."""
        return next((each for one in self.objects.values() for each in one.rules if each.name == name), None)

    def holder(self, object: Object) -> Object:
        """Return what has the workflow, page and readers of an object: see `holder`."""
        return holder(self.objects, object)
