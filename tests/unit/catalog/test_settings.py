"""A definition of settings is an object of its own, and expressions read its fields."""

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import freeze_bytes, thaw
from dougong.catalog.model import Catalog
from dougong.catalog.plain import plain
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.kernel.problems import MetadataError
from dougong.store.expression.translatable import INSPECTIONS
from tests.unit.catalog.packs import PACK, SYSTEM, pack

RULES = """kind: setting
name: rules
label: Rules
per: installation
fields:
  rate: {type: percent, label: Rate, default: 13, min: 0, max: 100}
  mode: {type: choice, options: [slow, fast], default: slow}
checks:
  slow_is_cheap: {must: "mode != 'slow' or rate < 50", message: Slow is cheap}
"""
THING = """kind: object
name: thing
label: Thing
fields:
  name:  {type: text, default: "=setting('rules.mode')"}
  price: {type: money}
  tax:   {type: money, formula: "price * setting('rules.rate') / 100"}
"""


def compiled(*sources: PackSource) -> Catalog:
    return compile_catalog([SYSTEM, *sources], registry(), {}, INSPECTIONS)


def demo(**files: str) -> PackSource:
    return pack("demo", {"settings/rules.yaml": RULES, "objects/thing.yaml": THING, **files})


def test_settings_are_an_object_with_one_record() -> None:
    held = compiled(demo()).objects["rules_setting"]
    assert held.extra["setting"] == ({"name": "rules", "per": "installation"},)
    assert list(held.fields) == ["sole", "rate", "mode"]
    assert (held.label, held.title, held.icon) == ({"en": "Rules"}, ("Rules",), "settings")
    assert [(each.name, each.fields) for each in held.uniques] == [("once", ("sole",))]
    assert [each.name for each in held.checks] == ["slow_is_cheap"]


def test_a_formula_that_reads_a_setting_is_computed_when_it_is_read() -> None:
    """So nothing that is stored has to change with a setting."""
    tax = compiled(demo()).objects["thing"].fields["tax"]
    assert tax.virtual
    assert not tax.stored
    assert tax.formula is not None
    assert tax.formula.checked.settings == {"rules.rate"}


@pytest.mark.parametrize(("more", "code"), [
    ({"objects/thing.yaml": THING + "unique:\n  one: {fields: [name], where: \"name == setting('rules.mode')\"}\n"},
     "M317"),
    ({"objects/other.yaml": "kind: object\nname: other\nlabel: Other\nfields:\n"
      "  whose: {type: link, to: thing}\n",
      "fields/thing.n.yaml": "kind: field\nobject: thing\nname: n\ntype: integer\n"
      "rollup: {of: other, via: whose, take: count(), where: \"setting('rules.rate') > 5\", mode: delta}\n"}, "M320")])
def test_what_is_stored_may_not_stand_on_a_setting(more: dict[str, str], code: str) -> None:
    with pytest.raises(MetadataError) as raised:
        compiled(demo(**more))
    assert {finding.code for finding in raised.value.findings} == {code}


def test_a_pack_above_adds_a_setting_and_the_site_changes_a_default() -> None:
    upper = pack("upper", {
        "pack.yaml": PACK.format(name="upper").replace("requires: [system]", "requires: [demo]"),
        "fields/rules_setting.most.yaml": "kind: field\nobject: rules_setting\nname: most\ntype: integer\ndefault: 7\n",
        "fields/thing.most.yaml": "kind: field\nobject: thing\nname: most\ntype: integer\n"
                                  "default: \"=setting('rules.most')\"\n",
        "patches/rules.yaml": "kind: patch\nname: rules\nchanges:\n"
                              "  - {set: objects.rules_setting.fields.rate.default, to: 9, was: 13}\n"})
    catalog = compiled(demo(), upper)
    held = catalog.objects["rules_setting"]
    assert list(held.fields) == ["sole", "rate", "mode", "most"]
    assert held.fields["rate"].default is not None
    assert held.fields["rate"].default.text == "9"
    assert [each.name for each in held.uniques] == ["once"]
    assert [each.lost for each in catalog.patches] == [""]


def test_settings_come_out_of_the_database_as_they_went_in() -> None:
    catalog = compiled(demo())
    assert plain(thaw(freeze_bytes(catalog), registry(), 1)) == plain(catalog)
