"""The document the API gives of itself: valid, closed, and about what the person may do."""

import gzip
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from dougong.kernel.names import RESERVED
from tests.journeys.api.conftest import Api
from tests.journeys.api.document import meant, thinned


def document(api: Api, language: str = "en", query: str = "") -> dict[str, Any]:
    answer = api.client.get(f"/api/openapi.json{query}", headers={
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
            asked = [(each["in"], each["name"]) for each in (meant(found, one) for one in call.get("parameters", ()))]
            assert len(asked) == len(set(asked)), (method, path)


def test_every_schema_of_an_object_is_closed_or_says_what_more_it_holds(small: Api) -> None:
    loose = [at for at, schema in schemas(document(small)) if "additionalProperties" not in schema]
    assert loose == []


def test_it_tells_how_to_make_an_order(small: Api) -> None:
    whole = document(small)
    found = whole["components"]["schemas"]
    new = found["sample_order.new"]
    assert set(new["required"]) == {"partner", "lines"}          # the day and the state have defaults
    assert not {"id", "version", "number", "net", "total", "created_at"} & set(new["properties"])
    assert new["properties"]["lines"]["items"] == {"$ref": "#/components/schemas/sample_order_line.new"}
    assert new["properties"]["lines"]["minItems"] == 1
    assert found["sample_order_line.new"]["required"] == ["item", "qty", "price"]
    line = found["sample_order_line.line"]
    assert line["anyOf"] == [{"required": ["item", "qty", "price"]}, {"required": ["id"]}]
    assert "amount" not in line["properties"]
    assert meant(whole, found["sample_order"]["properties"]["total"])["anyOf"][0]["type"] == "string"


def test_filters_stand_per_field_and_operator(small: Api) -> None:
    whole = document(small)
    parameters = [meant(whole, each) for each in whole["paths"]["/api/v1/sample_order"]["get"]["parameters"]]
    by_name = {each["name"]: each for each in parameters}
    assert by_name["total[gte]"]["schema"]["type"] == "string"
    assert by_name["state"]["schema"]["enum"] == ["draft", "open", "done"]
    assert by_name["ordered_on[lt]"]["schema"] == {"type": "string", "format": "date"}
    assert "lines" not in by_name
    assert not [name for name in by_name if "title_key" in name]


@pytest.mark.parametrize("path", ["", "/summary", "/{id}"])
def test_what_is_asked_beside_filters_is_no_name_of_a_field(small: Api, path: str) -> None:
    found = document(small)
    fields = found["components"]["schemas"]["sample_order"]["properties"]
    asked = [meant(found, each) for each in found["paths"][f"/api/v1/sample_order{path}"]["get"]["parameters"]]
    names = {each["name"].partition("[")[0] for each in asked if each["in"] == "query"}
    assert names - set(fields) <= RESERVED
    assert "titles" in names - set(fields)


@pytest.mark.parametrize(("text", "fits"), [("Bolt", True), ("Bolt,华东 机械", True), (",3", False), ("3, ,4", False)])
def test_a_list_asked_for_is_what_stands_between_commas(small: Api, text: str, fits: bool) -> None:
    whole = document(small)
    parameters = [meant(whole, each) for each in whole["paths"]["/api/v1/sample_order_line"]["get"]["parameters"]]
    (asked,) = (Draft202012Validator({**each["schema"], "components": whole["components"]})
                for each in parameters if each["name"] == "title[in]")
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


def refers(found: Any) -> Iterator[str]:
    """Yield what anything in the document refers to."""
    if isinstance(found, dict):
        if isinstance(found.get("$ref"), str):
            yield found["$ref"]
        for member in found.values():
            yield from refers(member)
    elif isinstance(found, list):
        for member in found:
            yield from refers(member)


def test_a_part_tells_the_calls_of_the_objects_asked_for_and_stands_alone(small: Api) -> None:
    part, whole = document(small, query="?objects=sample_order,customer"), document(small)
    validate(part)
    own = {path for path in part["paths"] if path.split("/")[3] in {"sample_order", "customer"}}
    assert {"/api/v1/sample_order", "/api/v1/sample_order/{id}", "/api/v1/customer/batch"} <= own
    assert not {"/api/v1/sample_partner", "/api/v1/user"} & set(part["paths"])
    assert {name for name in whole["paths"] if name.split("/")[3] in {"sample_order", "customer"}} == own
    assert "sample_partner.flat" in part["components"]["schemas"]          # it may stand in the place of an id
    assert "sample_partner.new" not in part["components"]["schemas"]


def test_the_part_of_no_object_names_them_all(small: Api) -> None:
    index, whole = document(small, query="?objects="), document(small)
    assert index["tags"] == whole["tags"]
    assert "/api/v1/me" in index["paths"]
    assert not {f"/api/v1/{tag['name']}" for tag in index["tags"]} & set(index["paths"])


def test_what_is_told_of_is_there_and_nothing_else(small: Api) -> None:
    whole = document(small)
    there = {f"#/components/{kind}/{name}" for kind, members in whole["components"].items()
             if kind in {"schemas", "parameters"} for name in members}
    told = set(refers(whole))
    assert {each for each in told if "/schemas/" in each or "/parameters/" in each} == there


def test_an_object_nobody_knows_is_refused_by_name(small: Api) -> None:
    answer = small.client.get("/api/openapi.json?objects=customer,custmer", headers={
        "Authorization": f"Bearer {small.token}", "Accept-Language": "en"})
    assert answer.status_code == 400
    assert (answer.json or {})["detail"] == "There is no custmer; nearest: customer"


def test_a_client_that_reads_gzip_gets_the_same_document_smaller(small: Api) -> None:
    asked = {"Authorization": f"Bearer {small.token}", "Accept-Language": "en"}
    plain = small.client.get("/api/openapi.json", headers=asked)
    packed = small.client.get("/api/openapi.json", headers={**asked, "Accept-Encoding": "br, gzip;q=0.5"})
    assert (plain.headers.get("Content-Encoding"), packed.headers.get("Content-Encoding")) == (None, "gzip")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 5 < len(plain.data)
    assert int(plain.headers["Content-Length"]) == len(plain.data)
    none = small.client.get("/api/openapi.json", headers={**asked, "Accept-Encoding": "gzip;q=0"})
    assert none.data == plain.data
    known = small.client.get("/api/openapi.json", headers={**asked, "If-None-Match": plain.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")


def test_it_needs_a_token(small: Api) -> None:
    assert small.client.get("/api/openapi.json").status_code == 401
