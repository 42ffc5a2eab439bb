"""A plugin's kind in the catalog: discovered, compiled, misused, frozen, applied, missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from dougong import ext
from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import freeze_bytes, thaw
from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource
from dougong.kernel.problems import MetadataError
from dougong.spi import Plugin, registry_of
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init
from tests.plugins.cellar import packs, plugins

TALLY = "tallies/jar_level.yaml"
GOOD = """kind: tally
name: jar_level
object: pour
group: jar
quantity: litres
floor: 0
"""


def compiled(changed: dict[str, str] | None = None, *more: PackSource) -> Catalog:
    return compile_catalog((*packs(changed), *more), registry_of(plugins()), {})


def findings(changed: dict[str, str], *more: PackSource) -> list[str]:
    with pytest.raises(MetadataError) as refused:
        compiled(changed, *more)
    return [str(finding) for finding in refused.value.findings]


def test_a_plugin_is_discovered_with_all_it_adds() -> None:
    (plugin,) = plugins()
    assert sorted(ext.contributions(plugin)) == [
        ("actions", "pour_again"), ("functions", "mark"), ("kinds", "tally"), ("panels", "tally_levels"),
        ("routes", "audit"),
        ("steps", "tally_claim"), ("steps", "tally_compute"), ("steps", "tally_guard"), ("steps", "tally_post")]


def test_the_kind_becomes_tables_the_engine_alone_writes() -> None:
    objects = compiled().objects
    balance, entry = objects["jar_level_balance"], objects["jar_level_entry"]
    for made in (balance, entry):
        assert (made.access, made.history, made.pack) == ("engine", False, "cellar")
    assert balance.fields["balance"].options["places"] == 1          # as the quantity it sums
    assert balance.fields["bucket"].type.targets(balance.fields["bucket"]) == ("jar",)
    assert [unique.fields for unique in balance.uniques] == [("bucket",)]
    assert entry.fields["source"].type.targets(entry.fields["source"]) == ("pour",)
    assert balance.label["zh-Hans"] == "余额"


def test_the_object_it_counts_carries_the_definition() -> None:
    catalog = compiled()
    (tally,) = catalog.objects["pour"].extra["tally"]
    assert (tally["group"], tally["quantity"], tally["floor"]) == ("jar", "litres", 0)
    assert "tally" not in catalog.objects["jar"].extra
    assert catalog.extra["tally"]["jar_level"]["object"] == "pour"


def test_what_is_frozen_thaws_to_the_same() -> None:
    catalog = compiled()
    again = thaw(freeze_bytes(catalog), registry_of(plugins()), 7)
    assert (again.number, again.fingerprint, again.extra) == (7, catalog.fingerprint, catalog.extra)
    assert again.objects["pour"].extra == catalog.objects["pour"].extra
    assert again.objects["jar_level_balance"].uid == catalog.objects["jar_level_balance"].uid


@pytest.mark.parametrize(("wrong", "finding"), [
    (("object: pour", "object: pouur"),
     "cellar/tallies/jar_level.yaml:3:9 M205 no object 'pouur' (did you mean pour?)"),
    (("group: jar", "group: note"), "cellar/tallies/jar_level.yaml:4:8 M214 group: note is no link"),
    (("group: jar", "group: lid_of"), "cellar/tallies/jar_level.yaml:4:8 M207 group: pour has no field 'lid_of'"),
    (("quantity: litres", "quantity: jar"), "cellar/tallies/jar_level.yaml:5:11 M214 quantity: jar is no number"),
    (("quantity: litres", "quantity: low"), "cellar/tallies/jar_level.yaml:5:11 M214 quantity: low is no number"),
    (("floor: 0", "floor: none"),
     "cellar/tallies/jar_level.yaml:6:8 M112 floor must be a whole number, not a text"),
    (("floor: 0\n", ""), "cellar/tallies/jar_level.yaml:1:1 M111 key 'floor' is missing"),
    (("floor: 0", "floor: 0\nroof: 9"),
     "cellar/tallies/jar_level.yaml:7:1 M110 unknown key 'roof' "
     "(one of after, floor, group, kind, name, object, quantity)"),
    (("name: jar_level", "name: jar_depth"),
     "cellar/tallies/jar_level.yaml:2:7 M106 the file is called jar_level, the tally jar_depth"),
])
def test_misuse_is_found_with_its_place(wrong: tuple[str, str], finding: str) -> None:
    assert finding in findings({TALLY: GOOD.replace(*wrong)})


def test_all_misuse_is_told_at_once() -> None:
    text = GOOD.replace("group: jar", "group: note").replace("quantity: litres", "quantity: jar")
    assert [each.split()[1] for each in findings({TALLY: text})] == ["M214", "M214"]


def test_a_kind_may_not_count_what_its_pack_does_not_require() -> None:
    stranger = PackSource.of("stranger", {
        "pack.yaml": "{kind: pack, name: stranger, format: 1, version: 1.0.0, label: S, language: en}",
        "jars.yaml": GOOD.replace("jar_level", "jars")})
    assert findings({}, stranger) == [
        "stranger/jars.yaml:3:9 M206 object pour belongs to pack cellar, which stranger does not require"]


def test_a_table_whose_name_is_taken_is_refused() -> None:
    taken = "{kind: object, name: jar_level_entry, label: Entry, fields: {name: {type: text, label: Name}}}"
    assert findings({"objects/jar_level_entry.yaml": taken}) == [
        "cellar/tallies/jar_level.yaml:1:1 M204 object jar_level_entry, which tally jar_level needs, exists already"]


def test_without_the_plugin_the_pack_fails_naming_kind_formula_and_what_is_missing() -> None:
    with pytest.raises(MetadataError) as refused:
        compile_catalog(packs(), registry_of(()), {})
    told = [str(finding) for finding in refused.value.findings]
    assert [each for each in told if "M105" in each] == [
        "cellar/tallies/jar_level.yaml:1:7 M105 no kind 'tally' "
        "(one of data, field, menu, object, pack, patch, role, rule, setting, test, trait, view, …)"]
    assert sorted(each for each in told if "M211" in each) == [
        "cellar/objects/jar.yaml:8:44 M211 formula of lid: there is no function mark",
        "cellar/objects/pour.yaml:12:46 M211 formula of lid: there is no function mark"]
    assert len(told) == 3


def test_a_stored_catalog_is_refused_where_the_plugin_is_gone() -> None:
    frozen = freeze_bytes(compiled())
    with pytest.raises(MetadataError) as refused:
        thaw(frozen, registry_of(()), 1)
    assert sorted(str(finding) for finding in refused.value.findings) == [
        "catalog/jar:1:1 M211 formula of lid: there is no function mark",
        "catalog/pour:1:1 M211 formula of lid: there is no function mark",
        "catalog/tally:1:1 M105 no kind 'tally': its plugin is not here"]


def test_the_tables_are_planned_and_applied(database_url: str) -> None:
    database = Database.open(database_url)
    try:
        init(database)
        first = packs({TALLY: ""})
        apply(database, plan(database, compile_catalog(first, registry_of(plugins()), {})), first, "test")
        catalog = compile_catalog(packs(), registry_of(plugins()), snapshot.uids(database))
        wanted = plan(database, catalog)
        told = " ".join(step.sentence for step in wanted.steps)
        assert "jar_level_balance" in told
        assert "jar_level_entry" in told
        assert {step.safety for step in wanted.steps} == {"safe"}
        number = apply(database, wanted, packs(), "test")
        assert number == 2
        assert plan(database, compile_catalog(packs(), registry_of(plugins()), snapshot.uids(database))).steps == ()
    finally:
        database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good plugin, `gauge`."""
    written(tmp_path, "gauge", "from dougong.spi import Plugin\n\nplugin = Plugin(name='gauge')\n")
    return tmp_path


