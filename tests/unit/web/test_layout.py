"""What screens choose when nobody says: groups of the navigation that are open, inputs of a form, widths, cards."""

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.model import Catalog, Field, Object
from dougong.catalog.reading.source import shipped_packs
from dougong.ext import registry
from dougong.web.around import unfolded
from dougong.web.listing.table import cards_of
from dougong.web.record.grid import naming, size
from dougong.web.record.inputs import entered
from dougong.web.shell import Entry, Group


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """The catalog of the packs that come along."""
    return compile_catalog(shipped_packs(), registry(), {})


def group(name: str, *objects: str) -> Group:
    return Group(name, tuple(Entry(each, f"/o/{each}", "table") for each in objects), name, "", frozenset(objects))


GROUPS = (group("office", "task"), group("stock", *(f"place{n}" for n in range(11))), group("books", "ledger"))


def of(thing: Object, *names: str) -> list[Field]:
    found = [thing.field(name) for name in names]
    return [field for field in found if field is not None]


def test_the_first_groups_are_open_as_far_as_they_are_quickly_seen_through_and_the_one_one_stands_in() -> None:
    assert unfolded(GROUPS, "", None) == {"office", "stock"}                 # 1 and 11 entries: twelve in sight
    assert unfolded(GROUPS, "ledger", None) == {"office", "stock", "books"}


def test_a_device_keeps_what_is_open_and_one_is_never_lost() -> None:
    assert unfolded(GROUPS, "", "books") == {"books"}
    assert unfolded(GROUPS, "task", "books") == {"office", "books"}
    assert unfolded(GROUPS, "", "") == {""}                                  # all of them folded: no group has no name


def test_a_form_asks_for_what_one_types_and_shows_what_follows_from_it(shipped: Catalog) -> None:
    order = shipped.objects["sales_order"]
    asked = {field.name for field in order.fields.values() if entered(field)}
    assert {"customer", "state", "header_discount", "currency", "lines"} <= asked          # typed
    assert {"total_tax", "payable_total"} <= asked                                         # follows from the lines
    assert asked.isdisjoint({"approved_at", "posted_by", "approval_state", "revision"})    # written by processes
    assert asked.isdisjoint({"delivery_status", "received_amount", "open_amount"})         # moves with other documents


def test_what_is_copied_stays_in_sight_though_nobody_types_it(shipped: Catalog) -> None:
    line = shipped.objects["sales_order_line"]
    assert [entered(field) for field in of(line, "spec", "qty", "delivered_qty", "reserved_qty")] == [
        True, True, False, False]


def test_columns_are_as_wide_as_what_they_hold_is_long(shipped: Catalog) -> None:
    contact = shipped.objects["contact"]
    fields = of(contact, "name", "is_primary", "mobile", "email", "decision_role", "birthday")
    widest = naming(contact, fields)
    assert [size(field, field is widest) for field in fields] == ["first", "flag", "reach", "mail", "choice", "date"]


def test_the_column_that_names_a_line_takes_what_is_left_of_the_width(shipped: Catalog) -> None:
    address, line = shipped.objects["customer_address"], shipped.objects["sales_order_line"]
    assert naming(address, of(address, "purpose", "region", "detail")) == address.fields["detail"]
    assert naming(line, of(line, "qty", "product", "spec")) == line.fields["product"]


def test_the_card_of_a_line_says_the_amount_and_how_much(shipped: Catalog) -> None:
    line = shipped.objects["sales_order_line"]
    assert cards_of(line, of(line, "product", "spec", "qty", "amount_tax", "delivery_date")) == {
        "product": "title", "amount_tax": "figure", "qty": "when", "spec": "meta"}


def test_the_card_of_a_document_says_whom_it_is_with_and_its_own_state_first(shipped: Catalog) -> None:
    order = shipped.objects["sales_order"]
    places = cards_of(order, of(order, "number", "customer", "doc_date", "total_tax", "delivery_status", "state"))
    assert places == {"customer": "title", "number": "meta", "doc_date": "when", "total_tax": "figure",
                      "state": "state", "delivery_status": "mark"}


def test_the_card_of_a_master_says_its_name(shipped: Catalog) -> None:
    customer = shipped.objects["customer"]
    assert cards_of(customer, of(customer, "name", "number", "level"))["name"] == "title"


def test_a_card_says_whom_it_is_about_though_that_may_be_one_of_several_things(shipped: Catalog) -> None:
    talk = shipped.objects["follow_up"]
    places = cards_of(talk, of(talk, "summary", "related", "contact", "at", "result"))
    assert (places["summary"], places["related"], places.get("contact")) == ("title", "meta", None)


def test_shipped_lists_and_navigation_stay_readable(shipped: Catalog) -> None:
    """Nine columns and seven entries at most (of objects that stand by themselves: lines are grids, which scroll)."""
    wide = [view.name for view in shipped.views.values() if view.kind == "list"
            and shipped.objects[view.object].parent is None and len(view.body["columns"]) > 9]
    long = [group.name for group in shipped.menu if len(group.entries) > 7]
    assert (wide, long) == ([], [])
