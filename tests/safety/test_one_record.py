"""Sixteen clients at one record, one value, one number, over HTTP: one wins, the rest are told why."""

from collections import Counter
from collections.abc import Iterator
from itertools import count

import pytest

from tests.engines import ENGINES, fresh
from tests.safety.crowd import CLIENTS, Crowd
from tests.safety.site import Answer, prepared, serving
from tests.unit.store.boxes import sources

ROUNDS = 5
FIELDS = "\n".join(f"f{number}: {{type: text, label: F {number}}}" for number in range(CLIENTS))
BILL = """
kind: object
name: bill
label: Bill
title: "{number}"
number: {pattern: "B-{seq:4}", take: post, gapless: true}
fields:
  text:   {type: text, label: Text, unique: true}
  posted: {type: flag, label: Posted, default: false}
"""
NAMES = count(1)

@pytest.fixture(scope="module", params=ENGINES)
def crowd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Four workers of four threads and sixteen clients, once on each database."""
    home = tmp_path_factory.mktemp("crowd")
    with fresh(request, home, "durable_postgres_url") as url:
        yield from opened(url, home)


def opened(url: str, home: object) -> Iterator[Crowd]:
    ground = prepared(url, home, sources(FIELDS, files={"objects/bill.yaml": BILL}))  # type: ignore[arg-type]
    with serving(ground, workers=4, threads=4, app="tests.safety.posting:application()") as server:
        crowd = Crowd(server.port, ground.token)
        yield crowd
        crowd.close()


def name(word: str) -> str:
    return f"{word} {next(NAMES)}"


def statuses(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def test_of_sixteen_who_saw_one_version_one_changes_it(crowd: Crowd) -> None:
    box = crowd.made("box", name=name("box"))
    for version in range(1, ROUNDS + 1):
        # what changes nothing is accepted and takes no version, so each value is one nobody has written before
        answers = crowd.rush(lambda at, client, version=version: client(  # type: ignore[misc]
            "PATCH", f"/api/v1/box/{box}", {"name": f"{version} by {at}"}, If_Match=f'"{version}"'))
        assert statuses(answers) == {200: 1, 412: CLIENTS - 1}
        winner = next(at for at, answer in enumerate(answers) if answer.status == 200)
        now = crowd.one("GET", f"/api/v1/box/{box}").json
        assert (now["name"], now["version"]) == (f"{version} by {winner}", version + 1)
        told = {answer.json["current"]["name"] for answer in answers if answer.status == 412}
        assert told == {f"{version} by {winner}"}


def test_sixteen_who_change_different_fields_all_succeed(crowd: Crowd) -> None:
    box = crowd.made("box", name=name("box"))
    answers = crowd.rush(lambda at, client: client(
        "PATCH", f"/api/v1/box/{box}", {f"f{at}": f"by {at}", "version": 1}))
    assert statuses(answers) == {200: CLIENTS}
    now = crowd.one("GET", f"/api/v1/box/{box}").json
    assert [now[f"f{at}"] for at in range(CLIENTS)] == [f"by {at}" for at in range(CLIENTS)]
    assert now["version"] == CLIENTS + 1
    past = crowd.one("GET", f"/api/v1/box/{box}/history").json["data"]
    assert [entry["version"] for entry in past] == list(range(CLIENTS + 1, 0, -1))


def test_of_sixteen_who_change_one_field_one_succeeds_and_the_rest_see_both_values(crowd: Crowd) -> None:
    box = crowd.made("box", name=name("box"))
    answers = crowd.rush(lambda at, client: client(
        "PATCH", f"/api/v1/box/{box}", {"f0": f"by {at}", "version": 1}))
    assert statuses(answers) == {200: 1, 409: CLIENTS - 1}
    winner = next(at for at, answer in enumerate(answers) if answer.status == 200)
    for at, answer in enumerate(answers):
        if at != winner:
            error, = answer.json["errors"]
            assert (error["pointer"], error["theirs"], error["yours"]) == ("/f0", f"by {winner}", f"by {at}")


def test_one_value_is_claimed_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        code = name("S")
        answers = crowd.rush(lambda at, client, code=code: client(  # type: ignore[misc]
            "POST", "/api/v1/shelf", {"code": code}))
        assert statuses(answers) == {201: 1, 422: CLIENTS - 1}
        for answer in answers:
            if answer.status == 422:
                assert [(error["pointer"], error["code"]) for error in answer.json["errors"]] == [("/code", "unique")]
        assert len(crowd.all(f"shelf?code={code.replace(' ', '%20')}")) == 1


def test_one_key_is_one_record(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        key = name("key").replace(" ", "-")
        answers = crowd.rush(lambda at, client, key=key: client(  # type: ignore[misc]
            "POST", "/api/v1/box", {"name": key, "tags": [{"word": "a"}, {"word": "b"}]}, Idempotency_Key=key))
        assert statuses(answers) == {201: CLIENTS}
        assert len({answer.body for answer in answers}) == 1
        assert Counter(answer.headers.get("Idempotency-Replayed") for answer in answers) == {None: 1, "true": 15}
        assert len(crowd.all(f"box?name={key}")) == 1


def test_gapless_numbers_have_no_gap_although_half_are_refused(crowd: Crowd) -> None:
    for number in range(ROUNDS):
        taken = name("taken")
        crowd.made("bill", text=taken)
        answers = crowd.rush(lambda at, client, taken=taken: client(  # type: ignore[misc]
            "POST", "/api/v1/bill", {"posted": True, "text": taken if at % 2 else name("free")}))
        assert statuses(answers) == {201: CLIENTS // 2, 422: CLIENTS // 2}
        first = number * CLIENTS // 2
        assert sorted(answer.json["number"] for answer in answers if answer.status == 201) == [
            f"B-{each:04d}" for each in range(first + 1, first + CLIENTS // 2 + 1)]


def test_what_goes_into_the_bin_is_not_linked_to_at_the_same_moment(crowd: Crowd) -> None:
    seen = set()
    for _ in range(4 * ROUNDS):
        shelf = crowd.made("shelf", code=name("A"))
        answers = crowd.rush(lambda at, client, shelf=shelf: client(  # type: ignore[misc]
            "DELETE", f"/api/v1/shelf/{shelf}") if at == 0 else client(
            "POST", "/api/v1/box", {"name": name("box"), "shelf": shelf}))
        gone, created = answers[0].status, statuses(answers[1:])
        linked = crowd.all(f"box?shelf={shelf}&limit=50")
        assert len(linked) == created[201]
        assert created.keys() <= {201, 422}
        if gone == 204:
            assert linked == []
            told = {(error["pointer"], error["code"]) for answer in answers[1:] for error in answer.json["errors"]}
            assert told == {("/shelf", "link_archived")}
        else:
            assert gone == 409
            assert linked
        seen.add(gone)
    assert 409 in seen
