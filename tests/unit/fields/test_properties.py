"""What holds for all values: round trips, no surprise exceptions, and the published schema tells the truth."""

from collections.abc import Callable
from datetime import UTC, date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dougong.fields import exact, moment
from dougong.fields.base import Spec
from dougong.fields.collation import fold, search_key, sort_key
from dougong.fields.loading import Entry, Load, Shape, loader
from dougong.fields.refusals import Unclear
from dougong.fields.registry import BUILTIN, types_by_key
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.messages import say
from tests.unit.fields.samples import SAMPLES, Sample, name

TYPES = types_by_key()
ANY_TEXT = st.text(st.characters(), max_size=40)                 # with NUL and halves of surrogate pairs
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4), max_leaves=10)
#: What a schema cannot say: limits of a decimal text; NUL inside free JSON; a moment that UTC pushes off the calendar.
UNSAYABLE = {"at_least", "at_most"}
UNSAYABLE_OF = {"json": {"control", "json", "json_deep", "too_long"}, "moment": {"moment"}}
def reader(sample: Sample) -> Load:
    return loader(Shape(entries=(Entry(sample.type, sample.spec),)), "whole")


def fitting(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values the schema takes; it knows the few words our schemas use."""
    if (either := schema.get("anyOf") or schema.get("oneOf")) is not None:
        return st.one_of([fitting(each) for each in either])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return MAKERS[schema.get("format") or schema["type"]](schema) if isinstance(schema["type"], str) else ANY_VALUE


def multiples(schema: dict[str, Any]) -> st.SearchStrategy[float]:
    """Return floats as a generator of documents makes them: a whole number times the step, with floating noise."""
    most = int(schema["exclusiveMaximum"] / schema["multipleOf"])
    return st.integers(-most, most).map(lambda n: n * schema["multipleOf"]).filter(
        lambda number: schema.get("minimum", -most) <= number <= schema.get("maximum", most)
        and abs(number) < schema["exclusiveMaximum"])


def matching(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    pattern = schema["pattern"].removeprefix("^").removesuffix("$")
    return st.from_regex(pattern, fullmatch=True).filter(
        lambda text: schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 99))


ANY_VALUE = ANY_JSON.filter(lambda value: value is not None)
MAKERS: dict[str, Callable[[dict[str, Any]], st.SearchStrategy[Any]]] = {
    "boolean": lambda schema: st.booleans(),
    "integer": lambda schema: st.integers(schema["minimum"], schema["maximum"]),
    "number": multiples,
    "string": matching,
    "date": lambda schema: st.dates().map(date.isoformat),
    "date-time": lambda schema: st.tuples(st.datetimes(), st.sampled_from(["Z", "z", "+08:00", "-11:30"])).map(
        lambda parts: parts[0].isoformat() + parts[1]),
    "array": lambda schema: st.lists(fitting(schema["items"]), unique_by=repr if "uniqueItems" in schema else None,
                                     min_size=schema.get("minItems", 0), max_size=min(schema["maxItems"], 9)),
    "object": lambda schema: st.fixed_dictionaries(
        {key: fitting(part) for key, part in schema.get("properties", {}).items()}),
}
relaxed = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))


@st.composite
def exact_numbers(draw: st.DrawFn) -> tuple[int, Decimal]:
    places = draw(st.integers(0, 12))
    return places, Decimal(draw(st.integers(-10**18 + 1, 10**18 - 1))).scaleb(-places)


@given(exact_numbers())
def test_numbers_survive_scaling_json_and_the_form(case: tuple[int, Decimal]) -> None:
    places, value = case
    spec = Spec(name="f", options={"places": places})
    kind = TYPES["decimal"]
    scaled = exact.scale(places)(value)
    assert -2**63 <= scaled < 2**63
    assert exact.unscale(places)(scaled) == value
    form = exact.text(exact.unscale(places)(scaled))
    assert kind.wire(spec).deserialize(form) == value
    assert kind.parse(spec, kind.edit(spec, value)) == form
    assert kind.parse(spec, kind.show(spec, value, "zh-Hans")) == form


@given(st.datetimes().map(lambda naive: naive.replace(tzinfo=UTC)))
def test_moments_survive_microseconds_and_json(value: Any) -> None:
    assert moment.restored(moment.stored(value)) == value
    assert TYPES["moment"].wire(Spec(name="f")).deserialize(moment.text(value)) == value


@given(st.dates(min_value=date(1000, 1, 1)))
def test_days_read_back_from_what_is_shown_in_any_language(value: date) -> None:
    spec = Spec(name="f")
    for language in LANGUAGES:
        assert TYPES["date"].parse(spec, TYPES["date"].show(spec, value, language)) == value.isoformat()


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
class TestEveryDefinition:
    @relaxed
    @given(sent=ANY_JSON)
    def test_any_json_is_read_or_refused_in_words(self, sample: Sample, sent: Any) -> None:
        values, errors = reader(sample)({"f": sent})
        assert ("f" in values) != bool(errors)
        for error in errors:
            say(error.code, "zh-Hans", **error.params).encode()

    @relaxed
    @given(typed=ANY_TEXT)
    def test_any_text_is_understood_or_refused_in_words(self, sample: Sample, typed: str) -> None:
        try:
            form = sample.type.parse(sample.spec, typed, date(2025, 7, 29))
        except Unclear as no:
            say(no.code, "zh-Hans", **no.params).encode()
            return
        reader(sample)({"f": form})

    @relaxed
    @given(data=st.data())
    def test_what_the_published_schema_takes_is_taken(self, sample: Sample, data: st.DataObject) -> None:
        sent = data.draw(fitting(sample.type.schema_sent(sample.spec)))
        _, errors = reader(sample)({"f": sent})
        assert {error.code for error in errors} <= UNSAYABLE | UNSAYABLE_OF.get(sample.key, set())


@pytest.mark.parametrize("kind", BUILTIN, ids=lambda kind: kind.key)
@given(typed=st.text(st.sampled_from("0123456789-+.,万亿eE年月日天 :TZ/#%一"), max_size=14))
@relaxed
def test_texts_that_look_like_values_raise_nothing_else(kind: Any, typed: str) -> None:
    options = {"options": ["a"], "to": "a", "of": "a"} if kind.key != "any-link" else {}
    spec = Spec(name="f", options=options)
    try:
        form = kind.parse(spec, typed, date(2025, 7, 29))
    except Unclear:
        return
    loader(Shape(entries=(Entry(kind, spec),)), "whole")({"f": form})


@given(st.text(max_size=500))
def test_titles_have_keys_that_hold_them(text: str) -> None:
    key = search_key(text)
    assert fold(text) in key
    assert len(key) <= 2000
    assert sort_key(text) == sort_key(fold(text))
