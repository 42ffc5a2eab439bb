"""What a policy hides is not there: no door, no name, no error text tells it apart from what never was."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from dougong.access.policy import AdminPolicy, Right
from dougong.catalog.model import Field, Object
from dougong.kernel.errors import AppError, Malformed, Refused
from tests.journeys.records.conftest import World

SECRET = ("client", "credit")


@dataclass(frozen=True, slots=True)
class Clerk(AdminPolicy):
    """An administrator who may not see the credit of a client."""

    fingerprint: str = "clerk"

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return the field, unless it is the secret."""
        return None if (object.name, name) == SECRET else AdminPolicy.field(self, object, name, right)


@pytest.fixture
def clerk(world: World) -> World:
    """The same database, asked by the clerk."""
    return World(replace(world.context, actor=replace(world.context.actor, policy=Clerk())))


@pytest.fixture
def client(world: World) -> dict:
    return world.create("client", name=world.name("Client"), credit="987.65")


def test_a_hidden_field_is_neither_read_nor_listed(clerk: World, world: World, client) -> None:
    assert world.read("client", client["id"])["credit"] == "987.65"
    (row,) = clerk.list("client", name=client["name"]).rows
    for seen in (clerk.read("client", client["id"]), row):
        assert "credit" not in seen
        assert "987.65" not in str(seen)


@pytest.mark.parametrize("url", [
    "{}=1", "{}[gt]=1", "sort={}", "sort=-{}", "fields=name,{}", "where={} > 1", "where=name == 'x' and {} > 1"])
def test_a_hidden_name_is_answered_like_an_unknown_one(clerk: World, client, url: str) -> None:
    assert said(clerk, "client", url.format("credit")) == said(clerk, "client", url.format("crexxt"))


@pytest.mark.parametrize("url", ["client.{}=1", "sort=client.{}", "fields=client.{}", "where=client.{} > 1"])
def test_nor_does_a_path_lead_to_it(clerk: World, client, url: str) -> None:
    assert said(clerk, "sale", url.format("credit")) == said(clerk, "sale", url.format("crexxt"))


def test_writing_it_is_answered_like_writing_an_unknown_one(clerk: World, world: World, client) -> None:
    assert written(clerk, client, "credit") == written(clerk, client, "crexxt")
    assert world.read("client", client["id"])["credit"] == "987.65"


def test_it_is_absent_from_outcomes_conflicts_and_expanded_records(clerk: World, world: World, client) -> None:
    changed = clerk.change("client", client, level="gold")
    sale = world.create("sale", client=client["id"])
    expanded = clerk.read("sale", sale["id"], expand=["client"])["client"]
    for seen in (changed, expanded):
        assert seen["name"] == client["name"]
        assert "credit" not in seen
    with pytest.raises(AppError) as stale:
        clerk.apply("client", "update", id=client["id"], version=1, strict=True, values={"level": "silver"})
    assert "987.65" not in str(vars(stale.value))


def test_it_is_absent_from_the_history(clerk: World, world: World, client) -> None:
    world.change("client", client, credit="123.45", level="gold")
    told = str(clerk.history("client", client["id"]))
    assert "gold" in told
    assert "123.45" not in told
    assert "987.65" not in told


def said(world: World, object: str, url: str) -> tuple[str, str]:
    """What the refusal says, but for the name that was asked for."""
    with pytest.raises(Malformed) as refused:
        world.list(object, url)
    told = {name: value for name, value in refused.value.params.items() if name != "name"}
    return refused.value.code, "\n".join(blanked(str(told)))


def written(world: World, client: dict, name: str) -> list[tuple[str, str, str]]:
    """What the refusal of a write says, but for the name."""
    with pytest.raises(Refused) as refused:
        world.change("client", client, **{name: "1.00"})
    return [(error.code, *blanked(f"{error.pointer} {dict(error.params)}")) for error in refused.value.errors]


def blanked(text: str) -> Iterator[str]:
    yield text.replace("credit", "*").replace("crexxt", "*")
