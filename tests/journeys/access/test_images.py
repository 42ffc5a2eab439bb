"""The record as it was and the record as it would be are both judged, and every verb by its own right."""

import pytest

from dougong.kernel.errors import AppError, Denied, Missing
from tests.journeys.access.conftest import Company

#: What each may do to a deal of their own, and to one of somebody else's they may see (None: they see none).
MATRIX = {
    "ann": ({"read", "update", "archive"}, None),
    "dan": ({"read", "update"}, {"read", "update"}),
    "eve": ({"read", "update"}, {"read"}),
    "fay": ({"read"}, {"read"}),
    "hal": (set(), set()),
    "ida": ({"read"}, {"read"}),
    "joe": ({"read", "update", "archive", "erase", "assign"}, {"read", "update", "archive", "erase", "assign"}),
    "kim": ({"read", "update", "archive"}, None),
}
VERBS = ("read", "update", "archive", "erase", "assign")


@pytest.mark.req("R008", "R029")
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", MATRIX)
def test_a_verb_is_allowed_or_denied_and_what_is_hidden_is_missing(company: Company, who: str, verb: str) -> None:
    own, others = MATRIX[who]
    nothing = tried(company, who, verb, {"id": 10**9, "version": 1})
    assert nothing in ("missing", "denied")
    for allowed, owner in ((own, who), (others, "ann" if who != "ann" else "bob")):
        answer = tried(company, who, verb, company.deal(owner))
        if allowed is None:
            assert answer == nothing, "what is hidden is answered like what is not there"
        else:
            assert answer == ("done" if verb in allowed else "denied" if "read" in allowed else "missing"), owner


def tried(company: Company, who: str, verb: str, deal: dict) -> str:
    world = company.as_(who)
    try:
        if verb == "read":
            world.read("deal", deal["id"])
        elif verb == "update":
            world.apply("deal", "update", id=deal["id"], version=deal["version"], values={"name": "Changed"})
        elif verb == "assign":
            world.apply("deal", "update", id=deal["id"], version=deal["version"], owner=company.ids["cat"],
                        values={})
        else:
            values = {"fields": ["name"], "reason": "asked"} if verb == "erase" else {}
            world.apply("deal", verb, id=deal["id"], values=values)
    except Missing:
        return "missing"
    except Denied:
        return "denied"
    return "done"


def test_what_lies_in_the_bin_is_hidden_all_the_same(company: Company) -> None:
    """Archiving twice is once, for whoever may see it: nobody else learns of the record from the answer."""
    mine, his = company.deal("ann"), company.deal("bob", name="Bob's secret")
    for deal in (mine, his):
        company.admin.apply("deal", "archive", id=deal["id"])
    ann = company.as_("ann")
    for version in ({}, {"version": 1, "strict": True}, {"version": 9}):
        with pytest.raises(Missing) as hidden:
            ann.apply("deal", "archive", id=his["id"], **version)
        with pytest.raises(Missing) as nothing:
            ann.apply("deal", "archive", id=10**9, **version)
        assert vars(hidden.value) == vars(nothing.value)
    assert ann.apply("deal", "archive", id=mine["id"]).record["version"] == 2


def test_what_would_be_is_judged(company: Company) -> None:
    """Lil may write deals worth little: neither is one raised beyond that, nor made dear."""
    lil = company.as_("lil")
    deal = company.deal("ann", price="5.00")
    assert lil.change("deal", lil.read("deal", deal["id"]), price="9.00")["price"] == "9.00"
    with pytest.raises(Denied):
        lil.change("deal", lil.read("deal", deal["id"]), price="10.00")
    with pytest.raises(Denied):
        lil.create("deal", name="Dear", price="99.00")
    assert company.admin.read("deal", deal["id"])["price"] == "9.00"
    assert lil.create("deal", name="Cheap", price="1.00")["price"] == "1.00"


def test_a_refused_change_leaves_nothing(company: Company) -> None:
    before = company.admin.list("deal", count="exact").count
    for values in ({"name": "Dear", "price": "99.00"}, {"name": "Linked", "before": 10**9}):
        with pytest.raises(AppError):
            company.as_("lil").create("deal", **values)
    assert company.admin.list("deal", count="exact").count == before
