"""What every field type must keep, built-in or a plugin's: storage, JSON, form, document, operators, words."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from jsonschema import Draft202012Validator
from sqlalchemy.dialects import postgresql, sqlite

from dougong import resources
from dougong.fields.base import Column, Dialect, FieldType, Spec
from dougong.fields.loading import Entry, Shape, loader
from dougong.fields.refusals import Unclear
from dougong.fields.registry import BUILTIN, types_by_key
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.messages import messages, say
from tests.unit.fields.samples import SAMPLES, TYPES, Sample, name

OPERATORS = frozenset("eq ne lt lte gt gte in nin like starts null has during".split())
AGGREGATES = frozenset("sum avg min max count".split())
GOOD = [pytest.param(sample, form, id=f"{name(sample)}-{str(form)[:20]}") for sample in SAMPLES for form in sample.good]
BAD = [pytest.param(sample, form, code, id=f"{name(sample)}-{ascii(form)[:20]}-{code}")
       for sample in SAMPLES for form, code in sample.bad]
FORMATS = Draft202012Validator.FORMAT_CHECKER
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "fields.md"


def load(sample: Sample, form: Any) -> Any:
    return sample.type.wire(sample.spec).deserialize(form)


def to_json(kind: FieldType, spec: Spec, value: Any) -> Any:
    convert = kind.to_json(spec)
    return value if convert is None or value is None else convert(value)


def test_every_type_has_a_sample() -> None:
    assert {sample.key for sample in SAMPLES} == set(TYPES)


def test_the_ground_set_is_whole() -> None:
    assert set(TYPES) == set("text note integer decimal money price quantity percent rate flag date moment time choice "
                             "choices link links any-link lines tree user email phone url file image json tags".split())


def test_two_types_of_one_key_are_an_error() -> None:
    with pytest.raises(ValueError, match="two field types are called money"):
        types_by_key([TYPES["money"]])


@pytest.mark.parametrize("kind", BUILTIN, ids=lambda kind: kind.key)
class TestEveryType:
    def test_operators_and_aggregates_are_known(self, kind: FieldType) -> None:
        assert kind.operators <= OPERATORS
        assert kind.aggregates <= AGGREGATES

    def test_options_are_schemas_with_a_description(self, kind: FieldType) -> None:
        schema = {"type": "object", "properties": dict(kind.options)}
        Draft202012Validator.check_schema(schema)
        assert all("description" in option for option in kind.options.values())
        assert kind.needs <= kind.options.keys()

    def test_the_widget_has_a_template(self, kind: FieldType) -> None:
        assert (resources.templates() / "widgets" / f"{kind.widget}.html").is_file()

    def test_the_reference_has_its_heading_and_its_options(self, kind: FieldType) -> None:
        _, found, part = REFERENCE.read_text("utf-8").partition(f"\n### {kind.key}\n")
        assert found
        part = part.partition("\n### ")[0].partition("\n## ")[0]
        assert [option for option in kind.options if f"`{option}`" not in part] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
class TestEveryDefinition:
    def test_its_options_pass_their_own_schema(self, sample: Sample) -> None:
        filled = {"to"} if sample.key == "tree" else set()        # the catalog fills it in
        given = {key: value for key, value in sample.options.items() if key not in filled}
        schema = {"type": "object", "properties": dict(sample.type.options), "required": sorted(sample.type.needs),
                  "additionalProperties": False}
        Draft202012Validator(schema).validate(given)
        assert sample.type.check_options(sample.spec) is None

    def test_columns_compile_on_both_databases(self, sample: Sample) -> None:
        for column in sample.type.columns(sample.spec):
            table = sa.Table("t", sa.MetaData(), sa.Column(column.name, column.type))
            for dialect in (postgresql.dialect, sqlite.dialect):
                assert column.name in str(sa.schema.CreateTable(table).compile(dialect=dialect()))

    def test_it_is_stored_as_it_says(self, sample: Sample) -> None:
        assert bool(sample.type.columns(sample.spec)) == (sample.type.storage == "columns")

    def test_columns_that_refer_name_a_target(self, sample: Sample) -> None:
        referred = {column.to for column in sample.type.columns(sample.spec) if column.to}
        assert referred <= set(sample.type.targets(sample.spec))

    def test_null_passes_every_door(self, sample: Sample) -> None:
        assert load(sample, None) is None
        assert sample.type.parse(sample.spec, "  ") is None
        assert sample.type.edit(sample.spec, None) == ""
        assert {sample.type.show(sample.spec, None, language) for language in LANGUAGES} == {""}


@pytest.mark.parametrize(("sample", "form"), GOOD)
class TestEveryValue:
    def test_json_comes_back_as_it_went_in(self, sample: Sample, form: Any) -> None:
        assert to_json(sample.type, sample.spec, load(sample, form)) == form

    def test_the_published_schema_accepts_it(self, sample: Sample, form: Any) -> None:
        for schema in (sample.type.schema(sample.spec), sample.type.schema_sent(sample.spec),
                       sample.type.schema_present(sample.spec)):
            Draft202012Validator.check_schema(schema)
            Draft202012Validator(schema, format_checker=FORMATS).validate(form)

    def test_what_an_input_shows_reads_back_the_same(self, sample: Sample, form: Any) -> None:
        value = load(sample, form)
        assert sample.type.parse(sample.spec, sample.type.edit(sample.spec, value)) == form

    def test_people_see_something_in_every_language(self, sample: Sample, form: Any) -> None:
        assert all(sample.type.show(sample.spec, load(sample, form), language) for language in LANGUAGES)

    def test_settling_a_fit_value_changes_nothing(self, sample: Sample, form: Any) -> None:
        settle = sample.type.settle(sample.spec)
        value = load(sample, form)
        assert settle is None or settle(value) == value


@pytest.mark.parametrize(("sample", "form", "code"), BAD)
class TestEveryRefusal:
    def test_a_document_is_told_pointer_and_code(self, sample: Sample, form: Any, code: str) -> None:
        read = loader(Shape(entries=(Entry(sample.type, sample.spec),)), "whole")
        values, errors = read({"f": form})
        assert [(error.pointer, error.code) for error in errors] == [("/f", code)]
        assert values == {}

    def test_a_value_outside_a_document_is_refused_alike(self, sample: Sample, form: Any, code: str) -> None:
        with pytest.raises(Unclear) as refused:
            sample.type.read(sample.spec, form)
        assert refused.value.code == code

    def test_it_can_be_said_in_every_language(self, sample: Sample, form: Any, code: str) -> None:
        read = loader(Shape(entries=(Entry(sample.type, sample.spec),)), "whole")
        (error,) = read({"f": form})[1]
        for language in LANGUAGES:
            assert code in messages(language)
            assert say(code, language, **error.params).encode()

    def test_the_form_gives_the_same_verdict(self, sample: Sample, form: Any, code: str) -> None:
        """A text refused by the API is refused when typed, unless forgiving typing makes something that fits of it."""
        if not isinstance(form, str) or code in {"too_long", "text"}:
            return
        try:
            typed = sample.type.parse(sample.spec, form)
        except Unclear:
            return
        _, errors = loader(Shape(entries=(Entry(sample.type, sample.spec),)), "whole")({"f": typed})
        assert errors or typed != form


STORED = [param for param in GOOD if param.values[0].type.storage == "columns"]  # type: ignore[union-attr]


class Store:
    """One database that keeps values of one type at a time: by SQLAlchemy, and by the driver with our converters."""

    def __init__(self, url: str) -> None:
        self.dialect: Dialect = "sqlite" if url.startswith("sqlite") else "postgresql"
        self.engine = sa.create_engine(url, connect_args=(
            {} if self.dialect == "sqlite" else {"options": "-c timezone=UTC"}))    # as the store connects

    def by_sqlalchemy(self, columns: tuple[Column, ...], values: tuple[Any, ...]) -> tuple[Any, ...]:
        with self.engine.connect() as connection:
            table = self._table(connection, columns)
            connection.execute(table.insert().values(dict(zip(table.c.keys(), values, strict=True))))
            return tuple(connection.execute(table.select()).one())

    def by_driver(self, columns: tuple[Column, ...], bound: tuple[Any, ...]) -> tuple[Any, ...]:
        with self.engine.connect() as connection:
            self._table(connection, columns)
            raw: Any = connection.connection.cursor()
            mark = "?" if self.dialect == "sqlite" else "%s"
            raw.execute(f"insert into kept values ({', '.join([mark] * len(bound))})", bound)
            raw.execute("select * from kept")
            return tuple(raw.fetchone())

    def _table(self, connection: sa.Connection, columns: tuple[Column, ...]) -> sa.Table:
        table = sa.Table("kept", sa.MetaData(), *(sa.Column(column.name, column.type) for column in columns))
        table.drop(connection, checkfirst=True)
        table.create(connection)
        return table


@pytest.fixture(scope="module")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('fields') / 'fields.db'}")
    yield store
    store.engine.dispose()


@pytest.fixture(scope="module")
def postgres_store(postgres_url: str) -> Iterator[Store]:
    store = Store(postgres_url)
    yield store
    store.engine.dispose()


@pytest.mark.parametrize("which", ["sqlite_store", "postgres_store"])
@pytest.mark.parametrize(("sample", "form"), STORED)
class TestStorage:
    def test_the_driver_gives_back_what_was_bound(
            self, sample: Sample, form: Any, which: str, request: pytest.FixtureRequest) -> None:
        store: Store = request.getfixturevalue(which)
        kind, spec, value = sample.type, sample.spec, load(sample, form)
        columns = kind.columns(spec)
        bind, result = kind.bind(spec, store.dialect), kind.result(spec, store.dialect)
        bound = bind(value) if bind else value
        got = store.by_driver(columns, bound if len(columns) > 1 else (bound,))
        back: Any = got if len(columns) > 1 else got[0]
        assert to_json(kind, spec, result(back) if result else back) == form

    def test_sqlalchemy_gives_back_what_it_was_given(
            self, sample: Sample, form: Any, which: str, request: pytest.FixtureRequest) -> None:
        kind, spec, value = sample.type, sample.spec, load(sample, form)
        columns = kind.columns(spec)
        if len(columns) > 1:
            return                                                # an any-link has no type of its own there
        got = request.getfixturevalue(which).by_sqlalchemy(columns, (value,))
        assert to_json(kind, spec, got[0]) == form


def test_sqlite_keeps_numbers_as_integers_and_days_as_text(sqlite_store: Store) -> None:
    stored: Mapping[str, Any] = {"money": "12.30", "date": "2025-07-29", "moment": "1970-01-01T00:00:01Z", "flag": True,
                                 "time": "14:30:00", "tags": ["甲", "b"]}
    expected = {"money": 1230, "date": "2025-07-29", "moment": 1_000_000, "flag": 1, "time": "14:30:00",
                "tags": '["甲","b"]'}
    for key, form in stored.items():
        kind, spec = TYPES[key], Spec(name="f")
        value = kind.wire(spec).deserialize(form)
        with sqlite_store.engine.connect() as connection:
            table = sqlite_store._table(connection, kind.columns(spec))
            connection.execute(table.insert().values(f=value))
            raw: sqlite3.Cursor = connection.connection.cursor()  # type: ignore[assignment]
            (found,) = raw.execute("select f from kept").fetchone()
        assert (key, found, type(found)) == (key, expected[key], type(expected[key]))
