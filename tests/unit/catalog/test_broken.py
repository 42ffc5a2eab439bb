"""Every broken pack gives exactly the findings it names."""

from pathlib import Path

import pytest

from dougong.catalog.codes import CODES
from dougong.catalog.compile import compile_catalog
from dougong.ext import registry
from dougong.kernel.problems import MetadataError
from dougong.store.expression.translatable import INSPECTIONS
from tests.unit.catalog.packs import PACKS, broken

BROKEN = sorted((PACKS / "broken").glob("*.pack"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_it_gives_its_findings_and_no_others(path: Path) -> None:
    expected, packs = broken(path)
    with pytest.raises(MetadataError) as raised:
        compile_catalog(packs, registry(), {}, INSPECTIONS)
    assert sorted(map(str, raised.value.findings)) == sorted(expected)


def test_there_are_at_least_thirty() -> None:
    assert len(BROKEN) >= 30


def test_every_code_has_a_broken_pack() -> None:
    """But those a file of text cannot show: links among files, and faults of plugins and scenarios, which have tests
    of their own."""
    shown = {line.split(" ")[1] for path in BROKEN for line in broken(path)[0]}
    assert CODES.keys() - shown == {"M406", "M116", "M130", "M217"}
