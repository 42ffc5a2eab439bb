"""A request's key alone keeps it from being done twice: here no unique of the record would notice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dougong.kernel.errors import Denied
from dougong.records.writing.steps import Step
from tests.journeys.records.conftest import World

AT_ONCE = 16


def test_sent_many_times_at_once_it_is_done_once(world: World) -> None:
    name = world.name("Keyed")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(lambda _: world.apply("ware", values={"name": name}, key=name), range(AT_ONCE)))
    assert len({outcome.id for outcome in outcomes}) == 1
    assert sum(not outcome.replayed for outcome in outcomes) == 1
    assert world.list("ware", "count=exact", name=name).count == 1


def test_so_is_a_document_whose_links_are_read_first(world: World) -> None:
    client = world.create("client", name=world.name("Keyed"))["id"]
    values = {"client": client, "lines": [{"item": "a", "qty": "1"}]}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(lambda _: world.apply("sale", values=values, key=f"sale {client}"), range(AT_ONCE)))
    assert len({outcome.id for outcome in outcomes}) == 1
    assert world.list("sale", "count=exact", client=str(client)).count == 1


def test_a_key_is_kept_with_what_it_did_or_not_at_all(world: World) -> None:
    """What a later part of the unit undoes takes the key along: the next attempt is a first one."""
    willing = [False]

    def forbid(work: object, draft: object) -> None:
        if not willing[0]:
            raise Denied

    late = world.with_steps(Step("late", "outbox", lambda object: object.name == "ware", forbid))
    name = world.name("Late")
    with pytest.raises(Denied):
        late.apply("ware", values={"name": name}, key=f"late {name}")
    willing[0] = True
    assert not late.apply("ware", values={"name": name}, key=f"late {name}").replayed
    assert world.list("ware", "count=exact", name=name).count == 1
