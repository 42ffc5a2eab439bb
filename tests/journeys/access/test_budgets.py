"""What one person may ask of a server, and what those who watch it see."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dougong.store.database import Database
from tests.journeys.access.served import Site, opened

RATE, TOKEN = 40, "measure-0123456789"


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that lets a person ask forty times a minute, two at a time; that does not depend on the database."""
    home: Path = tmp_path_factory.mktemp("tight")
    yield from opened(f"sqlite:///{home / 'tight.db'}", home, DOUGONG_RATE=str(RATE), DOUGONG_CONCURRENT="2",
                      DOUGONG_METRICS_TOKEN=TOKEN)


def test_who_asks_too_often_waits_and_others_do_not(tight: Site) -> None:
    statuses = [tight.call("eve", "GET", "/me").status_code for _ in range(RATE + 5)]
    assert statuses.count(200) in {RATE, RATE + 1}
    refused = tight.call("eve", "POST", "/deal", {"name": "x"})
    assert (refused.status_code, refused.json["code"]) == (429, "too_often")
    assert 1 <= int(refused.headers["Retry-After"]) <= 3
    assert refused.json["type"].endswith("/exhausted")
    assert tight.call("fay", "GET", "/me").status_code == 200


def test_screens_say_so_in_words_and_come_back(tight: Site) -> None:
    client = tight.screen("joe")
    pages = [client.get("/account") for _ in range(RATE + 2)]
    assert pages[-1].status_code == 429
    assert pages[-1].headers["Retry-After"]
    assert "Too many requests" in pages[-1].get_data(as_text=True)


def test_so_many_at_a_time(tight: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, go = threading.Barrier(3), threading.Event()

    def slow(*_: object, **__: object) -> None:
        inside.wait(20)
        go.wait(20)

    monkeypatch.setattr("dougong.api.person.parameters.known", slow)
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(tight.call("ida", "GET", "/me").status_code))
               for _ in range(2)]
    for each in threads:
        each.start()
    inside.wait(20)
    third = tight.call("ida", "GET", "/deal")
    assert (third.status_code, third.json["code"], third.headers["Retry-After"]) == (429, "too_many_at_once", "1")
    go.set()
    for each in threads:
        each.join()
    assert answers == [200, 200]
    assert tight.call("ida", "GET", "/deal").status_code == 200


def test_a_process_says_that_it_lives_and_that_it_can_serve(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site.app.test_client()
    assert [client.get(f"/healthz{rest}").status_code for rest in ("", "/live", "/ready")] == [200, 200, 200]
    monkeypatch.setattr(site.runtime, "database", Database.open("postgresql://nobody@127.0.0.1:1/none"))
    assert client.get("/healthz/live").status_code == 200
    away = client.get("/healthz/ready")
    assert (away.status_code, away.get_data(as_text=True)) == (503, "not ready: database\n")


def test_measures_are_for_this_machine_or_who_has_the_token(site: Site, tight: Site) -> None:
    near = site.app.test_client()
    assert near.get("/metrics").status_code == 200
    assert near.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404
    assert near.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404
    kept = tight.app.test_client()
    assert kept.get("/metrics").status_code == 404
    assert kept.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 404
    assert kept.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_measures_count_what_was_served(site: Site) -> None:
    def counted() -> dict[str, float]:
        text = site.app.test_client().get("/metrics").get_data(as_text=True)
        assert all(re.fullmatch(r"(# (HELP|TYPE) .+|[a-z_]+(\{.+\})? [0-9.]+)", line) for line in text.splitlines())
        return {name: float(value) for name, _, value in
                (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))}

    before = counted()
    site.call("ann", "GET", "/deal")
    site.call("ann", "GET", "/deal/999999")
    after = counted()
    name = 'dougong_requests_total{route="GET /api/v1/<object>",status="200"}'
    assert after[name] - before.get(name, 0) == 1
    name = 'dougong_requests_total{route="GET /api/v1/<object>/<int:id>",status="404"}'
    assert after[name] - before.get(name, 0) == 1
    assert after["dougong_database_waits_total"] - before["dougong_database_waits_total"] >= 4
    assert after["dougong_catalog_number"] == 1
    assert after['dougong_request_seconds_bucket{route="GET /api/v1/<object>",le="+Inf"}'] >= 1


def test_every_answer_carries_the_request_s_id(site: Site) -> None:
    answers = [site.call("ann", "GET", "/deal"), site.call("ann", "GET", "/nothing-here"),
               site.app.test_client().get("/sign-in"), site.screen("ann").get("/o/deal")]
    ids = [answer.headers["X-Request-Id"] for answer in answers]
    assert len(set(ids)) == len(ids)
    assert answers[1].json["instance"] == f"urn:dougong:{ids[1]}"
