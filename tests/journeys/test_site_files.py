"""What a site has changed leaves as files and comes back byte for byte, here and on another installation."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from dougong import resources
from dougong.catalog.reading.source import PackSource
from dougong.cli import session
from dougong.records.definitions import planning
from dougong.records.definitions.planning import Wish
from tests.journeys.commands import environment, run

PHONE = "objects.club.fields.phone"
COLUMNS = "views.clubs.columns"
CLUB = {
    "pack.yaml": "kind: pack\nname: club\nformat: 1\nversion: 1.0.0\nlabel: Clubs\nlanguage: en\nrequires: [system]\n",
    "objects/club.yaml": "kind: object\nname: club\nlabel: Club\nfields:\n  name: {type: text, label: Name}\n"
                         "  phone: {type: phone, label: Phone}\n",
    "views/clubs.yaml": "kind: view\nname: clubs\nobject: club\ntype: list\ncolumns: [name, phone]\n",
    "i18n/zh-Hans.yaml": "objects.club.fields.phone.label: 电话\n",
}


@pytest.fixture(autouse=True)
def few_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two packs instead of all that are shipped: a command then takes a tenth of the time."""
    packs = (PackSource.folder(resources.metadata() / "system"), PackSource.of("club", CLUB))
    monkeypatch.setattr(session, "shipped_packs", lambda: packs)


def changed(home: Path, monkeypatch: pytest.MonkeyPatch, *operations: object) -> None:
    """Plan and apply operations as an administrator's program does."""
    for name, value in environment(home).items():
        monkeypatch.setenv(name, value)
    alive = session.runtime(session.settings())
    wish = Wish({}, operations, "en")
    digest = str(planning.planned(alive, wish)["digest"])
    planning.applied(alive, session.machine(alive), wish, digest, "confirm")
    alive.database.close()


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_out_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    assert run(here, "init", "--empty").exit_code == 0
    changed(here, monkeypatch, {"set": f"{PHONE}.label", "to": {"en": "Telephone", "zh-Hans": "联系电话"}},
            {"add": {"kind": "field", "object": "club", "name": "x_no", "type": "text", "length": 30,
                     "label": "No: 0755"}},
            {"insert": "x_no", "into": COLUMNS, "after": "name"},
            {"set": "objects.club.checks.x_long", "to": {"must": "len(name) > 1", "message": "yes"}})
    out = tmp_path / "out"
    assert run(here, "export", "definitions", str(out)).output == f"Wrote 3 definitions to {out}\n"
    assert set(files(out)) == {"pack.yaml", "fields/club.x_no.yaml", "patches/object_club.yaml",
                               "patches/view_clubs.yaml"}
    assert run(here, "plan", str(out)).output == "Nothing to do: catalog 2 is what the definitions say\n"
    assert run(here, "plan").output == "Nothing to do: catalog 2 is what the definitions say\n"     # a start keeps it

    assert run(there, "init", "--empty").exit_code == 0
    done = run(there, "apply", str(out), "--confirm")
    assert done.exit_code == 0, done.output
    back = tmp_path / "back"
    run(there, "export", "definitions", str(back))
    assert files(back) == files(out)
    told = json.loads(run(there, "explain", f"{PHONE}.label", "--json").output)
    assert {part["value"]: (part["layer"], part["by"]) for part in told["parts"]}["联系电话"] == (
        "site", {"user": None, "door": "cli", "note": "dougong apply"})

    (out / "patches" / "view_clubs.yaml").unlink()
    assert run(there, "apply", str(out)).exit_code == 0
    assert "x_no" not in run(there, "explain", COLUMNS).output
    listed = run(there, "history", "3").output
    assert "views.clubs.columns" in listed
    assert run(there, "revert", "3").exit_code == 0
    assert "x_no" in run(there, "explain", COLUMNS).output
    stray = tmp_path / "stray"
    stray.mkdir()
    (stray / "notes.yaml").write_text("mine")
    assert run(there, "export", "definitions", str(stray)).exit_code == 1


def test_whoever_writes_a_pack_hears_of_operations_that_lead_nowhere(tmp_path: Path,
                                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    packs = (PackSource.folder(resources.metadata() / "system"), PackSource.of("club", CLUB))
    monkeypatch.setattr(import_module("dougong.cli.pack_check"), "shipped_packs", lambda: packs)
    stern = tmp_path / "stern"
    (stern / "patches").mkdir(parents=True)
    head = CLUB["pack.yaml"].replace("name: club", "name: stern").replace("[system]", "[club]")
    (stern / "pack.yaml").write_text(head)
    text = "kind: patch\nname: p\nchanges:\n  - {set: objects.club.fields.phone.required, to: true}\n"
    (stern / "patches" / "p.yaml").write_text(text)
    assert run(tmp_path, "pack", "check", str(stern)).exit_code == 0
    (stern / "patches" / "p.yaml").write_text(text + "  - {set: objects.club.icon, to: box, was: car}\n")
    found = run(tmp_path, "pack", "check", str(stern))
    assert found.exit_code == 1
    said = "stern/patches/p.yaml: operation 2 on objects.club.icon is parked (changed; it says None now)"
    assert said in found.output
