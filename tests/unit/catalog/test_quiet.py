"""What is there to stay is not looked through again; what it was before goes."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from dougong.catalog.quiet import YOUNG, set_apart


class Ring:
    """What only the collector frees."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_set_apart_is_left_alone_until_something_else_is() -> None:
    ring = Ring()
    seen = weakref.ref(ring)
    set_apart()
    del ring
    gc.collect()
    assert seen() is not None
    set_apart()
    assert seen() is None


def test_what_is_new_is_looked_through_less_often() -> None:
    set_apart()
    assert gc.get_threshold()[0] == YOUNG
    assert gc.get_freeze_count() > YOUNG
