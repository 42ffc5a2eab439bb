"""Sentences spoken late: names by their label with the name behind, lists and sentences within, in any language."""

from dougong.kernel.messages import Said, messages
from dougong.kernel.saying import Name, kind_said, said, spoken


def called(name: Name) -> str:
    return {"order": "销售订单", "order.total": "合计"}.get(name.path, "")


def test_a_name_is_its_label_with_the_name_behind() -> None:
    told = said("plan_add_field", object=Name("order"), field=Name("order.total", alone=True))
    assert spoken(told, "zh-Hans", called) == "给 销售订单 (order) 新增字段 合计 (total)"
    assert spoken(told, "en") == "Add the field total to order"
    assert spoken(told, "en", lambda name: "") == "Add the field total to order"


def test_lists_and_sentences_within_are_spoken_too() -> None:
    told = said("plan_add_index", object=Name("order"), fields=(Name("order.total", alone=True), Name("day")))
    assert spoken(told, "zh-Hant", called) == "為 销售订单 (order) 按 合计 (total)、day 建索引"
    assert spoken(told, "en") == "Index order by total, day"
    within = said("plan_on_delete", field=Name("order.total"), rule=said("plan_rule_set_null"))
    assert spoken(within, "zh-Hans") == "order.total 所指的记录删除时：关联清空"


def test_a_type_is_a_word_and_one_of_a_plugin_its_key() -> None:
    assert kind_said("any-link") == Said("type_any_link")
    assert kind_said("colour") == "colour"


def test_one_sentence_may_be_told_as_another() -> None:
    told = said("plan_retype", field="size", was="a", becomes="b").told_as("plan_retype_lost", lost=2)
    assert spoken(told, "en").startswith("size was a and becomes b: 2 find no place")


def test_no_message_of_a_plan_is_left_in_english() -> None:
    for language in ("zh-Hans", "zh-Hant"):
        same = [code for code, text in messages("en").items()
                if code.startswith(("plan_", "type_")) and messages(language)[code] == text]
        assert same == []
