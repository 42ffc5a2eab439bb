"""The same document as a row of a file, through the form and over the API gets the same verdict."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.doors.cases import BAD, GOOD, Case
from tests.journeys.doors.conftest import Doors, typed_of
from tests.journeys.doors.test_doors import filled, known, rows, typed
from tests.journeys.transfer.files import counts, done, table, upload
from tests.journeys.transfer.files import rows as rows_of

__all__ = ("known",)

#: What a file that was exported carries to find its records again; the other doors refuse it.
CARRIED = {"id", "version", "number"}


def row(document: Mapping[str, Any]) -> tuple[tuple[str, ...], list[list[str]]] | None:
    """Return the document as headers and rows of a file; None for what no file can say."""
    head = {name: text for name, text in typed(document).items() if "[" not in name}
    lines = [line for value in document.values() if isinstance(value, list) and value for line in value]
    if any(not isinstance(text, str) for text in head.values()) or any(not isinstance(line, dict) for line in lines):
        return None
    below = [{f"lines.{name}": text for name, text in typed_of(line).items()} for line in lines]
    names = tuple(dict.fromkeys((*head, *(name for line in below for name in line))))
    return names, [[{**(head if at == 0 else {}), **line}.get(name, "") for name in names]
                   for at, line in enumerate(below or [{}])]


def verdict(doors: Doors, object: str, names: tuple[str, ...], lines: list[list[str]]) -> set[tuple[str, str]] | None:
    """Return what an import says of one document: anchors and codes, none when it is good; nothing is kept."""
    found = upload(doors.api, object, table(names, *lines))
    if "" in found["columns"]:
        return None
    checked = done(doors.api, found["id"], "check", match="")
    told = {(error["pointer"].strip("/").replace("/", "-"), error["code"])
            for each in rows_of(doors.api, found["id"], "reject") for error in each["errors"]}
    assert counts(checked) == ({"reject": 1} if told else {"create": 1})
    return told


def by_api(doors: Doors, object: str, document: Mapping[str, Any]) -> set[tuple[str, str]]:
    answer = doors.api("POST", f"/{object}?dry_run=1", document)
    return {(each["pointer"].strip("/").replace("/", "-"), each["code"]) for each in answer.json.get("errors", [])}


@pytest.mark.parametrize("case", [*BAD, *GOOD], ids=lambda case: case.name)
def test_a_file_gets_the_verdict_of_the_api(doors: Doors, known: Mapping[str, Any], case: Case) -> None:
    document, before = filled(case.document, known), rows(doors)
    said = row(document)
    if said is None or not all(any(line) for line in said[1]) or not document or CARRIED & document.keys():
        return                                     # no row can say it
    told = verdict(doors, case.object, *said)
    if told is None:
        return                                     # a column that means no field is left out
    assert told == by_api(doors, case.object, {name: value for name, value in document.items() if value is not None})
    assert rows(doors) == before


TEXTS = st.one_of(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n\"'#"), max_size=30),
                  st.sampled_from(["1,000", "1.2.3", "-5", "１２", "9" * 30, "0.005", "gold", "Silver", "yes", "=1",
                                   "长" * 300]))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
          derandomize=True)
@given(values=st.dictionaries(st.sampled_from(["code", "name", "level", "limit_amount", "active"]), TEXTS, min_size=1))
def test_whatever_is_typed_form_and_file_agree(doors: Doors, values: dict[str, str]) -> None:
    values = {name: text.strip() for name, text in values.items() if text.strip()}
    if not values:
        return
    told = verdict(doors, "sample_partner", tuple(values), [list(values.values())])
    page = doors.person.client.get("/o/sample_partner/new")
    assert page.status_code == 200
    answer = doors.person.create("sample_partner", values)
    accepted = answer.status_code in {302, 303}
    assert told is not None
    assert accepted == (not told), (told, answer.text[-3000:])
    faults = {anchor for anchor, _ in told}
    assert all(f'href="#f-{anchor}"' in answer.text for anchor in faults if anchor), faults
