"""Messages of rules and workflows: to whom, once, and only of changes that last."""

from decimal import Decimal
from typing import Any

import pytest

from dougong.ext import worker
from dougong.kernel.errors import Conflict
from dougong.processes.talk.announce import Message, announce
from dougong.processes.talk.whom import To
from dougong.records.writing.change import Change
from dougong.records.writing.together import act_together
from dougong.records.writing.work import Work
from tests.journeys.access.served import Site
from tests.journeys.access.test_comments import heard, machine


def announced(site: Site, deal: dict[str, Any], to: To, key: str, text: str = "{name} at {price}") -> None:
    context = machine(site)
    act_together(context, site.runtime.renewed, lambda work: announce(
        work, context.catalog.objects["deal"], {**deal, "price": Decimal(deal["price"])},
        Message(text={"en": text}, to=to, key=key)))


def hearers(site: Site, deal: dict[str, Any]) -> set[str]:
    worker(site.runtime).step()
    return {who for who in site.tokens if heard(site, who, deal)}


@pytest.mark.parametrize(("to", "who"), [
    (To(fields=("owner",)), {"ann"}),
    (To(roles=("auditor",)), {"fay"}),
    (To(roles=("staff",)), {"ann", "dan", "fay", "kim"}),         # who holds a role that includes it, and may read it
    (To(users=("fay", "joe", "nobody")), {"fay", "joe"}),
    (To(users=("bob", "hal")), set()),                            # told of what they may not read they hear nothing
    (To(heads=("owner",)), {"dan"}),
    (To(followers=True), {"ann", "eve"}),
    (To(followers=True, roles=("auditor",), fields=("owner",)), {"ann", "eve", "fay"}),
])
def test_a_message_reaches_whom_it_is_for(site: Site, to: To, who: set[str]) -> None:
    """Ann is in north, beneath sales, whose head is Dan; Kim closes deals above 100; Gus is in north, too."""
    _head(site, "dan")
    deal = site.made("ann", "deal", name="Deal", price="200.00")
    assert site.call("eve", "PUT", f"/deal/{deal['id']}/follow").status_code == 204
    announced(site, deal, to, f"whom/{deal['id']}")
    found = hearers(site, deal)
    assert found - {"gus"} == who - {"gus"}
    for each in found:
        assert heard(site, each, deal) == [("message", "Deal at 200.00", None)]


def test_nobody_is_told_twice_by_one_key(site: Site) -> None:
    deal = site.made("ann", "deal", name="Deal")
    for _ in range(2):
        announced(site, deal, To(users=("ann",)), f"once/{deal['id']}")
        hearers(site, deal)
    announced(site, deal, To(users=("ann", "fay")), f"again/{deal['id']}")
    hearers(site, deal)
    assert len(heard(site, "ann", deal)) == 2
    assert len(heard(site, "fay", deal)) == 1


def test_of_a_change_that_does_not_last_nobody_hears(site: Site) -> None:
    deal = site.made("ann", "deal", name="Deal")
    context = machine(site)

    def fails(work: Work) -> None:
        announce(work, context.catalog.objects["deal"], deal,
                 Message(text={"en": "x"}, to=To(users=("ann",)), key="no"))
        raise Conflict
    with pytest.raises(Conflict):
        act_together(context, site.runtime.renewed, fails)
    assert hearers(site, deal) == set()


def test_a_message_says_what_was_true_then(site: Site) -> None:
    """The price was 5 when the message was left; today's title is told, for it leads to the record."""
    deal = site.made("ann", "deal", name="Deal", price="5.00")
    announced(site, deal, To(users=("ann",)), f"then/{deal['id']}", "{title}: {name} at {price}")
    changed = site.call("ann", "PATCH", f"/deal/{deal['id']}", {"version": 1, "price": "6.00", "name": "Other"})
    assert changed.status_code == 200
    worker(site.runtime).step()
    assert heard(site, "ann", deal)[0][1] == "Other: Deal at 5.00"


def _head(site: Site, who: str) -> None:
    context = machine(site)
    unit = site.call("joe", "GET", "/unit?code=sales").json["data"][0]
    site.runtime.unit(context).apply(Change(object="unit", verb="update", id=unit["id"], version=unit["version"],
                                            values={"head": site.ids[who]}))
