"""What is read ahead comes in its turn, once, with its faults; and only what cannot name what the file makes is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dougong import resources
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.records.transfer.ahead import Ahead
from dougong.records.transfer.kin import apart
from dougong.records.transfer.mapping import Columns, Target

SHOP = {
    "pack.yaml": "{kind: pack, name: shop, format: 1, version: 1.0.0, label: Shop, language: en, requires: [system]}",
    "objects/deal.yaml": """
kind: object
name: deal
label: Deal
title: "{about}"
fields:
  about:  {type: text, label: About}
  unit:   {type: link, to: unit, label: Unit}
  before: {type: link, to: deal, label: Before}
  cause:  {type: any-link, label: Cause}
  likes:  {type: links, to: deal, label: Likes}
  rows:   {type: lines, of: deal_row, label: Rows}
""",
    "objects/deal_row.yaml": """
kind: object
name: deal_row
label: Row
parent: deal
title: "{what}"
fields:
  what:  {type: text, label: What}
  whose: {type: link, to: deal, label: Whose}
  first: {type: link, to: deal_row, label: First}
  unit:  {type: link, to: unit, label: Unit}
""",
}


def told(log: list[str], *numbers: int) -> Iterator[int]:
    for number in numbers:
        log.append(f"read {number}")
        if number < 0:
            raise ValueError(number)
        yield number


def test_the_next_is_read_while_one_works_at_the_present_one() -> None:
    log: list[str] = []
    ahead = Ahead[int]()
    for number in ahead.over(told(log, 1, 2, 3)):
        if number < 3:
            ahead.prepare()
            ahead.prepare()
        log.append(f"made {number}")
    assert log == ["read 1", "read 2", "made 1", "read 3", "made 2", "made 3"]


def test_without_being_asked_it_reads_only_what_is_due() -> None:
    log: list[str] = []
    over = Ahead[int]().over(told(log, 1, 2))
    assert next(over) == 1
    assert log == ["read 1"]
    assert next(over) == 2
    assert log == ["read 1", "read 2"]


def test_what_goes_wrong_ahead_is_told_in_its_turn() -> None:
    log: list[str] = []
    ahead = Ahead[int]()
    with pytest.raises(ValueError, match="-2"):
        for number in ahead.over(told(log, 1, -2, 3)):
            ahead.prepare()
            log.append(f"made {number}")
    assert log == ["read 1", "read -2", "made 1"]
    assert list(ahead.over(told(log, 4))) == [4], "and nothing of it is left"


@pytest.mark.parametrize(("paths", "ahead"), [
    (("about", "unit"), True), (("about", "rows.what", "rows.unit"), True), (("about", "before"), False),
    (("cause",), False), (("likes",), False), (("about", "rows.whose"), False), (("rows.first",), False)])
def test_rows_are_read_ahead_where_none_can_name_what_those_before_it_made(paths: tuple[str, ...], ahead: bool) -> None:
    packs = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("shop", SHOP))
    objects = compile_catalog(packs, registry(), {}).objects
    fields = {**objects["deal"].fields, **{f"rows.{name}": each for name, each in objects["deal_row"].fields.items()}}
    targets = tuple(Target(path, fields[path], path.rpartition(".")[0]) for path in paths)
    assert apart(objects["deal"], Columns((None, *targets), "")) is ahead
