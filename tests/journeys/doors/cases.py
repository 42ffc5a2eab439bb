"""Documents, good and bad, that both doors have to judge alike. PARTNER and GONE stand for records of the test."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PARTNER, CLOSED, GONE, MISSING = "PARTNER", "CLOSED", "GONE", "MISSING"
LONG = "长" * 300


@dataclass(frozen=True, slots=True)
class Case:
    """A document of an object. `refused` are the anchors and codes of its faults; none makes it a good one."""

    name: str
    object: str
    document: Mapping[str, Any]
    refused: frozenset[tuple[str, str]] = frozenset()


def line(**values: Any) -> dict[str, Any]:
    return {"item": "Bolt", "qty": "2", "price": "1.25", **values}


def order(**values: Any) -> dict[str, Any]:
    return {"partner": PARTNER, "lines": [line()], **values}


def partner(**values: Any) -> dict[str, Any]:
    return {"code": "NEW", "name": "华东机械", **values}


def customer(**values: Any) -> dict[str, Any]:
    return {"name": "CUSTOMER", **values}


def good(name: str, object: str, document: Mapping[str, Any]) -> Case:
    return Case(name, object, document)


def bad(name: str, object: str, document: Mapping[str, Any], *faults: str) -> Case:
    """A bad document; a fault is `pointer code`."""
    return Case(name, object, document, frozenset((at.strip("-"), code) for at, code in map(str.split, faults)))


P, O, C = "sample_partner", "sample_order", "customer"  # noqa: E741 - the objects of a table of cases

GOOD = (
    good("the least of a partner", P, partner()),
    good("all of a partner", P, partner(level="gold", limit_amount="5000.25", active=False)),
    good("blanks around a text go", P, partner(name="  华东 机械  ")),
    good("an amount without places", P, partner(limit_amount="7")),
    good("zeros beyond the places", P, partner(limit_amount="7.5000")),
    good("a negative amount", P, partner(limit_amount="-7.50")),
    good("no level instead of the default", P, partner(level=None)),
    good("text beyond the basic plane", P, partner(name="𠮷野家 🏭")),
    good("markup is text", P, partner(name="<b>&amp;</b>")),
    good("quotes and backslashes", P, partner(name="\"O'Neil\" \\ sons")),
    good("the least of an order", O, order()),
    good("an order of three lines", O, order(lines=[line(), line(item="Nut", qty="0.5"), line(price="0.000001")])),
    good("dates and a reference", O, order(ordered_on="2025-07-29", due="2025-08-29", reference="R-1")),
    good("an open order with its due date", O, order(state="open", due="2999-01-01", reference="R-2")),
    good("a discount with its reason", O, order(discount="12.5", reason="Old friends")),
    good("a warning is no fault", O, order(lines=[line(qty="100000", price="1000")])),
    good("a copy given by hand", O, order(granted="10.00")),
    good("the least of a customer", C, customer()),
    good("a person without tax id", C, customer(kind="person", short_name="小王")),
    good("a person of much credit is a warning", C, customer(kind="person", credit_limit="60000")),
    good("a customer with contacts and addresses", C, customer(
        contacts=[{"name": "李四", "is_primary": True, "email": "li@example.com"},
                  {"name": "王五", "mobile": "13805712046"}],
        addresses=[{"detail": "西湖 1 号", "purpose": "bill"}])),
    good("moments", C, customer(next_contact_at="2025-07-29T14:30:00+08:00")),
    good("notes keep their lines", C, customer(remark="one\ntwo")),
)

BAD = (
    # what is missing
    bad("nothing at all", P, {}, "code required", "name required"),
    bad("blank where required", P, partner(name="   "), "name required"),
    bad("null where required", P, partner(code=None), "code required"),
    bad("an order without partner", O, {"lines": [line()]}, "partner required"),
    bad("an order without lines", O, {"partner": PARTNER}, "lines lines_min"),
    bad("an order with no lines", O, order(lines=[]), "lines lines_min"),
    bad("a line without item", O, order(lines=[line(item=None)]), "lines-0-item required"),
    bad("a line without anything but its item", O, order(lines=[{"item": "Bolt"}]),
        "lines-0-qty required", "lines-0-price required"),
    bad("an open order without due date", O, order(state="open"), "due required"),
    bad("a discount without reason", O, order(discount="11"), "reason required"),
    bad("a customer without kind", C, customer(kind=None), "kind required"),
    bad("a contact without name", C, customer(contacts=[{"is_primary": True, "position": "CEO"}]),
        "contacts-0-name required"),
    # what is no value of its type
    bad("a word for an amount", P, partner(limit_amount="much"), "limit_amount number"),
    bad("not a number", P, partner(limit_amount="NaN"), "limit_amount number"),
    bad("infinity", P, partner(limit_amount="Infinity"), "limit_amount number"),
    bad("an exponent without end", P, partner(limit_amount="1e10000000"), "limit_amount number"),
    bad("a hexadecimal", P, partner(limit_amount="0x10"), "limit_amount number"),
    bad("too many places", P, partner(limit_amount="1.005"), "limit_amount places"),
    bad("too many digits", P, partner(limit_amount="1" + "0" * 17), "limit_amount out_of_range"),
    bad("twice as many digits", P, partner(limit_amount="9" * 35), "limit_amount out_of_range"),
    bad("too many digits by far", P, partner(limit_amount="9" * 41), "limit_amount number"),
    bad("a flag that is neither", P, partner(active="maybe"), "active flag"),
    bad("an option nobody lists", P, partner(level="bronze"), "level option"),
    bad("an option that is nearly right", P, partner(level="golden"), "level option"),
    bad("a date that is none", O, order(ordered_on="soon"), "ordered_on date"),
    bad("a day the calendar does not have", O, order(ordered_on="2025-02-30"), "ordered_on date_none"),
    bad("a mail address that is none", C, customer(contacts=[{"name": "A", "is_primary": True, "email": "nobody"}]),
        "contacts-0-email email"),
    bad("a phone number that is none", C, customer(phone="call me"), "phone phone"),
    bad("an amount below its least", C, customer(credit_limit="-1"), "credit_limit at_least"),
    bad("a moment that is none", C, customer(next_contact_at="sometime"), "next_contact_at moment"),
    bad("an unknown industry", C, customer(industry="alchemy"), "industry option"),
    # what no text may hold
    bad("a text too long", P, partner(name=LONG), "name too_long"),
    bad("a code too long", P, partner(code="C" * 21), "code too_long"),
    bad("NUL", P, partner(name="a\0b"), "name control"),
    bad("a control character", P, partner(name="a\x07b"), "name control"),
    bad("a line break where one line is", P, partner(name="a\nb"), "name control"),
    bad("a control character of the second set", P, partner(name="a\x85b"), "name control"),
    bad("NUL in a line", O, order(lines=[line(item="\0")]), "lines-0-item control"),
    bad("NUL in a note", C, customer(remark="\0"), "remark control"),
    # links
    bad("a partner that is not there", O, order(partner=MISSING), "partner link_missing"),
    bad("a partner in the bin", O, order(partner=GONE), "partner link_archived"),
    bad("a partner the rule does not allow", O, order(partner=CLOSED), "partner link_not_allowed"),
    bad("an id of zero", O, order(partner="#0"), "partner link"),
    bad("an id beyond 64 bits", O, order(partner="#99999999999999999999"), "partner link"),
    bad("a region that is not there", C, customer(region=MISSING), "region link_missing"),
    bad("a parent that is not there", C, customer(parent=MISSING), "parent link_missing"),
    # what others have already
    bad("a code someone has", P, partner(code="TAKEN"), "code unique"),
    bad("a name someone has", C, customer(name="TAKEN"), "name duplicate"),
    bad("a reference of this partner", O, order(reference="TAKEN", state="open", due="2999-01-01"),
        "partner unique", "reference unique"),
    # what only the engine writes
    bad("the id", P, partner(id="7"), "id readonly"),
    bad("the version", P, partner(version="7"), "version readonly"),
    bad("who made it", P, partner(created_by="1"), "created_by readonly"),
    bad("when it was made", P, partner(created_at="2020-01-01T00:00:00Z"), "created_at readonly"),
    bad("the bin", P, partner(archived_at="2020-01-01T00:00:00Z"), "archived_at readonly"),
    bad("the title", P, partner(title="Mine"), "title readonly"),
    bad("the number", O, order(number="SO-1"), "number readonly"),
    bad("a formula", O, order(net="1.00"), "net readonly"),
    bad("a formula read at once", O, order(partner_level="gold"), "partner_level readonly"),
    bad("a formula of a line", O, order(lines=[line(amount="1.00")]), "lines-0-amount readonly"),
    bad("the place of a line", O, order(lines=[line(line_no="7")]), "lines-0-line_no readonly"),
    bad("a field nobody knows", P, partner(colour="red"), "colour unknown_field"),
    bad("a field no line knows", O, order(lines=[line(colour="red")]), "lines-0-colour unknown_field"),
    # rules
    bad("a reason that is not asked for", O, order(reason="Because"), "reason invisible"),
    bad("due before it was ordered", O, order(ordered_on="2025-07-29", due="2025-07-28"), "- check"),
    bad("nothing of an item", O, order(lines=[line(qty="0")]), "lines-0 check"),
    bad("the second line is wrong", O, order(lines=[line(), line(qty="-1")]), "lines-1 check"),
    bad("no primary contact", C, customer(contacts=[{"name": "A"}]), "- check"),
    bad("two primary contacts", C, customer(contacts=[{"name": name, "is_primary": True} for name in "AB"]), "- check"),
    bad("a tax id of a person", C, customer(kind="person", tax_id="91330106"), "tax_id invisible"),
    # several at once
    bad("many faults", O, order(ordered_on="soon", discount="x", lines=[line(qty="much"), line(item=None)]),
        "ordered_on date", "discount number", "lines-0-qty number", "lines-1-item required"),
)
