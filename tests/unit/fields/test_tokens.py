"""What a record is found by, token by token, worked out by hand from what people type."""

import pytest

from dougong.fields.tokens import END, NUMBER, REST, START, TITLE, TITLE_LONGEST, asked, document


def tokens(title: str = "", number: str | None = None, *texts: str) -> set[str]:
    return set(document(title, number, texts).split(" "))


def found(typed: str, within: set[str]) -> bool:
    """Whether what is typed finds a record of these tokens: as store.search.index asks the databases."""
    question = asked(typed)
    assert question is not None
    exact = all({word, TITLE + word} & within for word in question.exact)
    begins = all(any(each.startswith((word, TITLE + word, START + word)) for each in within)
                 or (len(word) > REST and TITLE + word[:REST] in within) for word in question.prefixes)
    ends = tuple(mark + question.whole for mark in (END, NUMBER, TITLE))
    return (exact and begins) or any(each.startswith(ends) for each in within)


SUZHOU = tokens("苏州蓝海科技有限公司", "CUS-000012", "138-0013-8000", "zhang.san@acme.com", "大客户 VIP")


@pytest.mark.parametrize("typed", [
    "苏", "司", "海", "苏 司", "客", "haikejiyouxiangongsi", "suzhoulanhaikejiyouxiangongsi", "kejiyouxian",
    "苏州", "蘇州", "州蓝海", "有限公司", "蓝海 苏州", "suzhou", "SuZhou", "su zhou", "suz", "szlh", "sz",
    "lanhai", "lh", "ｓｕｚｈｏｕ", "CUS-000012", "cus000012", "000012", "012", "13800138000", "138 0013 8000", "8000",
    "138-0013", "zhang.san@acme.com", "acme", "san@ac", "vip", "大客户", "苏州 8000"])
def test_people_find_it_by(typed: str) -> None:
    assert found(typed, SUZHOU)


@pytest.mark.parametrize("typed", ["杭州", "苏海", "hangzhou", "zs", "999", "uzhou", "cme", "苏州 vap", "acme.org",
                                   "州苏", "suzhoulanhaimaoyi", "haikejiyoubu", "us0000", "s000012"])
def test_people_do_not_find_it_by(typed: str) -> None:
    assert not found(typed, SUZHOU)


def test_words_of_a_latin_title_are_found_by_their_beginning_and_what_is_in_them() -> None:
    within = tokens("Blue Superwidget 42")
    for typed in ("blue", "super", "widget", "superwidget 42", "ue", "42", "BLUE superw"):
        assert found(typed, within), typed
    for typed in ("red", "blue ocean", "list 42 blue", "e widget"):
        assert not found(typed, within), typed


def test_a_character_with_two_readings_is_found_by_both_initials() -> None:
    within = tokens("杭州云栖")
    assert found("hzyq", within)
    assert found("hzyx", within)
    assert found("yunqi", within)
    assert found("yx", within), "in the rest of a title, too"
    assert not found("yz", within)
    assert found("chongqing", tokens("重庆小面")), "a word of two characters says how they are read"


def test_pinyin_of_the_rest_of_a_title_ends_before_a_number_of_its_own() -> None:
    within = tokens("六角螺栓 M8 不锈钢 390012 备件")
    for typed in ("luoshuan", "lsm8", "buxiugang", "bxg 390012", "390012", "0012", "ljlsm8bxg390012", "bjian bei",
                  "beijian", "m8bxg"):
        assert found(typed, within) is (typed != "bjian bei"), typed
    assert not found("bxg390012", within)
    assert not any(each.startswith(TITLE) and each.endswith("390012") for each in within - {TITLE + "390012"})
    assert found("lh2026", tokens("苏州蓝海 2026")), "a year is said by many"
    assert found("lanhai", tokens("蓝图 20261 蓝海"))


def test_two_numbers_of_one_text_are_not_one() -> None:
    within = tokens("", None, "+86 138-0013-8000 转 62011")
    assert found("13800138000", within)
    assert found("62011", within)
    assert not found("800062011", within)


def test_beginning_number_and_end_are_marked() -> None:
    assert {START + "苏州蓝海科技有限公司", START + "suzhoulanhaikejiyouxiangongsi"} <= SUZHOU
    assert {NUMBER + "cus000012", END + "12"} <= SUZHOU
    assert NUMBER + "000012" not in SUZHOU
    assert START + "lanhaikejiyouxiangongsi" not in SUZHOU


@pytest.mark.parametrize("typed", ["", "  ", "%", "--", "_ _", "。，"])
def test_signs_alone_ask_for_nothing(typed: str) -> None:
    assert asked(typed) is None


@pytest.mark.parametrize(("typed", "scant"), [("a", True), ("7", True), ("云", False), ("ab", False), ("a b", False)])
def test_one_letter_says_too_little_and_one_character_enough(typed: str, scant: bool) -> None:
    question = asked(typed)
    assert question is not None
    assert question.scant is scant


def test_tokens_are_words_apart_by_blanks_whatever_is_in_a_text() -> None:
    text = "a'b\"c\\d:*&|!() \ue000x\ue004 \u3000全角Ａ１ emoji😀 é"
    for token in tokens(text, text, text):
        assert token.lstrip(TITLE + START + NUMBER + END).isalnum()


def test_texts_without_end_are_looked_at_as_far_as_it_helps() -> None:
    within = tokens("", None, "头" + "x" * 5000, "尾")
    assert "头" in within
    assert "尾" not in within
    assert not found("尾", tokens("头" * TITLE_LONGEST + "尾"))
