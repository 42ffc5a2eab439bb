"""What a field type answers: storage, wire form, typing, showing, asking, documenting; nobody branches on its key."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar, Literal

from marshmallow import ValidationError
from marshmallow import fields as wire
from sqlalchemy.types import TypeEngine

from dougong.fields.refusals import unclear
from dougong.kernel.errors import NOTHING
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import Label

Dialect = Literal["sqlite", "postgresql"]
#: Turns one value into another; None where the value can pass as it is (so that the hot path skips the call).
Convert = Callable[[Any], Any] | None
Searched = Literal["always", "asked", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A field as its type sees it: the name and the keys that belong to the type (places, options, to, ...)."""

    name: str
    label: Label = field(default_factory=lambda: NOTHING)
    options: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Column:
    """One database column of a field. Most fields have one, named like the field; lines have none, any-links two."""

    name: str
    type: TypeEngine[Any]
    #: Object whose id it holds and what happens when that goes ("restrict", "clear", "cascade"); else None.
    to: str | None = None
    on_delete: str = "restrict"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values a field offers: its name in data and API, its words, its tone (ui.md 3.2) or ""."""

    name: str
    label: Label
    tone: str = ""


class FieldType(ABC):
    """One kind of field; stateless, one instance per process, registered by name in fields/registry.py.

    A *value* is the Python form (Decimal, date, aware datetime, int, str, bool, tuple); its *JSON form* is what
    the API shows; its *stored form* is what the driver binds and returns for one dialect.
    """

    key: ClassVar[str]
    kind: ClassVar[Kind]
    #: Template of the input, ui/templates/widgets/<widget>.html.
    widget: ClassVar[str]
    #: Filter operators: subset of eq ne lt lte gt gte in nin like starts null has
    #: during.
    operators: ClassVar[frozenset[str]]
    #: JSON Schema properties of the keys this type adds to a field definition.
    options: ClassVar[Mapping[str, Any]] = NOTHING
    #: Keys among `options` that a definition must give.
    needs: ClassVar[frozenset[str]] = frozenset()
    sortable: ClassVar[bool] = True
    #: Aggregates a list may show: subset of sum avg min max count.
    aggregates: ClassVar[frozenset[str]] = frozenset()
    #: Whether the values of a column add up to something people look for, so that lists show their sum.
    totalled: ClassVar[bool] = False
    #: Whether values lead upward to records of the same object, so that these can be drawn as a tree.
    rises: ClassVar[bool] = False
    align: ClassVar[Literal["left", "right"]] = "left"
    #: Whether search looks at values: "always" unless the field says `search: false`, "asked" if it says `true`.
    searched: ClassVar[Searched] = "never"
    #: Where values live: in columns of the record's row, in a join table (owner_id, target_id), or as line objects.
    storage: ClassVar[Literal["columns", "join", "lines"]] = "columns"

    # -- storage -------------------------------------------------------------------------------------------------
    @abstractmethod
    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return the columns the field is stored in, with SQLAlchemy types that serve both databases."""

    def bind(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what turns a value into what the driver binds (never called with None), or None for as-is.

        A field of several columns gives a tuple, one member per column.
        """
        return None

    def result(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what turns what the driver gives into a value (never called with None), or None for as-is.

        A field of several columns takes a tuple, one member per column.
        """
        return None

    # -- API -----------------------------------------------------------------------------------------------------
    @abstractmethod
    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the marshmallow field that loads the JSON form into a value; it refuses with codes of
        kernel/messages (`ValidationError` whose message is a code or (code, params))."""

    def read(self, spec: Spec, form: Any) -> Any:
        """Return the value of one JSON form that stands outside a document (a filter, a cell); raises Unclear."""
        return self.reader(spec)(form)

    def reader(self, spec: Spec) -> Callable[[Any], Any]:
        """Return `read` for the many values of one field: what it takes is made once."""
        load = self.wire(spec).deserialize

        def read(form: Any) -> Any:
            try:
                return load(form)
            except ValidationError as no:
                raise unclear(no) from None
        return read

    def to_json(self, spec: Spec) -> Convert:
        """Return what turns a value into its JSON form (never called with None), or None for as-is."""
        return None

    def written(self, spec: Spec) -> Convert:
        """Return what turns PostgreSQL's text of a day, moment or number into the JSON form; other kinds of value come
        as the driver reads them.

        Rows that only become JSON skip the value in between (store.sql.Statement.texts).
        """
        return chain(self.result(spec, "postgresql"), self.to_json(spec))

    @abstractmethod
    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of the JSON form, closed and typed, without null."""

    def schema_sent(self, spec: Spec) -> dict[str, Any]:
        """Return the JSON Schema of what a write may send, which is `schema` and perhaps other ways to say it."""
        return self.schema(spec)

    def schema_present(self, spec: Spec) -> dict[str, Any]:
        """Return `schema_sent` narrowed to values that are not blank: what a write of a required field may send."""
        return self.schema_sent(spec)

    # -- people --------------------------------------------------------------------------------------------------
    @abstractmethod
    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the JSON form of what a person typed or a file holds (forgiving: ui.md 12), None for blank.

        Words like 明天 and dates without a year count from `today`; moments without a zone are in `zone`.
        Raises refusals.Unclear (a ValueError with a message code) when the text cannot be understood.
        """

    @abstractmethod
    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return the value as text for people in `language` (ui.md 12), moments in `zone`; "" for None."""

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return the value as text for an input, so that parse(edit(value)) gives its JSON form back."""
        return "" if value is None else str(value)

    def choices(self, spec: Spec) -> tuple[Option, ...]:
        """Return the values to choose from in the order of the definition; empty where anything may be typed."""
        return ()

    def words(self, value: Any) -> tuple[str, ...]:
        """Return the texts of a value that search looks at; none where `searched` is "never"."""
        return ()

    # -- asking --------------------------------------------------------------------------------------------------
    def places(self, spec: Spec) -> int | None:
        """Return how many decimal places are stored (numbers only), else None."""
        return None

    def settle(self, spec: Spec) -> Convert:
        """Return what turns a computed value (formula, default, rollup, copy; never None) into a value of this field:
        rounded half-up to its places, checked against its limits. It raises refusals.Unclear; None is as-is."""
        return None

    def targets(self, spec: Spec) -> tuple[str, ...]:
        """Return the objects whose records the field may point to; empty for none, and for an any-link to anything."""
        return ()

    def check_options(self, spec: Spec) -> str | None:
        """Return what is wrong with the type's own keys beyond their JSON Schema, or None."""
        return None


def chain(first: Convert, second: Convert) -> Convert:
    """Return the two converters as one; None stands for as-is."""
    if first is None or second is None:
        return first or second
    return lambda value: None if (found := first(value)) is None else second(found)
