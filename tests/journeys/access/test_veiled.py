"""What stands against a change in a hidden field: the refusal names nothing."""

import pytest

from dougong.kernel.errors import FieldError, Refused
from dougong.records.writing.change import Change
from dougong.records.writing.preview import preview
from tests.journeys.access.conftest import Company
from tests.journeys.records.conftest import World

UNSEEN = FieldError("", "unseen_field")


def refused(world: World, **values: object) -> tuple[FieldError, ...]:
    with pytest.raises(Refused) as no:
        world.create("pledge", **values)
    return no.value.errors


@pytest.mark.req("R008")
def test_a_hidden_field_that_is_required_is_not_named(company: Company) -> None:
    assert refused(company.as_("ann"), name="sealed") == (UNSEEN,)
    assert [each.pointer for each in refused(company.admin, name="sealed")] == ["/seal"]


def test_a_hidden_field_of_a_line_is_not_named(company: Company) -> None:
    line = {"name": company.admin.name("Pledge"), "parts": [{"item": "sealed"}, {"item": "sealed"}]}
    assert refused(company.as_("ann"), **line) == (UNSEEN,)
    assert [each.pointer for each in refused(company.admin, **line)] == ["/parts/0/wax", "/parts/1/wax"]


def test_a_hidden_value_that_is_taken_is_told_like_a_hidden_one_that_is_missing(company: Company) -> None:
    name = company.admin.name("Pledge")
    company.admin.create("pledge", name="other", mark=name)
    assert refused(company.as_("ann"), name=name) == (UNSEEN,)
    assert [each.pointer for each in refused(company.admin, name=name)] == ["/mark"]


def test_a_change_and_a_preview_do_not_name_it_either(company: Company) -> None:
    made = company.as_("ann").create("pledge", name=company.admin.name("Pledge"))
    with pytest.raises(Refused) as no:
        company.as_("ann").change("pledge", made, name="sealed")
    assert no.value.errors == (UNSEEN,)
    seen = preview(company.as_("ann").context, Change(object="pledge", verb="create", values={"name": "sealed"}))
    assert seen.errors == (UNSEEN,)
    assert not [pointer for pointer in seen.states if "seal" in pointer or "mark" in pointer]
    assert [each.pointer for each in preview(company.admin.context, Change(
        object="pledge", verb="create", values={"name": "sealed"})).errors] == ["/seal"]


def test_a_hidden_name_that_is_sent_is_as_strange_as_one_there_is_not(company: Company) -> None:
    told = [refused(company.as_("ann"), name="x", **{name: "y"}) for name in ("seal", "seax")]
    assert [(each.pointer, each.code) for each in told[0]] == [("/seal", "unknown_field")]
    assert [(each.pointer, each.code) for each in told[1]] == [("/seax", "unknown_field")]
