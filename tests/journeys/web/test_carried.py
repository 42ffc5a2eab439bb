"""What a site has made of itself leaves as a zip and comes to another installation as a draft, byte for byte."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from werkzeug.test import TestResponse

from dougong.cli import main
from tests.journeys.api.conftest import Api, opened
from tests.journeys.api.test_layers import change
from tests.unit.web.conftest import OURS, Screen, fields, told

PLAN, CATALOG = "/admin/plan", "/admin/catalog"
VISIT = {"kind": "object", "name": "x_visit_plan", "label": {"en": "Visit plan", "zh-Hans": "拜访计划"}, "fields": {
    "x_day": {"type": "date", "label": "Day"}, "x_cost": {"type": "money", "label": "Cost"}}}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("there")


@pytest.fixture(scope="module")
def here(homes: tuple[Path, Path]) -> Iterator[Screen]:
    yield from served(homes[0])


@pytest.fixture(scope="module")
def there(homes: tuple[Path, Path]) -> Iterator[Screen]:
    yield from served(homes[1])


def served(home: Path) -> Iterator[Screen]:
    yield from (Screen(api) for api in opened(f"sqlite:///{home / 'site.db'}", home))


def exported(screen: Screen) -> bytes:
    answer = screen.get("/admin/site.zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    return answer.get_data()


def imported(screen: Screen, content: bytes) -> TestResponse:
    sent = {**dict(fields(screen.get(CATALOG), "/admin/site")), "file": (io.BytesIO(content), "site.zip")}
    return screen.client.post("/admin/site", headers=OURS, data=sent)


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(**held: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in held.items():
            archive.writestr(path.replace("__", "/").replace("_yaml", ".yaml"), text)
    return content.getvalue()


def publish(screen: Screen) -> int:
    plan = screen.get(PLAN)
    ticks = [("ack", str(n)) for n in range(plan.get_data(as_text=True).count('name="ack"'))]
    sent = [*fields(plan, PLAN), *ticks, ("_do", "publish")]
    return screen.client.post(PLAN, headers=OURS, data=dict(sent)).status_code


def test_customisations_are_carried_to_another_installation(homes: tuple[Path, Path], here: Screen, there: Screen,
                                                            tmp_path: Path) -> None:
    api: Api = here.api
    change(api, {"add": VISIT}, {"set": "objects.sample_partner.fields.name.label", "to": {"en": "Firm"}},
           {"add": {"kind": "field", "object": "sample_order", "name": "x_project", "type": "text", "label": "Job"}},
           {"insert": "x_project", "into": "views.sample_orders.columns", "after": "partner"})
    content = exported(here)
    assert exported(here) == content                                              # always the same bytes
    folder = tmp_path / "written"
    made = CliRunner().invoke(main, ["export", "definitions", str(folder)], env={
        "DOUGONG_HOME": str(homes[0]), "DOUGONG_DATABASE_URL": f"sqlite:///{homes[0] / 'site.db'}"})
    assert made.exit_code == 0, made.output
    assert files(content) == {path.relative_to(folder).as_posix(): path.read_bytes()
                              for path in folder.rglob("*") if path.is_file()}

    assert imported(there, content).headers["Location"] == PLAN
    words = told(there.get(PLAN))
    assert "Let the site consist of 5 imported files" in words
    assert "CREATE TABLE x_visit_plan" in words
    assert "x_visit_plan" not in there.api.runtime.live.catalog.objects
    assert publish(there) == 303
    assert there.api.made("x_visit_plan", x_cost="12")["x_cost"] == "12.00"
    assert exported(there) == content
    assert imported(there, content).status_code == 303                            # nothing is left to be done
    assert there.client.post(PLAN, headers=OURS, data=dict([*fields(there.get(PLAN), PLAN), ("_do", "drop:files")])
                             ).status_code == 303
    assert "There are no changes to publish" in told(there.get(PLAN))


@pytest.mark.parametrize(("content", "words"), [
    (b"", "no zip file"), (b"PK\x03\x04 nonsense", "no zip file"),
    (packed(objects__a_yaml="kind: object"), "pack.yaml is missing"),
    (packed(pack_yaml="kind: pack", run="rm"), "which is no definition"),
    (packed(pack_yaml="kind: pack", **{"..__x_yaml": "a"}), "which is no definition"),
    (packed(pack_yaml="a" * 300_000), "too large"),
    (packed(pack_yaml="kind: pack\nname: core\nformat: 1\nversion: 1.0.0\nlabel: X\nlanguage: en\n"),
     "or another's"),
    (packed(pack_yaml="kind: pack\nname: site\nformat: 1\nversion: 1.0.0\nlabel: X\nlanguage: en\n",
            objects__x_a_yaml="kind: object\nname: x_a\nlabel: A\nfields: {x_b: {type: mony}}\n"), "no type 'mony'")],
    ids=["empty", "nonsense", "headless", "command", "path", "large", "other", "wrong"])
def test_what_is_no_export_is_refused_and_not_kept(there: Screen, content: bytes, words: str) -> None:
    answer = imported(there, content)
    assert answer.status_code == 422
    assert words in told(answer)
    assert "not published" not in told(there.get(CATALOG))
