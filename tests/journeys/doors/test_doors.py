"""The same document through form and API gets the same verdict: the same fields, the same words, nothing written."""

import json
from collections.abc import Mapping
from hashlib import sha256
from itertools import count
from typing import Any

import pytest

from tests.journeys.doors import cases
from tests.journeys.doors.cases import BAD, GOOD, Case
from tests.journeys.doors.conftest import Doors, Verdict, by_api, by_form, typed_of

NAMES = count(1)
OBJECTS = ("sample_partner", "sample_order", "customer", "contact", "customer_address", "sample_order_line")


@pytest.fixture(scope="module")
def known(doors: Doors) -> Mapping[str, Any]:
    """Records the cases refer to, by what stands for them."""
    api = doors.api
    gone = api.partner()["id"]
    assert api("DELETE", f"/sample_partner/{gone}").status_code == 204
    found = {cases.PARTNER: api.partner(code="TAKEN", limit_amount="1000.00")["id"], cases.GONE: gone,
             cases.CLOSED: api.partner(active=False)["id"], cases.MISSING: 999_999}
    api.made("customer", name="TAKEN")
    api.order(partner=found[cases.PARTNER], reference="TAKEN", state="open", due="2999-01-01")
    return found


def filled(document: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with the test's records in it, and names nobody has, nor one like them."""
    own = {"NEW": f"D{next(NAMES)}", "CUSTOMER": f"客户 {sha256(str(next(NAMES)).encode()).hexdigest()[:16]}", **known}
    return {name: own.get(value, value) if isinstance(value, str) else value for name, value in document.items()}


def typed(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a person types for it: a record by #id."""
    return typed_of({name: f"#{value}" if name in {"partner", "region", "parent"} and isinstance(value, int) else value
                     for name, value in document.items()})


def rows(doors: Doors) -> dict[str, int]:
    return {name: doors.api.rows(name) for name in OBJECTS}


def test_there_are_enough_cases() -> None:
    assert len(GOOD) + len(BAD) >= 60
    names = [case.name for case in (*GOOD, *BAD)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_both_doors_refuse_for_the_same_reasons(doors: Doors, known: Mapping[str, Any], case: Case) -> None:
    document, before = filled(case.document, known), rows(doors)
    answer = doors.api("POST", f"/{case.object}", document)
    codes = {(each["pointer"].strip("/").replace("/", "-"), each["code"]) for each in answer.json["errors"]}
    assert codes == case.refused
    assert by_form(doors.person.create(case.object, typed(document))) == by_api(answer)
    assert rows(doors) == before


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_both_doors_make_the_same_record(doors: Doors, known: Mapping[str, Any], case: Case) -> None:
    made = []
    for door in ("api", "form"):
        document = filled(case.document, known)
        if "reference" in document:
            document["reference"] = f"{document['reference']} {door}"
        answer = doors.api("POST", f"/{case.object}", document) if door == "api" else doors.person.create(
            case.object, typed(document))
        assert (by_api if door == "api" else by_form)(answer) == Verdict(True)
        record = doors.kept(case.object)[-1]
        made.append({name: value for name, value in record.items()
                     if document.get(name) != value or name not in {"code", "name", "reference"}})
    assert json.dumps(made[0], sort_keys=True) == json.dumps(made[1], sort_keys=True)
