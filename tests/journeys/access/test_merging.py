"""Who may make two records one: who may change both and archive the one that goes; what points there may be hidden."""

import pytest

from dougong.kernel.errors import Denied, Missing, Refused
from tests.journeys.access.conftest import Company


def test_what_is_ones_own_becomes_one_and_what_others_have_there_comes_along(company: Company) -> None:
    """Ann sees no firms but her own; a deal of Bob's that came before hers follows without her seeing it."""
    one, two = (company.deal("ann")["id"] for _ in range(2))
    bobs = company.deal("bob", before=two)["id"]
    company.as_("ann").apply("deal", "merge", id=one, values={"from": two, "values": {}})
    assert company.admin.read("deal", bobs)["before"] == one
    assert company.admin.read("deal", two)["archived_at"] is not None
    with pytest.raises(Missing):
        company.as_("ann").read("deal", bobs)


def test_what_one_may_not_see_is_missing_and_stays(company: Company) -> None:
    hers, his = company.deal("ann")["id"], company.deal("bob")["id"]
    ann = company.as_("ann")
    for stays, goes in ((hers, his), (his, hers)):
        with pytest.raises(Missing):
            ann.apply("deal", "merge", id=stays, values={"from": goes})
    assert [company.admin.read("deal", each)["archived_at"] for each in (hers, his)] == [None, None]


def test_who_may_not_archive_or_not_write_a_field_merges_nothing(company: Company) -> None:
    one, two = (company.deal("ann")["id"] for _ in range(2))
    with pytest.raises(Denied):
        company.as_("dan").apply("deal", "merge", id=one, values={"from": two})
    with pytest.raises(Refused):
        company.as_("ann").apply("deal", "merge", id=one, values={"from": two, "values": {"state": "done"}})
    assert company.admin.read("deal", two)["archived_at"] is None
