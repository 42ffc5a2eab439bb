"""The conformance suite fails where it should: each proof finds the fault it is there for, and says which."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dougong.catalog.reading.source import PackSource
from dougong.store.scratch import scratch
from dougong.testing import life, pages, reckoning, travelling, words
from dougong.testing.conformance import SQLITE
from dougong.testing.doors import Verdict
from dougong.testing.proof import Proof
from dougong.testing.stage import compiled, needed, opened, prepare

pytestmark = pytest.mark.xdist_group("suite")      # one stage, which one of them spoils

SAMPLE = PackSource.folder(Path(__file__).parents[1] / "packs" / "sample")
HEAD = "kind: pack\nname: bad\nformat: 1\nversion: 0.1.0\nlabel: Bad\nlanguage: en\n"
BAD = PackSource.of("bad", {
    "pack.yaml": HEAD,
    "traits/bad_idle.yaml": "kind: trait\nname: bad_idle\nfields: {note: {type: text, label: Note}}\n",
    "objects/bad_thing.yaml": """
kind: object
name: bad_thing
label: Bad thing
title: "{name}"
number: {pattern: "B-{seq:3}", take: create}
fields:
  name: {type: text, label: Name, required: true}
  least: {type: integer, label: Least, min: 5}
  kind_of: {type: choice, label: kind_of, options: [one, two], required: "least > 5"}
  total: {type: money, label: Total, formula: "least * 2"}
checks:
  solved: {must: "least is None or least >= 7 and kind_of == 'two'", message: Seven and two}
""",
    "objects/bad_never.yaml": """
kind: object
name: bad_never
label: Never
title: "{name}"
fields:
  name: {type: text, label: Name, required: true}
  points: {type: integer, label: Points, required: true}
checks:
  up: {must: "points > 10", message: More than ten}
  down: {must: "points < 10", message: Less than ten}
""",
    "objects/bad_way.yaml": """
kind: object
name: bad_way
label: Way
title: "{name}"
fields:
  name: {type: text, label: Name, required: true}
  points: {type: integer, label: Points, default: 0}
  why: {type: text, label: Why}
  state: {type: choice, label: State, options: [draft, open, shut], default: draft}
""",
    "workflows/bad_way.yaml": """
kind: workflow
name: bad_way
object: bad_way
states: {draft: {initial: true}, open: {locked: all}, shut: {final: true}}
transitions:
  begin: {label: Begin, from: draft, to: open, when: "points > 10"}
  stop: {label: Stop, from: open, to: shut, require: [why]}
  never: {label: Never, from: open, to: shut, when: "points > 10 and points < 5"}
""",
})


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proof]:
    home = tmp_path_factory.mktemp("suite")
    with scratch(SQLITE, home) as url:
        prepare(url, home, needed([BAD]))
        with opened(url, home) as stage:
            yield Proof.on(stage, ["bad"])


def test_a_pack_stands_on_what_it_requires_and_nothing_else() -> None:
    assert {each.name for each in needed([SAMPLE])} == {"system", "sample"}
    assert {each.name for each in needed([BAD])} == {"system", "bad"}


def test_transitions_nothing_can_run_are_found_unless_a_scenario_runs_them(proof: Proof) -> None:
    (found,) = travelling.untold(proof, ())
    assert found == "bad_way: never is refused: / transition_unmet; and no scenario shows it"
    assert list(travelling.untold(proof, {("bad_way", "never")})) == []


def test_labels_that_are_missing_or_no_words_are_found() -> None:
    found = list(words.unlabelled(compiled(needed([BAD])), ["bad"]))
    assert "bad_thing.name: no words in zh-Hant" in found
    assert "bad_thing.name: no words in en" not in found
    assert "bad_thing.kind_of: the label is only the name" in found


def test_files_nothing_comes_of_are_found(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "pack.yaml").write_text(HEAD.replace("bad", tmp_path.name), "utf-8")
    (tmp_path / "data" / "rows.csv").write_text("external_id\n", "utf-8")
    assert list(words.unused([BAD, PackSource.folder(tmp_path)])) == [
        "bad/traits/bad_idle.yaml: no object takes part in this trait",
        f"{tmp_path.name}/data/rows.csv: no data name this table"]


def test_values_are_found_that_keep_the_checks_and_rules_nobody_can_keep_are_told(proof: Proof) -> None:
    (told,) = life.accepted(proof)
    assert told.startswith("bad_never: no document was found that its rules accept")
    made = proof.filler.made["bad_thing"][0]
    assert (made["kind_of"], made["least"] >= 7) == ("two", True)


def test_a_sound_object_passes_the_other_proofs(proof: Proof) -> None:
    assert [*life.refused(proof), *pages.answering(proof, whole=True), *pages.given_away(proof),
            *pages.undescribed(proof), *reckoning.misreckoned(proof), *words.misnumbered(proof),
            *words.miskept(proof)] == []


def test_a_formula_that_gives_something_else_is_found(proof: Proof) -> None:
    """Written behind the engine's back: the total of the last record is not twice what it says."""
    row = proof.latest(proof.stage.runtime.live.catalog.objects["bad_thing"])
    assert row is not None
    proof.stage.runtime.database.outside(f"update bad_thing set total = total + 1 where id = {row['id']}")
    (told,) = reckoning.misreckoned(proof)
    assert told.startswith(f"bad_thing.total: is Decimal('{row['total'][:-1]}")


@pytest.mark.parametrize(("api", "form", "told"), [
    ({("name", "No")}, {("name", "No")}, []),
    ({("name", "No")}, {("", "No")}, []),
    ({("name", "No")}, {("name", "Wrong")}, ["bad: the form says [('name', 'Wrong')], the API [('name', 'No')]"]),
    (set(), {("name", "No")}, ["bad: the API does not mind name; it says []",
                               "bad: the form says [('name', 'No')], the API []"]),
])
def test_doors_that_disagree_are_told(proof: Proof, api: set[tuple[str, str]], form: set[tuple[str, str]],
                                      told: list[str]) -> None:
    thing = proof.stage.runtime.live.catalog.objects["bad_thing"]
    by = {"API": Verdict(False, frozenset(api)), "form": Verdict(False, frozenset(form))}
    assert [each.replace("bad_thing", "bad") for each in life._unsaid(thing, {"name"}, by)] == told
