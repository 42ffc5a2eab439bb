"""`dougong pack new` and `diff`: a pack to go on from, and what another version of it would change."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dougong.catalog.reading.source import folders
from dougong.cli import main
from dougong.testing.stage import needed, prepare


def run(*words: str | Path, **env: str) -> Result:
    return CliRunner().invoke(main, ["pack", *map(str, words)], env=env)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    assert run("new", "visits", "--object", "visit_plan", "--in", tmp_path).exit_code == 0
    return tmp_path / "visits"


def test_a_new_pack_has_no_findings_and_its_scenarios_hold(made: Path) -> None:
    checked = run("check", made)
    assert (checked.exit_code, "no findings" in checked.output) == (0, True)
    tested = run("test", made)
    assert (tested.exit_code, tested.output) == (0, "2 scenarios on 1 database: all hold\n")


def test_what_is_there_is_not_written_over_and_a_name_is_a_name(made: Path) -> None:
    again = run("new", "visits", "--in", made.parent)
    assert (again.exit_code, "is there already" in again.output) == (2, True)
    wrong = run("new", "My-Visits", "--in", made.parent)
    assert (wrong.exit_code, "'My-Visits' is no name" in wrong.output) == (2, True)


def test_a_fault_in_a_scenario_is_a_finding_of_check(made: Path) -> None:
    file = made / "tests" / "visits.yaml"
    file.write_text(file.read_text("utf-8").replace("gives:", "give:", 1), "utf-8")
    checked = run("check", made)
    assert checked.exit_code == 1
    assert "visits/tests/visits.yaml:10:9 M110 unknown key 'give' (did you mean gives?)" in checked.output


def newer(made: Path, folder: Path) -> Path:
    """A version with a field more, another label and a shorter text."""
    assert run("new", "visits", "--object", "visit_plan", "--in", folder).exit_code == 0
    file = folder / "visits" / "objects" / "visit_plan.yaml"
    text = file.read_text("utf-8").replace("label: Subject, length: 120", "label: Topic, length: 60")
    file.write_text(text.replace("  result:", "  mood: {type: choice, label: Mood, options: [good, bad]}\n  result:"),
                    "utf-8")
    return folder / "visits"


def test_two_versions_differ_in_steps_and_in_words(made: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = newer(made, tmp_path_factory.mktemp("newer"))
    told = run("diff", made, other)
    assert told.exit_code == 0
    assert "  safe        Add the field Mood (mood) to Visit plan (visit_plan)\n" in told.output
    assert '    objects.visit_plan.fields.subject.label.en: "Subject" → "Topic"\n' in told.output
    assert "    objects.visit_plan.fields.subject.length: 120 → 60\n" in told.output
    back = run("diff", other, made)
    assert "mood" in back.output
    assert run("diff", made, made).output == "Nothing differs\n"
    assert "+      en: Topic" in run("diff", made, other, "--yaml").output
    plain = json.loads(run("diff", made, other, "--json").output)
    assert [each["definition"] for each in plain["definitions"]] == ["objects.visit_plan"]


def test_a_version_is_compared_with_what_is_in_force(made: Path, tmp_path: Path,
                                                     tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path / "home"
    home.mkdir()
    env = {"DOUGONG_DATABASE_URL": f"sqlite:///{home / 'now.db'}", "DOUGONG_HOME": str(home)}
    prepare(env["DOUGONG_DATABASE_URL"], home, needed(folders([made])))
    assert run("diff", made, **env).output == "Nothing differs\n"
    told = run("diff", newer(made, tmp_path_factory.mktemp("newer")), "--sql", **env)
    assert "Add the field Mood (mood) to Visit plan (visit_plan)" in told.output
    assert 'ALTER TABLE "visit_plan" ADD COLUMN mood' in told.output
    assert "removed" not in told.output
