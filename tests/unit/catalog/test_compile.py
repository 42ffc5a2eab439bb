"""What a pack says is what the catalog holds."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dougong.catalog.checks.inspection import Fault, Inspection
from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import freeze_bytes, thaw
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.kernel.problems import MetadataError
from tests.unit.catalog.packs import PACK, PACKS, SYSTEM, demo, pack

_THING = "kind: object\nname: thing\nlabel: Thing\nfields: {name: {type: text}}"


@pytest.fixture(scope="module")
def sample() -> Catalog:
    return compile_catalog([PackSource.folder(PACKS / "sample"), SYSTEM], registry(), {})


def test_packs_stand_in_line_whatever_order_they_came_in(sample: Catalog) -> None:
    assert list(sample.packs) == ["system", "sample"]
    assert sample.number == 0


def test_an_object_has_its_fields_in_the_order_of_the_file_after_those_of_its_traits(sample: Catalog) -> None:
    partner = sample.objects["sample_partner"]
    assert list(partner.fields) == ["code", "name", "level", "limit_amount", "active"]
    assert partner.title == (("field", "code"), " ", ("field", "name"))


def test_engine_columns_are_fields(sample: Catalog) -> None:
    assert list(sample.objects["sample_order"].system) == [
        "id", "version", "title", "title_key", "number", "owner", "external_id", "created_at", "created_by",
        "updated_at", "updated_by", "archived_at", "archived_by"]
    line = sample.objects["sample_order_line"]
    assert list(line.system) == ["id", "parent", "line_no", "title", "title_key"]
    assert line.system["parent"].options == {"to": "sample_order", "on_delete": "cascade"}
    assert "number" not in sample.objects["sample_partner"].system


def test_labels_join_the_source_language_with_translations(sample: Catalog) -> None:
    order = sample.objects["sample_order"]
    assert order.label == {"en": "Order", "zh-Hans": "订单"}
    assert order.plural == {"en": "Orders", "zh-Hans": "订单"}
    assert order.fields["reference"].hint == {"en": "What the partner calls it", "zh-Hans": "对方的编号"}
    assert order.fields["state"].options["options"]["draft"]["label"] == {"en": "draft", "zh-Hans": "草稿"}
    assert sample.objects["sample_partner"].fields["code"].label == {"en": "Code", "zh-Hans": "编码"}
    assert order.checks[0].message == {"en": "Due before it was ordered", "zh-Hans": "到期日早于下单日"}
    assert sample.packs["sample"].label == {"en": "Sample", "zh-Hans": "样例"}
    assert sample.menu[0].label == {"en": "Trade", "zh-Hans": "交易"}
    assert sample.menu[0].entries[0].label == {"en": "Orders", "zh-Hans": "订单"}


def test_formulas_are_stored_or_virtual_and_in_order(sample: Catalog) -> None:
    order, line = sample.objects["sample_order"], sample.objects["sample_order_line"]
    assert line.computed == ((None, "amount"), (None, "part"))
    # part of a line needs the net of its owner, which needs the amounts of the lines
    assert order.computed == (("lines", "amount"), (None, "net"), (None, "total"), ("lines", "part"))
    assert {name for name, field in order.fields.items() if field.virtual} == {"days_left", "partner_level"}
    assert {name for name, field in order.fields.items() if not field.stored} == {"days_left", "partner_level", "lines"}


def test_formulas_of_what_only_steps_write_are_virtual() -> None:
    made = compile_catalog(demo(
        pile="access: engine\nfields:\n  held: {type: integer}\n  twice: {type: integer, formula: held * 2}\n"),
        registry(), {})
    assert made.objects["pile"].fields["twice"].virtual


def test_whose_installation_it_is_can_be_a_default() -> None:
    made = compile_catalog(demo(
        company="fields:\n  name: {type: text}\n",
        thing="fields:\n  whose: {type: link, to: company, default: \"=setting('company')\"}\n"), registry(), {})
    assert made.objects["thing"].fields["whose"].default is not None


def test_a_formula_over_a_virtual_one_is_virtual() -> None:
    made = compile_catalog(demo(thing="fields:\n  due: {type: date}\n  left: {type: integer, formula: due - today()}\n"
                                      "  twice: {type: integer, formula: left * 2}\n"), registry(), {})
    assert made.objects["thing"].fields["twice"].virtual
    assert made.objects["thing"].computed == ()


def test_lines_and_their_owner_know_each_other(sample: Catalog) -> None:
    line = sample.objects["sample_order_line"]
    assert (line.parent, line.parent_field) == ("sample_order", "lines")
    assert line.order == ("line_no",)
    assert [field.name for field in sample.objects["sample_order"].lines] == ["lines"]


def test_copies_numbers_uniques_and_referrers_are_parsed(sample: Catalog) -> None:
    order = sample.objects["sample_order"]
    assert order.fields["granted"].copy == ("partner", "limit_amount")
    assert order.number is not None
    assert order.number.parts == ("SO", ("field", "ordered_on", "%Y%m"), "-", ("seq", 4))
    assert order.uniques[0].fields == ("partner", "reference")
    assert order.checks[1].level == "warning"
    assert sample.referrers["sample_partner"] == (("sample_order", "partner"),)


def test_constants_and_expressions_are_both_defaults(sample: Catalog) -> None:
    order = sample.objects["sample_order"]
    defaults = {name: field.default.text for name, field in order.fields.items() if field.default}
    assert defaults == {"ordered_on": "today()", "state": "'draft'", "discount": "0"}


def test_views_have_one_form(sample: Catalog) -> None:
    columns = sample.views["sample_orders"].body["columns"]
    assert columns[0] == {"name": "number"}
    assert columns[4] == {"name": "total", "label": {"en": "To pay", "zh-Hans": "应付"}}
    assert sample.views["sample_order_form"].body["sections"][1]["columns"] == 2


def test_menus_of_several_packs_join_in_the_order_they_ask_for() -> None:
    menu = ("kind: menu\nname: {0}\ngroups:\n  {1}:\n    order: {2}\n    label: {1}\n"
            "    entries:\n      {0}: {{object: user}}\n")
    low = pack("low", {"menus/a.yaml": menu.format("a", "late", 90), "menus/b.yaml": menu.format("b", "soon", 10)})
    high = pack("high", {"menus/c.yaml": menu.format("c", "late", 1)})
    made = compile_catalog([SYSTEM, high, low], registry(), {})
    groups = {group.name: [entry.name for entry in group.entries] for group in made.menu}
    # `high` and `low` require only system, so they stand in the order they were given
    assert groups == {"late": ["c", "a"], "soon": ["b"]}


def test_a_field_of_an_upper_pack_lives_in_the_lower_ones_object() -> None:
    low = pack("low", {"objects/thing.yaml": _THING})
    high = PackSource.of("high", {
        "pack.yaml": PACK.format(name="high").replace("[system]", "[low]"),
        "fields/thing.debt.yaml": "kind: field\nname: debt\nobject: thing\ntype: money\nlabel: Debt\n",
        "i18n/zh-Hans.yaml": "objects.thing.fields.debt.label: 欠款\n"})
    made = compile_catalog([high, low, SYSTEM], registry(), {})
    debt = made.objects["thing"].fields["debt"]
    assert (debt.pack, made.objects["thing"].pack) == ("high", "low")
    assert debt.label == {"en": "Debt", "zh-Hans": "欠款"}


def test_a_trait_of_a_lower_pack_reads_the_fields_of_the_object_that_takes_it() -> None:
    """Its words are no mistake while nobody takes it."""
    low = pack("low", {"traits/summed.yaml": ("kind: trait\nname: summed\nfields:\n  total: {type: money, label: Total,"
                                              " formula: \"price * 2\"}\n"),
                       "i18n/zh-Hans.yaml": "traits.summed.fields.total.label: 合计\n"})
    high = PackSource.of("high", {
        "pack.yaml": PACK.format(name="high").replace("[system]", "[low]"),
        "objects/bill.yaml": ("kind: object\nname: bill\nlabel: Bill\ntraits: [summed]\nfields:\n"
                              "  name: {type: text}\n  price: {type: money}\n")})
    assert "bill" not in compile_catalog([low, SYSTEM], registry(), {}).objects
    total = compile_catalog([high, low, SYSTEM], registry(), {}).objects["bill"].fields["total"]
    assert (total.pack, total.label) == ("high", {"en": "Total", "zh-Hans": "合计"})


def test_an_object_adds_keys_to_a_field_of_its_trait() -> None:
    low = pack("low", {"traits/named.yaml": ("kind: trait\nname: named\nfields:\n  alias: {type: text, label: Alias,"
                                             " length: 30}\n  other: {type: text}\n"),
                       "objects/thing.yaml": ("kind: object\nname: thing\nlabel: Thing\ntraits: [named]\nfields:\n"
                                              "  own: {type: text}\n  alias: {type: text, required: true}\n"),
                       "i18n/zh-Hans.yaml": "traits.named.fields.alias.label: 别名\n"})
    fields = compile_catalog([low, SYSTEM], registry(), {}).objects["thing"].fields
    assert list(fields) == ["alias", "other", "own"]
    assert (fields["alias"].label, fields["alias"].options, fields["alias"].required) == \
        ({"en": "Alias", "zh-Hans": "别名"}, {"length": 30}, True)


@pytest.mark.parametrize("there", [True, False])
def test_when_makes_a_definition_live_only_beside_another_pack(there: bool) -> None:
    other = pack("other", {"objects/shelf.yaml": _THING.replace("thing", "shelf")})
    low = pack("low", {
        "objects/thing.yaml": _THING,
        "fields/place.yaml": "kind: field\nname: place\nobject: thing\ntype: link\nto: shelf\nwhen: {pack: other}\n",
        "i18n/zh-Hans.yaml": "objects.thing.fields.place.label: 库位\n"})
    made = compile_catalog([SYSTEM, low, *([other] if there else [])], registry(), {})
    assert ("place" in made.objects["thing"].fields) is there


def test_an_upper_pack_rolls_its_records_up_into_an_object_below() -> None:
    upper = PackSource.of("upper", {
        "pack.yaml": PACK.format(name="upper").replace("[system]", "[low]"),
        "objects/bill.yaml": "kind: object\nname: bill\nlabel: Bill\nfields:\n  thing: {type: link, to: thing}\n"
                             "  sum: {type: money}\n",
        "fields/owed.yaml": "kind: field\nname: owed\nobject: thing\ntype: money\n"
                            "rollup: {of: bill, via: thing, take: sum( sum ), where: sum > 1, mode: delta}\n"})
    made = compile_catalog([SYSTEM, pack("low", {"objects/thing.yaml": _THING}), upper], registry(), {})
    again = thaw(freeze_bytes(made), registry(), 3)
    for catalog in (made, again):
        owed = catalog.objects["thing"].fields["owed"]
        assert owed.rollup is not None
        assert (owed.pack, owed.stored, owed.virtual, owed.derived) == ("upper", True, False, True)
        assert (owed.rollup.of, owed.rollup.via, owed.rollup.take, owed.rollup.mode) == \
            ("bill", "thing", "sum(sum)", "delta")


def test_a_formula_over_a_kept_rollup_is_kept_and_moves_with_it() -> None:
    made = compile_catalog(demo(
        thing="fields:\n  notes: {type: integer, rollup: {of: note, via: thing, take: count(), mode: delta}}\n"
              "  twice: {type: integer, formula: notes * 2}\n  four: {type: integer, formula: twice * 2}\n"
              "  fresh: {type: integer, rollup: {of: note, via: thing, take: count()}}\n"
              "  mixed: {type: integer, formula: fresh + notes}\n  own: {type: integer}\n"
              "  ten: {type: integer, formula: own * 10}\n  parts: {type: lines, of: part}\n",
        part="parent: thing\nfields: {above: {type: integer, formula: parent.twice}}",
        note="fields: {thing: {type: link, to: thing}}"), registry(), {})
    fields = made.objects["thing"].fields
    assert {name: (each.virtual, each.moves) for name, each in fields.items()} == {
        "notes": (False, True), "twice": (False, True), "four": (False, True), "fresh": (True, False),
        "mixed": (True, False), "own": (False, False), "ten": (False, False), "parts": (False, False)}
    assert made.objects["part"].fields["above"].virtual, "what its owner's rollups move is not kept in lines"


def test_an_object_without_title_takes_its_number_name_code_or_first_text() -> None:
    made = compile_catalog(demo(
        a="number: {pattern: 'A{seq:3}'}\nfields: {word: {type: text}}",
        b="fields: {word: {type: text}, name: {type: text}}",
        c="fields: {size: {type: integer}, word: {type: text}}", d="fields: {size: {type: integer}}"), registry(), {})
    assert [made.objects[name].title for name in "abcd"] == [
        (("field", "number"),), (("field", "name"),), (("field", "word"),), (("field", "id"),)]


def test_a_tree_points_to_its_own_object() -> None:
    made = compile_catalog(demo(thing="fields: {above: {type: tree}}"), registry(), {})
    above = made.objects["thing"].fields["above"]
    assert above.type.targets(above) == ("thing",)


def test_all_findings_come_at_once_sorted_by_place() -> None:
    with pytest.raises(MetadataError) as raised:
        compile_catalog(demo(zebra="fields: {a: {type: txt}}",
                             ant="fields: {a: {type: link, to: nobody}, b: {type: mony}}"), registry(), {})
    assert [(str(f.place), f.code) for f in raised.value.findings] == [
        ("demo/objects/ant.yaml:4:30", "M205"), ("demo/objects/ant.yaml:4:49", "M201"),
        ("demo/objects/zebra.yaml:4:20", "M201")]


def test_the_fingerprint_knows_meaning_not_comments() -> None:
    def fingerprint(text: str) -> str:
        return compile_catalog(demo(thing=text), registry(), {}).fingerprint

    plain = fingerprint("fields: {name: {type: text, length: 20}}")
    assert fingerprint("# a comment\nfields:\n  name:\n    type: text\n    length: 20\n") == plain
    assert fingerprint("fields: {name: {type: text, length: 21}}") != plain
    assert len(plain) == 64


def test_replacing_the_number_keeps_the_rest(sample: Catalog) -> None:
    assert replace(sample, number=7).objects is sample.objects


def test_two_packs_of_one_name_are_refused() -> None:
    with pytest.raises(MetadataError, match="M204 two packs are called demo"):
        compile_catalog([SYSTEM, pack("demo", {"objects/thing.yaml": _THING}), pack("demo", {})], registry(), {})


def test_checks_of_upper_floors_are_asked_as_well() -> None:
    def look(linked: Linked) -> Iterator[Fault]:
        yield Fault(linked.draft.objects["thing"].where / "name", "no such table in SQL")

    with pytest.raises(MetadataError, match=r"demo/objects/thing.yaml:2:7 M211 no such table in SQL"):
        compile_catalog(demo(thing="fields: {name: {type: text}}"), registry(), {}, [Inspection("M211", look)])