def written(folder: Path, name: str, package: str | None, manifest: str | None = None) -> None:
    (folder / name).mkdir(exist_ok=True)
    text = f"kind: plugin\nname: {name}\nprovides: {{}}\n" if manifest is None else manifest
    (folder / name / "plugin.yaml").write_text(text)
    if package is not None:
        (folder / name / "__init__.py").write_text(package)


def refusal(folder: Path) -> str:
    with pytest.raises(MetadataError) as refused:
        ext.discover(folder)
    return str(refused.value.findings[0])


@pytest.mark.parametrize(("manifest", "told"), [
    ("kind: plugin\nname: gage\nprovides: {}\n", "says not kind: plugin and name: broken"),
    ("kind: pack\nname: broken\nprovides: {}\n", "says not kind: plugin and name: broken"),
    ("kind: plugin\nname: broken\nprovides: {}\nneeds: x\n", "has unknown keys: needs"),
    ("kind: plugin\nname: broken\n", "says not what it provides"),
    ("kind: plugin\nname: broken\nprovides: {functions: [f]}\n", "provides other than the package: functions f"),
    ("kind: plugin\nname: &a broken\nprovides: {}\n", "cannot be read"),
    ("kind: plugin\nname: broken\nprovides: [functions]\n", "says not what it provides"),
])
def test_a_wrong_manifest_is_a_finding(tmp_path: Path, manifest: str, told: str) -> None:
    written(tmp_path, "broken", "from dougong.spi import Plugin\n\nplugin = Plugin(name='broken')\n", manifest)
    found = refusal(tmp_path)
    assert "broken/plugin.yaml" in found
    assert "M130" in found
    assert told in found


