"""Values through an archive: out of either database, into either, the same; and fingerprints that notice a change."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Float
from sqlalchemy.types import TypeEngine

from dougong.fields.base import Dialect, Spec
from dougong.fields.registry import types_by_key
from dougong.store.backup.values import Tally, codec, kind_of
from dougong.store.columns import BYTES, JSON, MOMENT, NUMBER, TEXT

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
FREE = st.recursive(st.none() | st.booleans() | st.integers() | FLOATS | TEXTS,
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "decimal": st.decimals(-10**12, 10**12, places=2), "date": st.dates(), "time": st.times(),
    "moment": st.datetimes(timezones=st.just(UTC)), "flag": st.booleans(), "text": TEXTS,
    "number": st.integers(-2**63, 2**63 - 1), "json": FREE.filter(lambda value: value is not None),
    "bytes": st.binary()}


def column(key: str, **options: Any) -> TypeEngine[Any]:
    """The column of a field of that type."""
    return types_by_key()[key].columns(Spec(name="f", options=options))[0].type


OF_FIELDS = {"decimal": column("money"), "date": column("date"), "time": column("time"), "moment": column("moment"),
             "flag": column("flag"), "text": column("note"), "number": column("integer"), "json": column("json")}
OF_ENGINE = {"text": TEXT, "number": NUMBER, "moment": MOMENT, "json": JSON, "bytes": BYTES}


def driven(column: TypeEngine[Any], form: Any, dialect: Dialect) -> Any:
    """Return what the driver gives back of what was put in: PostgreSQL's reads JSON, SQLite's nothing."""
    into = codec(column, dialect).into
    bound = form if into is None else into(form)
    return json.loads(bound) if dialect == "postgresql" and kind_of(column) == "json" else bound


@pytest.mark.parametrize("of", [OF_FIELDS, OF_ENGINE], ids=["fields", "engine"])
@given(st.data())
def test_a_value_comes_out_of_one_database_as_it_went_into_the_other(of: dict[str, TypeEngine[Any]],
                                                                     data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(of)))
    value = data.draw(VALUES[kind])
    out = codec(of[kind], "postgresql").out
    form = json.loads(json.dumps(value if out is None else out(value)))
    for dialect in ("sqlite", "postgresql"):
        again = codec(of[kind], dialect).out
        stored = driven(of[kind], form, dialect)
        assert (stored if again is None else again(stored)) == form
    assert kind_of(of[kind]) == kind


@pytest.mark.parametrize(("column", "value", "form", "stored"), [
    (OF_FIELDS["decimal"], Decimal("-0.10"), "-0.10", -10),
    (OF_FIELDS["moment"], datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), "1970-01-01T00:00:01Z", 1_000_000),
    (OF_FIELDS["date"], date(1, 2, 3), "0001-02-03", "0001-02-03"),
    (OF_FIELDS["time"], time(7, 5), "07:05:00", "07:05:00"),
    (OF_FIELDS["flag"], True, True, 1),
    (MOMENT, datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), "1969-12-31T23:59:59.999999Z", -1),
    (BYTES, b"\xff\x00", "/wA=", b"\xff\x00"),
    (JSON, {"a": "热"}, {"a": "热"}, '{"a":"热"}'),
])
def test_the_form_is_what_the_guide_says(column: TypeEngine[Any], value: Any, form: Any, stored: Any) -> None:
    out, into = codec(column, "postgresql").out, codec(column, "sqlite").into
    assert (value if out is None else out(value)) == form
    assert (form if into is None else into(form)) == stored


def test_a_column_no_archive_can_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="no archive can hold"):
        kind_of(Float())


def digest(kind: str, *rows: dict[str, Any]) -> str:
    return Tally({"f": kind, "id": "number"}).add_all(rows).digest


def test_fingerprints_agree_on_the_same_rows_in_any_order_and_on_nothing_else() -> None:
    one, two = {"id": 1, "f": "a"}, {"id": 2, "f": "b"}
    assert digest("text", one, two) == digest("text", two, one)
    others = [(one,), (one, two, two), (one, {"id": 2}), (one, {"id": 2, "f": ""}),
              ({"id": 1, "f": "b"}, {**two, "f": "a"}), ({**one, "id": "1"}, two)]
    assert len({digest("text", one, two), *(digest("text", *rows) for rows in others)}) == len(others) + 1


def test_free_json_is_the_same_in_both_databases_ways_to_write_it() -> None:
    assert digest("json", {"f": {"a": 1e22, "b": 1.0}}) == digest("json", {"f": {"b": 1, "a": 10**22}})
    assert digest("json", {"f": [-0.0]}) == digest("json", {"f": [0]})
    different = [1, "1", True, None, [1], {"#": 1}, 1.5, 10**22 + 1, 1e22]
    assert len({digest("json", {"f": [each]}) for each in different}) == len(different)
