"""Names of a form taken apart."""

from dougong.web.record.typed import typed


def test_lines_keep_the_order_in_which_they_stood_not_their_numbers() -> None:
    found = typed([("rows[7].name", "b"), ("rows[2].name", "a"), ("rows[7].qty", "1")])
    assert [(line.index, line.texts) for line in found.lines["rows"]] == [
        ("7", {"name": ["b"], "qty": ["1"]}), ("2", {"name": ["a"]})]


def test_what_belongs_to_the_form_and_what_makes_no_sense_is_set_apart() -> None:
    found = typed([("_csrf", "t"), ("_take:/rows", "mine"), ("name", "x"), ("a b", "y"), ("rows[x].name", "z")])
    assert found.own == {"_csrf": "t", "_take:/rows": "mine"}
    assert found.head.texts == {"name": ["x"]}
    assert found.strange == ["a b", "rows[x].name"]


def test_a_field_says_its_last_text_a_set_all_of_them_a_picked_record_its_id() -> None:
    head = typed([("flag", "false"), ("flag", "true"), ("set", ""), ("set", "a"), ("set", "b"),
                  ("link", "Hangzhou"), ("link.id", "4"), ("link.was", "Hangzhou")]).head
    assert (head.said("flag"), head.said("set"), head.said("link")) == ("true", "a\nb", "Hangzhou#4")


def test_a_new_row_that_says_no_more_than_a_fresh_one_is_blank() -> None:
    empty, typed_in, stored = typed([
        ("rows[0].name", " "), ("rows[0].state", "open"), ("rows[0].main", "false"),
        ("rows[1].name", ""), ("rows[1].main", "false"), ("rows[1].main", "true"),
        ("rows[2].id", "9"), ("rows[2].name", "")]).lines["rows"]
    fresh = {"state": "open"}
    assert [line.is_blank(fresh) for line in (empty, typed_in, stored)] == [True, False, False]
