"""The conformance suite: what has to hold of every pack. One line in a test file inherits it:

    TestVisits = conformance("my-packs/visits")

It runs on SQLite, and on PostgreSQL too where TEST_PG_DSN names a server that lets us make databases.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

import pytest

from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource, folders, shipped_packs
from dougong.ext import registry
from dougong.store.scratch import scratch
from dougong.testing import life, pages, reckoning, travelling, words
from dougong.testing.coverage import shown
from dougong.testing.proof import Proof
from dougong.testing.scenario import scenarios
from dougong.testing.stage import compiled, needed, opened, prepare

#: Set, every page is looked at in every language instead of in one of them in turn.
WHOLE: Final = "CONFORMANCE_WHOLE"
SQLITE: Final = "sqlite:///"


class Conformance:
    """The tests, to inherit: `packs` are the ones to prove, `server` may be told otherwise by a fixture of its own."""

    packs: ClassVar[Sequence[PackSource]] = ()

    @pytest.fixture(scope="class", params=[SQLITE, *filter(None, [os.environ.get("TEST_PG_DSN")])],
                    ids=lambda url: url.partition(":")[0])
    @classmethod
    def server(cls, request: pytest.FixtureRequest) -> str:
        """Where databases are made: an address on the server, or that of SQLite."""
        return str(request.param)

    @pytest.fixture(scope="class")
    @classmethod
    def stride(cls) -> int:
        """Which objects are proven: each n-th. All, unless there are so many that one database is enough for half."""
        return 1

    @pytest.fixture(scope="class")
    @classmethod
    def catalog(cls) -> Catalog:
        """The packs with those they stand on; what is wrong with them is told with file and line."""
        return compiled(needed(cls.packs))

    @pytest.fixture(scope="class")
    @classmethod
    def proof(cls, server: str, catalog: Catalog, stride: int,
              tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proof]:
        """The packs in force on a database of their own, and both doors."""
        home = tmp_path_factory.mktemp("conformance")
        with scratch(server, home) as url:
            prepare(url, home, needed(cls.packs), catalog)
            with opened(url, home) as stage:
                yield Proof.on(stage, [each.name for each in cls.packs], stride)

    def test_definitions_are_without_a_finding(self, catalog: Catalog) -> None:
        """No finding, and no patch that had to be parked."""
        none([f"{each.file}: the operation on {each.path} is parked" for each in catalog.patches if each.lost])

    def test_every_file_is_used(self) -> None:
        """No trait without objects, no table without data."""
        none(words.unused(self.packs))

    def test_every_label_is_there_in_every_language(self, catalog: Catalog) -> None:
        """And none is only the technical name."""
        none(words.unlabelled(catalog, {each.name for each in self.packs}))

    def test_a_valid_record_of_every_object_lives(self, proof: Proof) -> None:
        """Accepted by API and form, read back, listed, found, changed, remembered, archived, restored."""
        none(life.accepted(proof))

    def test_every_transition_runs_and_is_in_the_history(self, proof: Proof) -> None:
        """Of every workflow; what no record can do by itself a scenario of the pack shows."""
        none(travelling.untold(proof, shown(scenarios(self.packs, registry()))))

    def test_wrong_values_are_refused_for_the_same_reasons_by_api_and_form(self, proof: Proof) -> None:
        """Of every field whose type refuses something, and of every link."""
        none(life.refused(proof))

    def test_every_page_answers(self, proof: Proof) -> None:
        """List, views, record, forms, history."""
        none(pages.answering(proof, whole=bool(os.environ.get(WHOLE))))

    def test_every_list_is_exported_and_added_up(self, proof: Proof) -> None:
        """Export and summary."""
        none(pages.given_away(proof))

    def test_the_api_describes_every_field(self, proof: Proof) -> None:
        """OpenAPI names them all."""
        none(pages.undescribed(proof))

    def test_every_formula_and_check_comes_out_when_evaluated_anew(self, proof: Proof) -> None:
        """By the reference evaluator, on records that were made up."""
        none(reckoning.misreckoned(proof))

    def test_every_number_fits_its_pattern(self, proof: Proof) -> None:
        """And no number comes twice."""
        none(words.misnumbered(proof))

    def test_what_is_computed_and_kept_is_right(self, proof: Proof) -> None:
        """After all that: formulas, rollups, links, search."""
        none(words.miskept(proof))


def conformance(*folder: str | Path) -> type[Conformance]:
    """Return the suite over the packs in these folders (each a pack, or a folder of packs); without any, over the
    packs that come with Dougong."""
    packs = folders(map(Path, folder)) if folder else shipped_packs()
    members: dict[str, Any] = {"packs": packs, "__doc__": f"The suite over {', '.join(each.name for each in packs)}."}
    return type("Conformance", (Conformance,), members)


def none(faults: Iterable[str]) -> None:
    """Fail with a line for each fault."""
    found = list(faults)
    if found:
        pytest.fail("\n".join(found), pytrace=False)
