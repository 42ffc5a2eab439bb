"""A refusal at the first use of a statement leaves the connection fit for the second."""

import pytest

from dougong.kernel.errors import Refused
from tests.journeys.records.conftest import World, faults


def test_a_violated_unique_in_a_statements_first_run_does_not_spoil_it(world: World) -> None:
    name = world.name("Ware")
    area = world.create("area", name=name)
    other = world.create("area", name=world.name("Other"))
    for _ in range(2):                            # the update of this one column runs here for the first time
        with pytest.raises(Refused) as refused:
            world.change("area", other, name=name)
        assert faults(refused) == {("/name", "unique")}
    assert world.change("area", other, name=world.name("Free"))["version"] == 2
    assert world.read("area", area["id"])["name"] == name
