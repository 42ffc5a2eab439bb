"""Why a message from outside was refused is kept by code and told in the reader's language."""

from dougong.kernel.errors import FieldError, Malformed, Refused
from dougong.kernel.messages import Said
from dougong.processes.rules.refusals import LARGEST, LONGEST, kept, told


def test_each_reader_is_told_in_their_own_language() -> None:
    text = kept(Refused(errors=[FieldError("/data/number", "required"),
                                FieldError("/size", "check", {"name": "big"}, {"en": "Too big", "zh-Hans": "太大"})]))
    assert told(text, "en") == "/data/number Required; /size Too big"
    assert told(text, "zh-Hans") == "/data/number 必填; /size 太大"
    assert told(text, "zh-Hant") == "/data/number 必填; /size 太大"


def test_a_refusal_without_places_is_told_by_its_own_words_and_slots() -> None:
    text = kept(Malformed("query_where", column=3, reason=Said("expr_empty"), hint="–"))
    assert told(text, "en") == "where, character 3: the expression is empty"
    assert told(text, "zh-Hans").startswith("where 第 3 个字符：")


def test_what_an_older_version_kept_is_told_as_it_is() -> None:
    for old in ("/data/number Required", "", "[ok] a sentence"):
        assert told(old, "zh-Hans") == old


def test_what_a_message_of_another_version_cannot_say_is_told_by_its_code() -> None:
    assert told('[{"pointer": "/a", "code": "seed_refused", "params": {}, "text": null}]', "en") == "/a seed_refused"


def test_no_more_is_kept_than_has_room() -> None:
    text = kept(Refused(errors=[FieldError("/a", "definition", {}, {"en": "x" * LARGEST})]))
    assert len(text) == LONGEST
    assert told(text, "en") == text
