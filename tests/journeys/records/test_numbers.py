"""Fast numbers are unique and rise; gapless ones leave no gap, whatever fails."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dougong.kernel.errors import Conflict
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from tests.journeys.records.conftest import World


def post(work: Work, draft: Draft) -> None:
    draft.number_due = bool(draft.values["posted"])


def fail(work: Work, draft: Draft) -> None:
    if draft.values["text"] == "fails":
        raise Conflict


POSTING = (Step("post", "post", lambda each: each.name == "bill", post),
           Step("fail", "outbox", lambda each: each.name == "bill", fail))


@pytest.mark.req("R022", "G17")
def test_fast_numbers_are_unique_under_sixteen_threads(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    with ThreadPoolExecutor(16) as pool:
        sales = pool.map(lambda _: world.create("sale", client=client["id"], day="2025-03-01"), range(64))
        made = [sale["number"] for sale in sales]
    assert len(set(made)) == 64
    assert all(number.startswith("SO202503-") for number in made)


@pytest.mark.req("R022")
def test_each_period_counts_for_itself(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    assert world.create("sale", client=client["id"], day="2024-01-31")["number"] == "SO202401-0001"
    assert world.create("sale", client=client["id"], day="2024-02-01")["number"] == "SO202402-0001"


def test_a_gapless_number_is_taken_at_posting_and_is_part_of_the_history(world: World) -> None:
    bills = world.with_steps(*POSTING)
    bill = bills.create("bill", day="2020-05-05")
    assert (bill["number"], bill["title"]) == (None, "")
    posted = bills.change("bill", bill, posted=True)
    assert (posted["number"], posted["title"]) == ("B2020-001", "B2020-001")
    assert bills.read("bill", bill["id"]) == posted
    assert world.history("bill", bill["id"])[0]["changes"]["number"] == [None, "B2020-001"]
    assert bills.change("bill", posted, text="later")["number"] == "B2020-001"


def test_gapless_numbers_have_no_gap_although_every_third_fails(world: World) -> None:
    bills = world.with_steps(*POSTING)

    def make(at: int) -> str | None:
        try:
            return bills.create("bill", day="2021-01-01", posted=True, text="fails" if at % 3 == 0 else "ok")["number"]
        except Conflict:
            return None
    with ThreadPoolExecutor(16) as pool:
        made = sorted(filter(None, pool.map(make, range(48))))
    assert made == [f"B2021-{count:03d}" for count in range(1, 33)]


@pytest.mark.parametrize("count", [1, 3])
def test_a_dry_run_takes_no_gapless_number(world: World, count: int) -> None:
    bills = world.with_steps(*POSTING)
    for _ in range(count):
        assert bills.dry_run("bill", values={"day": f"203{count}-01-01", "posted": True}).record["number"] is not None
    assert bills.create("bill", day=f"203{count}-01-01", posted=True)["number"] == f"B203{count}-001"
