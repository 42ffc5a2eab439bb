import re
from string import Formatter

import pytest

from dougong.kernel.labels import LANGUAGES, words
from dougong.kernel.messages import messages, say

_CHINESE = re.compile("[\u4e00-\u9fff]")


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_message_exists_in_every_language_with_the_same_slots() -> None:
    english = messages("en")
    for language in LANGUAGES:
        said = messages(language)
        assert said.keys() == english.keys()
        assert {code for code in english if slots(said[code]) != slots(english[code])} == set()


def test_english_holds_no_chinese_and_chinese_does() -> None:
    assert [code for code, text in messages("en").items() if _CHINESE.search(text)] == []
    for language in ("zh-Hans", "zh-Hant"):
        assert [code for code, text in messages(language).items() if not _CHINESE.search(text)] == []


def test_simplified_and_traditional_are_not_the_same_file() -> None:
    simplified, traditional = messages("zh-Hans"), messages("zh-Hant")
    assert simplified["missing"] == "没有这条记录"
    assert traditional["missing"] == "沒有這筆記錄"


def test_slots_are_filled_and_an_unknown_language_is_english() -> None:
    assert say("seed_refused", "en", record="x") == "A record that a pack brings cannot be written: x"
    assert say("missing", "fr") == messages("en")["missing"]


def test_a_missing_slot_is_a_bug_that_names_itself() -> None:
    with pytest.raises(ValueError, match=r"seed_refused.*record"):
        say("seed_refused", "en")


def test_a_label_falls_back_to_the_nearest_language() -> None:
    assert words({"zh-Hans": "客户", "en": "Customer"}, "zh-Hant") == "客户"
    assert words({"zh-Hans": "客户", "en": "Customer"}, "en") == "Customer"
    assert words({"zh-Hant": "客戶"}, "en") == "客戶"
    assert words({}, "en") == ""


def test_what_has_nothing_near_is_not_told_what_is_nearest() -> None:
    assert say("unknown_field", "en", name="wip", suggestion="whip") == "There is no field wip; the nearest is whip"
    assert say("unknown_field", "en", name="wip", suggestion="–") == "There is no field wip"
    assert say("unknown_field", "zh-Hans", name="wip", suggestion="–") == "没有字段 wip"
