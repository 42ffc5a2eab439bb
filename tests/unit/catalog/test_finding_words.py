"""What is wrong in a definition is told in three languages: each code has its meaning and cure in all of them."""

import pytest

from dougong.catalog.codes import CODES
from dougong.catalog.compile import compile_catalog
from dougong.ext import registry
from dougong.kernel.messages import say
from dougong.kernel.problems import Finding, MetadataError, Place
from tests.unit.catalog.packs import PACKS, broken


def test_each_code_has_its_meaning_and_cure_in_three_languages() -> None:
    for code, found in CODES.items():
        assert say(f"finding_{code}", "en") == f"{found.meaning} {found.cure}"
        told = {say(f"finding_{code}", language) for language in ("zh-Hans", "zh-Hant", "en")}
        assert len(told) == 3, code


def test_what_is_wrong_with_an_expression_is_told_in_the_readers_language() -> None:
    _expected, packs = broken(PACKS / "broken" / "expressions.pack")
    with pytest.raises(MetadataError) as raised:
        compile_catalog(packs, registry(), {})
    told = [found.told("zh-Hans").removeprefix("demo/objects/thing.yaml:") for found in raised.value.findings]
    assert told == [
        "5:34 M211 required of name 有误：没有 lenght（是否指 length？）",
        "6:45 M211 formula of long 有误：没有 nam（是否指 name？）",
        "8:34 M211 default of late 有误：这是数字，要的是日期",
        "10:18 M211 check call 有误：只能用函数名调用函数",
        "11:18 M211 check kind 有误：这是数字，要的是“是否”值（请写 n != 0）",
        "12:17 M211 check open 有误：括号没有闭合"]
    assert [found.told("en") for found in raised.value.findings] == [str(found) for found in raised.value.findings]


def test_words_that_are_english_only_stand_behind_what_their_code_means() -> None:
    found = Finding(Place("demo/pack.yaml", 1, 2), "M103", "label is written twice")
    meaning = say("finding_M103", "zh-Hant")
    assert found.told("zh-Hant") == f"{meaning}（demo/pack.yaml:1:2 M103 label is written twice）"
