"""Whatever is sent, it is never a fault of ours: documents and questions made at random, on both databases."""

from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.api.conftest import Api

TRIES = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ODD = st.sampled_from([
    "", " ", "0", "-0", "1e5", "NaN", "2026-02-30", "2026-11-21", "9999-12-31", "0001-01-01T00:00:00Z", "25:61",
    "draft", "gold",
    "true", "%", "_", "\\", "'", '"', "'; drop table sample_order; --", "\u0000", "\u202e", "𠀀", "é", "İ", "ß" * 30,
    "華" * 300])
NUMBER = st.integers(-2**70, 2**70) | st.floats() | st.sampled_from([0, 1, -1, 2**31, 2**63 - 1, 2**63, 10**18, 0.1])
VALUE: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        TEXT | st.sampled_from(["id", "external_id", "_key", "object", "item"]), inner, max_size=3), max_leaves=6)
LINE = st.dictionaries(st.sampled_from(["id", "_key", "item", "qty", "price", "amount", "part", "x"]), VALUE,
    max_size=5)
NAMES = ["partner", "ordered_on", "due", "state", "granted", "discount", "reason", "net", "reference", "version", "id",
         "external_id", "title", "owner"]
ORDER = st.fixed_dictionaries({}, optional={
    **dict.fromkeys(NAMES, VALUE), "lines": st.lists(LINE, max_size=3) | VALUE, "stranger": VALUE})
FIELDS = st.sampled_from([*NAMES, "lines", "days_left", "partner_level", "number", "created_at", "archived_at",
    "title_key",
                          "partner.name", "partner.owner.login", "partner.limit_amount", "nope", "partner."])
OPERATORS = st.sampled_from(["", "[eq]", "[ne]", "[lt]", "[gte]", "[in]", "[nin]", "[like]", "[starts]", "[null]",
    "[has]", "[x]"])
ASKED = st.tuples(FIELDS, OPERATORS).map("".join) | st.sampled_from([
    "q", "where", "sort", "fields", "expand", "titles", "limit", "cursor", "count", "archived"])
ANSWER = (TEXT | ODD | NUMBER.map(str) | st.lists(FIELDS, max_size=3).map(",".join)
          | st.sampled_from(["partner == 1", "total / 0 > 1", "days_left < 0", "-net", "exact", "capped",
              "due + days(10**9)"]))


@given(ORDER)
@TRIES
def test_creating(api: Api, document: Any) -> None:
    assert api("POST", "/sample_order", document).status_code in {201, 400, 422}


@given(ORDER, st.sampled_from(['"1"', '"2"', None]))
@TRIES
def test_changing(api: Api, document: Any, version: str | None) -> None:
    if not api.rows("sample_order"):
        api.order()
    headers = {} if version is None else {"If_Match": version}
    assert api("PATCH", "/sample_order/1", document, **headers).status_code in {200, 400, 404, 409, 412, 422, 428}


@given(st.lists(st.tuples(ASKED, ANSWER), min_size=1, max_size=5))
@TRIES
def test_asking(api: Api, asked: list[tuple[str, str]]) -> None:
    if not api.rows("sample_order"):
        api.order()
    query = "&".join(f"{quote(name)}={quote(text)}" for name, text in asked)
    answer = api("GET", f"/sample_order?{query}")
    assert answer.status_code in {200, 400}, query


@given(st.text(max_size=20), st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]), st.binary(max_size=30))
@TRIES
def test_addresses(api: Api, rest: str, method: str, body: bytes) -> None:
    answer = api.raw(method, f"/{quote(rest.encode('utf-8', 'surrogatepass'))}", body)
    assert answer.status_code < 500
