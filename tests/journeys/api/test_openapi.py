"""The document the API gives of itself: valid, closed, and about what the person may do."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from dougong.kernel.names import RESERVED
from tests.journeys.api.conftest import Api
from tests.journeys.api.document import thinned


def document(api: Api, language: str = "en") -> dict[str, Any]:
    answer = api.client.get("/api/openapi.json", headers={
        "Authorization": f"Bearer {api.token}", "Accept-Language": language})
    assert answer.status_code == 200
    return dict(answer.json or {})


def schemas(found: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema of an object in the document with where it stands."""
    if isinstance(found, dict):
        if found.get("type") == "object" and "example" not in at:
            yield at, found
        for name, member in found.items():
            yield from schemas(member, f"{at}/{name}")
    elif isinstance(found, list):
        for index, member in enumerate(found):
            yield from schemas(member, f"{at}/{index}")


@pytest.mark.req("R013")
@pytest.mark.timeout(600)
def test_a_validator_accepts_it(small: Api) -> None:
    found = document(small)
    validate(thinned(found))
    for path, calls in found["paths"].items():
        for method, call in calls.items():
            asked = [(each["in"], each["name"]) for each in call.get("parameters", ())]
            assert len(asked) == len(set(asked)), (method, path)


def test_every_schema_of_an_object_is_closed_or_says_what_more_it_holds(small: Api) -> None:
    loose = [at for at, schema in schemas(document(small)) if "additionalProperties" not in schema]
    assert loose == []


def test_it_tells_how_to_make_an_order(small: Api) -> None:
    found = document(small)["components"]["schemas"]
    new = found["sample_order.new"]
    assert set(new["required"]) == {"partner", "lines"}          # the day and the state have defaults
    assert not {"id", "version", "number", "net", "total", "created_at"} & set(new["properties"])
    assert new["properties"]["lines"]["items"] == {"$ref": "#/components/schemas/sample_order_line.new"}
    assert new["properties"]["lines"]["minItems"] == 1
    assert found["sample_order_line.new"]["required"] == ["item", "qty", "price"]
    line = found["sample_order_line.line"]
    assert line["anyOf"] == [{"required": ["item", "qty", "price"]}, {"required": ["id"]}]
    assert "amount" not in line["properties"]
    assert found["sample_order"]["properties"]["total"]["anyOf"][0]["type"] == "string"


def test_filters_stand_per_field_and_operator(small: Api) -> None:
    call = document(small)["paths"]["/api/v1/sample_order"]["get"]
    by_name = {each["name"]: each for each in call["parameters"]}
    assert by_name["total[gte]"]["schema"]["type"] == "string"
    assert by_name["state"]["schema"]["enum"] == ["draft", "open", "done"]
    assert by_name["ordered_on[lt]"]["schema"] == {"type": "string", "format": "date"}
    assert "lines" not in by_name
    assert "title_key" not in json.dumps(call)


@pytest.mark.parametrize("path", ["", "/summary", "/{id}"])
def test_what_is_asked_beside_filters_is_no_name_of_a_field(small: Api, path: str) -> None:
    found = document(small)
    fields = found["components"]["schemas"]["sample_order"]["properties"]
    asked = found["paths"][f"/api/v1/sample_order{path}"]["get"]["parameters"]
    names = {each["name"].partition("[")[0] for each in asked if each["in"] == "query"}
    assert names - set(fields) <= RESERVED
    assert "titles" in names - set(fields)


@pytest.mark.parametrize(("text", "fits"), [("Bolt", True), ("Bolt,华东 机械", True), (",3", False), ("3, ,4", False)])
def test_a_list_asked_for_is_what_stands_between_commas(small: Api, text: str, fits: bool) -> None:
    call = document(small)["paths"]["/api/v1/sample_order_line"]["get"]
    (asked,) = (Draft202012Validator(each["schema"]) for each in call["parameters"] if each["name"] == "title[in]")
    assert asked.is_valid(text.split(",")) is fits
    assert not asked.is_valid([f"3,{text}"])                     # one value with a comma in it would arrive as two
    assert small("GET", f"/sample_order_line?title[in]={quote(text)}").status_code == (200 if fits else 400)


def test_lines_are_read_on_their_own_and_written_through_their_record(small: Api) -> None:
    paths = document(small)["paths"]
    assert set(paths["/api/v1/sample_order_line"]) == {"get"}
    assert set(paths["/api/v1/sample_order_line/{id}"]) == {"get"}
    assert "/api/v1/sample_order_line/batch" not in paths
    answer = small("POST", "/sample_order_line", {})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.req("R014", "PI01")
def test_labels_are_in_the_language_asked_for(small: Api) -> None:
    assert document(small, "zh-Hans")["components"]["schemas"]["sample_order.new"]["title"] == "订单"
    assert document(small)["components"]["schemas"]["sample_order.new"]["title"] == "Order"


def test_it_needs_a_token(small: Api) -> None:
    assert small.client.get("/api/openapi.json").status_code == 401
