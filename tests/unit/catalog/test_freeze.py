"""A catalog goes to bytes and comes back the same."""

import json

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import freeze_bytes, thaw
from dougong.catalog.plain import plain
from dougong.catalog.reading.dump import dump
from dougong.catalog.reading.source import PackSource, shipped_packs
from dougong.catalog.registry import Registry
from dougong.catalog.uids import LENGTH, all_uids
from dougong.ext import registry
from dougong.kernel.problems import MetadataError
from tests.unit.catalog.packs import PACKS, SYSTEM, demo, pack

REGISTRY = registry()


@pytest.mark.parametrize("packs", [(PackSource.folder(PACKS / "sample"), SYSTEM), shipped_packs()],
                         ids=["sample", "shipped"])
def test_what_was_frozen_thaws_to_the_same(packs: tuple[PackSource, ...]) -> None:
    made = compile_catalog(packs, REGISTRY, {})
    back = thaw(freeze_bytes(made), REGISTRY, 5)
    assert back.number == 5
    assert back.fingerprint == made.fingerprint
    assert plain(back) == plain(made)
    assert all_uids(back) == all_uids(made)
    assert back.referrers == made.referrers
    for name, one in made.objects.items():
        other = back.objects[name]
        assert (other.computed, other.parent_field, other.title, other.number, other.order) == (
            one.computed, one.parent_field, one.title, one.number, one.order)
        assert {f.name: (f.virtual, f.stored) for f in other.fields.values()} == {
            f.name: (f.virtual, f.stored) for f in one.fields.values()}
    assert freeze_bytes(back) == freeze_bytes(made)


def test_uids_are_kept_and_only_the_new_are_made() -> None:
    first = compile_catalog(demo(thing="fields: {name: {type: text}}"), REGISTRY, {})
    known = all_uids(first)
    assert set(known) >= {"objects.thing", "objects.thing.fields.name", "objects.user"}
    assert all(len(uid) == LENGTH for uid in known.values())
    assert len(set(known.values())) == len(known)
    second = compile_catalog(demo(thing="fields: {name: {type: text}, size: {type: integer}}"), REGISTRY, known)
    assert all_uids(second).items() - known.items() == {
        ("objects.thing.fields.size", second.objects["thing"].fields["size"].uid)}
    assert second.by_uid[known["objects.thing.fields.name"]] is second.objects["thing"].fields["name"]


def test_a_new_name_with_was_keeps_the_uid() -> None:
    first = compile_catalog(demo(thing="fields: {name: {type: text}}"), REGISTRY, {})
    known = all_uids(first)
    renamed = compile_catalog(demo(matter="was: thing\nfields: {title_text: {type: text, was: name}}"), REGISTRY, known)
    assert renamed.objects["matter"].uid == known["objects.thing"]
    assert renamed.objects["matter"].fields["title_text"].uid == known["objects.thing.fields.name"]


def test_a_new_name_without_was_is_a_new_thing() -> None:
    known = all_uids(compile_catalog(demo(thing="fields: {name: {type: text}}"), REGISTRY, {}))
    other = compile_catalog(demo(thing="fields: {word: {type: text}}"), REGISTRY, known)
    assert other.objects["thing"].fields["word"].uid not in known.values()


def test_a_catalog_frozen_with_a_type_that_is_gone_is_refused_not_guessed() -> None:
    frozen = freeze_bytes(compile_catalog(demo(thing="fields: {worth: {type: money}}"), REGISTRY, {}))
    poorer = Registry({key: kind for key, kind in REGISTRY.types.items() if key != "money"})
    with pytest.raises(MetadataError, match="no type 'money'"):
        thaw(frozen, poorer, 1)


def test_what_a_button_says_keeps_its_translations() -> None:
    said: dict[str, str | bytes] = {
        "objects/thing.yaml": "kind: object\nname: thing\nlabel: Thing\nfields: {size: {type: integer, label: Size}}\n",
        "rules/empty.yaml": (
            "kind: rule\nname: empty\nlabel: Empty it\nobject: thing\nwhen: size > 0\n"
            "on: {button: {label: Empty, question: Really?, message: It is empty}}\n"
            "do:\n- {name: gone, set: {size: null}}\n"),
        "i18n/zh-Hans.yaml": (
            "rules.empty.on.button: {label: 清空, question: 确定清空吗, message: 已经是空的}\n"),
    }
    made = compile_catalog((SYSTEM, pack("demo", said)), REGISTRY, {})
    back = thaw(freeze_bytes(made), REGISTRY, 1).objects["thing"].rules[0].on.button
    assert back is not None
    assert back == made.objects["thing"].rules[0].on.button
    assert (back.label, back.question["zh-Hans"], back.message["zh-Hans"]) == (
        {"en": "Empty", "zh-Hans": "清空"}, "确定清空吗", "已经是空的")


def test_another_format_is_refused() -> None:
    held = json.loads(freeze_bytes(compile_catalog(demo(), REGISTRY, {})))
    with pytest.raises(MetadataError, match="M121"):
        thaw(json.dumps({**held, "format": 99}).encode(), REGISTRY, 1)


def test_the_dump_reads_as_definitions() -> None:
    text = dump(compile_catalog(demo(thing="fields: {name: {type: text, length: 20}}"), REGISTRY, {}))
    assert "  thing:\n    pack: demo\n    label:\n      en: Thing\n" in text
    assert "        length: 20\n" in text
