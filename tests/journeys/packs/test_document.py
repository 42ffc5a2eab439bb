"""The OpenAPI document of all packs: its examples are what its own schemas take."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.journeys.api.conftest import Api


@pytest.fixture(scope="module")
def described(books: Api) -> dict[str, Any]:
    answer = books.client.get("/api/openapi.json", headers={"Authorization": f"Bearer {books.token}"})
    assert answer.status_code == 200
    return dict(answer.json)


def test_every_example_is_what_the_call_takes(described: dict[str, Any]) -> None:
    wrong = []
    for path, calls in described["paths"].items():
        body = calls.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        shown = body.get("example", next(iter(body.get("examples", {}).values()), {}).get("value"))
        if shown is not None:
            rules = {**body["schema"], "components": described["components"]}
            wrong += [(path, fault.json_path, fault.message)
                      for fault in Draft202012Validator(rules).iter_errors(shown)
                      if fault.validator != "pattern"]               # what a pattern takes nobody can guess
    assert wrong == []
