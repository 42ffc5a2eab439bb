"""Notices by mail: as each person wishes, in their language, and only what they may read when it is written."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dougong.access.mail import Mail, recent
from dougong.ext import worker
from dougong.kernel.clock import FixedClock
from dougong.processes.talk.mailing import morning
from dougong.records.writing.change import Change
from tests.journeys.access.served import Site
from tests.journeys.access.test_comments import heard, machine, said


@pytest.fixture(autouse=True)
def clock(site: Site) -> Iterator[FixedClock]:
    """A clock the test turns: it is noon, long after the day the tokens were made."""
    usual, site.runtime.clock = site.runtime.clock, FixedClock(datetime.now(UTC) + timedelta(minutes=1))
    yield site.runtime.clock
    site.runtime.clock = usual


def mailed(site: Site, about: str) -> list[Mail]:
    """What was mailed about a record, the newest first, once the workers have done what is due."""
    worker(site.runtime).step()
    return [each.mail for each in recent(site.runtime.database) if about in each.mail.body]


def wish(site: Site, who: str, **kinds: Any) -> dict[str, Any]:
    answer = site.call(who, "PATCH", "/me/notices", {kind: dict(zip(("app", "mail"), each, strict=True))
                                                     for kind, each in kinds.items()})
    assert answer.status_code == 200, answer.json
    return dict(answer.json or {})


def deal_of(site: Site, who: str, name: str) -> dict[str, Any]:
    return site.made(who, "deal", name=f"{name} {len(recent(site.runtime.database))}")


def test_who_is_named_is_mailed_once_and_who_follows_is_not(site: Site) -> None:
    """What is usual: mentions are mailed at once, comments and messages are not."""
    deal = deal_of(site, "ann", "Usual")
    said(site, "fay", deal, "look, @eve")
    one, = mailed(site, deal["name"])
    assert (one.address, one.subject) == ("eve@example.com", f"Somebody mentioned you: {deal['name']}")
    assert "look, @eve" in one.body
    assert f"{site.runtime.settings.base_url}/o/deal/{deal['id']}\n" in one.body
    assert mailed(site, deal["name"]) == [one]


def test_nobody_is_mailed_what_they_may_not_read(site: Site) -> None:
    """Bob may not read Ann's deal; what is shared with him later was not mailed then, and is there to be read."""
    deal = deal_of(site, "ann", "Private")
    said(site, "ann", deal, "@bob and @hal and @nobody")
    assert mailed(site, deal["name"]) == []
    other = deal_of(site, "ann", "Taken")
    said(site, "ann", other, "@eve soon gone")
    assert site.call("ann", "DELETE", f"/deal/{other['id']}").status_code == 204
    assert mailed(site, other["name"]) == [], "it went to the bin before the mail was written"


def test_each_hears_as_they_wish(site: Site) -> None:
    before = site.call("ann", "GET", "/me/notices").json
    assert before == {"mention": {"app": True, "mail": "at_once"}, "comment": {"app": True, "mail": "never"},
                      "message": {"app": True, "mail": "never"}}
    assert wish(site, "ann", comment=(False, "at_once")) == {**before, "comment": {"app": False, "mail": "at_once"}}
    deal = deal_of(site, "ann", "Wished")
    said(site, "fay", deal, "well done")
    assert heard(site, "ann", deal) == [], "not in the app"
    assert [each.address for each in mailed(site, "well done")] == ["ann@example.com"]
    wish(site, "ann", comment=(True, "never"))
    assert [text for _, text, _ in heard(site, "ann", deal)] == ["well done"]


@pytest.mark.parametrize("sent", [{"comments": {"app": True, "mail": "never"}}, {"comment": {"app": True}},
                                  {"comment": {"app": 1, "mail": "never"}}, {"comment": "never"},
                                  {"comment": {"app": True, "mail": "weekly"}}])
def test_a_wish_that_means_nothing_is_refused(site: Site, sent: dict[str, Any]) -> None:
    before = site.call("ann", "GET", "/me/notices").json
    assert site.call("ann", "PATCH", "/me/notices", sent).status_code == 422
    assert site.call("ann", "GET", "/me/notices").json == before


def test_what_comes_once_a_day_comes_in_the_morning_and_together(site: Site, clock: FixedClock) -> None:
    """Two comments and one that was read before: at eight one mail tells the two; the next morning there is none."""
    wish(site, "ann", comment=(True, "daily"))
    deal = deal_of(site, "ann", "Daily")
    for text in ("first word", "second word", "third word"):
        said(site, "fay", deal, text)
    assert mailed(site, deal["name"]) == []
    newest = next(row for row in site.call("ann", "GET", "/notices").json["data"] if row["text"] == "third word")
    assert site.call("ann", "POST", "/notices/read", {"ids": [newest["id"]]}).status_code == 204
    _, due = morning(machine(site))
    clock.moment = due - timedelta(minutes=1)
    assert mailed(site, deal["name"]) == []
    clock.moment = due + timedelta(minutes=1)
    one, = mailed(site, deal["name"])
    assert one.address == "ann@example.com"
    assert "first word" in one.body
    assert "second word" in one.body
    assert "third word" not in one.body
    clock.moment = due + timedelta(days=1, minutes=1)
    assert mailed(site, deal["name"]) == [one]
    wish(site, "ann", comment=(True, "never"))


def test_a_mail_speaks_the_language_of_who_gets_it(site: Site) -> None:
    context = machine(site)
    eve = site.call("joe", "GET", f"/user/{site.ids['eve']}").json
    site.runtime.unit(context).apply(Change(object="user", verb="update", id=eve["id"], version=eve["version"],
                                            values={"language": "zh-Hans"}))
    deal = deal_of(site, "ann", "Words")
    said(site, "fay", deal, "@eve 请看")
    one, = mailed(site, deal["name"])
    assert one.subject == f"某位同事 提到了你：{deal['name']}"
