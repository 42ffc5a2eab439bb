"""Sorting and finding Chinese: what people type, and the order they expect."""

import pytest
from pypinyin import lazy_pinyin

from dougong.fields.collation import fold, search_key, sort_key


@pytest.mark.req("PI02")
@pytest.mark.parametrize("typed", ["hangzhou", "hzyq", "hzyx", "云栖", "雲棲", "HangZhou", "hang zhou", "yunqi"])
def test_a_title_is_found_by_what_people_type(typed: str) -> None:
    assert fold(typed) in search_key("杭州云栖")
    assert fold(typed) in search_key("杭州雲棲")


@pytest.mark.parametrize(("title", "typed"), [("重庆银行", "cqyh"), ("重慶銀行", "chongqing"), ("绿地集团", "lvdi"),
                                              ("ＡＢＣ科技", "abckj"), ("A公司 B2", "agsb2"), ("Ünal GmbH", "ünal"),
                                              ("（上海）浦东", "shanghaipudong"), ("华为 Huawei", "hwhuawei")])
def test_other_titles(title: str, typed: str) -> None:
    assert fold(typed) in search_key(title)


def test_titles_sort_by_pinyin_among_latin_words() -> None:
    ordered = ["安", "安徽", "Apple", "Baidu", "北京", "重庆", "杭州", "上海", "Zoom"]
    mixed = ordered[::-2] + ordered[-2::-2]
    assert sorted(mixed, key=sort_key) == ordered
    assert sorted(mixed, key=search_key) == ordered


@pytest.mark.parametrize("phrase", ["重庆", "银行", "行走",
                                    "长城", "成长", "大夫", "杭州云栖科技有限公司", "绿地", "西安", "音乐", "快乐"])
def test_readings_are_those_of_pypinyin(phrase: str) -> None:
    assert sort_key(phrase) == " ".join(lazy_pinyin(phrase))


def test_a_key_stays_within_its_column() -> None:
    """The engine's column title_key holds 2,000 characters, a title 500: 重 has three readings of up to six letters."""
    assert len(search_key("庄重" * 250)) <= 2000


@pytest.mark.parametrize("text", ["", " ", "—", "😀", "\u3000", "ab", "ß", "İ", "ﷺ" * 30, "𠮷"])
def test_odd_titles_have_keys(text: str) -> None:
    assert fold(text) in search_key(text)
    assert isinstance(sort_key(text), str)
