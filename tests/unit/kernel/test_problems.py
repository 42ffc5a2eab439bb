from datetime import UTC, datetime, timedelta, timezone

from dougong.kernel.clock import FixedClock, SystemClock
from dougong.kernel.errors import Conflict, FieldError, Refused, Stale
from dougong.kernel.problems import Finding, MetadataError, Place


def test_findings_read_like_a_compilers() -> None:
    finding = Finding(Place("order.yaml", 14, 9), "M201", "field total: no type 'mony'", "did you mean money?")
    assert str(finding) == "order.yaml:14:9 M201 field total: no type 'mony' (did you mean money?)"


def test_all_findings_come_at_once_sorted_by_place_and_only_once() -> None:
    late = Finding(Place("b.yaml", 2, 1), "M101", "x")
    early = Finding(Place("a.yaml", 10, 1), "M101", "x")
    earlier = Finding(Place("a.yaml", 9, 1), "M101", "x")
    error = MetadataError([late, early, earlier, late])
    assert error.findings == (earlier, early, late)
    assert str(error).splitlines() == ["a.yaml:9:1 M101 x", "a.yaml:10:1 M101 x", "b.yaml:2:1 M101 x"]


def test_a_refusal_carries_every_refused_value() -> None:
    faults = [FieldError("/name", "required"), FieldError("/lines/0/qty", "range", {"least": 1})]
    assert Refused(errors=faults).errors == tuple(faults)
    assert Refused(errors=faults).code == "refused"


def test_a_stale_version_is_a_conflict_that_shows_the_record_of_now() -> None:
    stale = Stale(current={"id": 1, "version": 3})
    assert isinstance(stale, Conflict)
    assert stale.current == {"id": 1, "version": 3}


def test_clocks_tell_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
    shanghai = timezone(timedelta(hours=8))
    assert FixedClock(datetime(2025, 7, 1, 4, tzinfo=shanghai)).now() == datetime(2025, 6, 30, 20, tzinfo=UTC)