@pytest.mark.parametrize(("package", "told"), [
    (None, "__init__.py is missing"),
    ("import nowhere_to_be_found", "nowhere_to_be_found"),
    ("plugin = 1", "without plugin = Plugin(name='odd')"),
    ("from dougong.spi import Plugin\n\nplugin = Plugin(name='even')", "without plugin = Plugin(name='odd')"),
])
def test_a_package_that_cannot_be_used_is_a_finding(tmp_path: Path, package: str | None, told: str) -> None:
    written(tmp_path, "odd", package)
    assert told in refusal(tmp_path)


def test_a_package_that_was_mended_is_read_again(tmp_path: Path) -> None:
    written(tmp_path, "mended", "import nowhere_to_be_found")
    refusal(tmp_path)
    written(tmp_path, "mended", "from dougong.spi import Plugin\n\nplugin = Plugin(name='mended')\n")
    assert [each.name for each in ext.discover(tmp_path)] == ["mended"]


def test_two_plugins_of_one_name_are_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    written(other, "gauge", "from dougong.spi import Plugin\n\nplugin = Plugin(name='gauge')\n")
    ext.discover(folder)
    assert "claims a name another plugin has" in refusal(other)


def test_a_folder_without_plugins_has_none(tmp_path: Path) -> None:
    assert ext.discover(tmp_path) == ext.discover(tmp_path / "absent") == ()


@pytest.mark.parametrize("added", ["functions", "kinds"])
def test_two_plugins_may_not_add_the_same_thing(added: str) -> None:
    (plugin,) = plugins()
    other = Plugin(name="other", **{added: getattr(plugin, added)})
    with pytest.raises(ValueError, match="tally" if added == "kinds" else "mark"):
        registry_of((plugin, other))


@pytest.mark.parametrize("name", ["object", "pack", "i18n"])
def test_a_plugin_may_not_take_a_kind_of_the_engine(name: str) -> None:
    (plugin,) = plugins()
    with pytest.raises(ValueError, match=name):
        registry_of([Plugin(name="other", kinds=(replace(plugin.kinds[0], name=name),))])


@pytest.mark.parametrize("name", ["round", "sum"])
def test_a_plugin_may_not_take_a_function_of_the_language(name: str) -> None:
    (plugin,) = plugins()
    with pytest.raises(ValueError, match=name):
        registry_of([Plugin(name="other", functions=(replace(plugin.functions[0], name=name),))])
