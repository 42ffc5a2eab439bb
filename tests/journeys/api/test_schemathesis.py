"""The API does what its OpenAPI document says: schemathesis tries, with every check on, on SQLite.

`make test` tries the calls of some objects with few examples each, and of filters that ask the same one; API_TRIALS
raises the number, API_TRY_ALL takes every call with all it can be asked (`make soak`).
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, CheckContext, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from waitress.server import create_server

from dougong.api import conditions
from tests.journeys.api.conftest import Api, opened
from tests.journeys.api.document import thinned

TRIALS = int(os.environ.get("API_TRIALS", "5"))
EVERYTHING = bool(os.environ.get("API_TRY_ALL"))
#: Together they have every field type in use, lines, trees, numbers, defaults, conditions, uniques.
SOME = ["sample_order", "sample_order_line", "sample_partner", "customer", "me", "catalog"]

#: No schema can say which records exist, what another has taken, or which check a pack wrote. Where data that fits its
#: schema meets one of these, the answer is not 2xx; `about_meaning` demands that it is one of these and nothing else.
CONFIG = """
base-url = "{address}"

[headers]
Authorization = "Bearer {token}"

[generation]
max-examples = {trials}
deterministic = {same}

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "404", "409", "412", "422", "428"]

# a change on an old version is refused before its values are looked at (RFC 9110, 13.2)
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "404", "405", "406", "409", "412", "415", "422", "428"]
"""
MEANING = set("""
    archived as_of_alone as_of_many assign_owner at_least at_most check conflict definition definitions_refused
    duplicate if_match_other in_use invisible key_reused lines_min link_archived link_external_missing link_missing
    link_not_allowed merge_from no_such_line out_of_range overflow required share_many share_until share_whom
    state_by_transition state_initial tree_cycle unique version_unknown
""".split())
schemathesis.openapi.format("dougong-expression", st.sampled_from(["id > 0", "id in (1, 2, 3) and not id == 4"]))


@schemathesis.check
def about_meaning(context: CheckContext, response: Response, case: Case) -> None:
    """Data that fits its schema is refused for what it means, never for its shape."""
    if response.status_code != 422 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    problem = json.loads(response.content)
    codes = {each["code"] for each in problem.get("errors", [])} or {problem["code"]}
    assert codes <= MEANING, f"refused for its shape: {problem.get('errors', problem)}"


@schemathesis.hook
def filter_case(context: Any, case: Case) -> bool:
    """Leave out what only looks as if it fitted the schema.

    A cursor is only ever one the server gave, and a list takes 50 filters: both have tests of their own. The coverage
    phase puts If-Match: 0 among its valid cases, against the header's pattern. A DELETE that is only tried (dry_run)
    leaves the record there, and archived=1 reads it in the bin: both look like a record used after it is gone.
    """
    if not {"dry_run", "archived"}.isdisjoint(case.query or {}) and case.method.upper() in {"DELETE", "GET"}:
        return False
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return True
    query, version = case.query or {}, (case.headers or {}).get("If-Match")
    fits = version is None or re.fullmatch(conditions.VERSION, version) is not None
    return fits and "cursor" not in query and len(query) <= 40


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Api, str]]:
    """A server with a few partners, orders and customers, and its address."""
    # one program asks as fast as the machine allows: how often it may is tried elsewhere
    for api in opened(f"sqlite:///{tmp_path / 'api.db'}", tmp_path, DOUGONG_RATE="0"):
        for number in range(3):
            api.order()
            api.made("customer", name=f"Customer {number}", contacts=[{"name": "Li", "is_primary": True}])
        server = create_server(api.app, host="127.0.0.1", port=0, threads=2)
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        yield api, f"http://127.0.0.1:{server.effective_port}"
        server.close()
        thread.join(5)


@pytest.mark.slow
@pytest.mark.timeout(7200 if EVERYTHING else 900)
def test_every_call_does_what_the_document_says(served: tuple[Api, str]) -> None:
    api, address = served
    told = api.client.get("/api/openapi.json", headers={"Authorization": f"Bearer {api.token}"}).json
    schema = schemathesis.openapi.from_dict(
        told if EVERYTHING else thinned(told, SOME),
        config=SchemathesisConfig.from_str(CONFIG.format(address=address, token=api.token, trials=TRIALS,
                                                         same=str(not EVERYTHING).lower())))
    tried, faults = 0, {}
    for event in from_schema(schema if EVERYTHING else schema.include(tag=SOME)).execute():
        if isinstance(event, NonFatalError | FatalError):
            pytest.fail(f"{event}: {getattr(event, 'value', getattr(event, 'exception', ''))!r}")
        if isinstance(event, ScenarioFinished):
            tried += len(event.recorder.interactions)
            faults.update(_faults(event))
    told = "\n\n".join(f"{call}: {title}\n{text}" for (call, title), text in sorted(faults.items()))
    assert not faults, f"{len(faults)} faults in {tried} requests\n\n{told}"
    assert tried > 1000                       # it did run


def _faults(event: ScenarioFinished) -> Iterator[tuple[tuple[str, str], str]]:
    for case, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                told = f"{failure.message}\n{check.failure_info.code_sample}\n{_answer(event, case)}"
                yield (str(event.label), failure.title), told


def _answer(event: ScenarioFinished, case: str) -> str:
    answer = event.recorder.interactions[case].response
    return "" if answer is None else f"{answer.status_code} {answer.content[:600].decode(errors='replace')}"
