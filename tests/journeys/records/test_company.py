"""Dates are the company's: its time zone decides what today is, and a zone nobody knows stops nobody."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dougong.kernel.clock import FixedClock
from dougong.records.writing.change import Change
from tests.journeys.records.test_seeding import PACK, alive, context, write  # noqa: F401 - the fixture

EVENING = datetime(2025, 7, 1, 16, 30, tzinfo=UTC)          # half past midnight, 2 July, in Shanghai


@pytest.mark.req("PI04")
@pytest.mark.parametrize(("zone", "today"), [
    ("Asia/Shanghai", "2025-07-02"), ("Europe/Berlin", "2025-07-01"), ("Mars/Olympus", "2025-07-01"),
    ("../etc/passwd", "2025-07-01")])
def test_today_is_the_companys(alive, sqlite_database: str, tmp_path: Path, zone: str, today: str) -> None:  # noqa: F811
    runtime = alive(sqlite_database, tmp_path, PACK)
    write(runtime, Change(object="company", verb="create", values={
        "name": "澄海智能设备（苏州）有限公司", "short_name": "澄海智能", "time_zone": zone}))
    runtime.clock = FixedClock(EVENING)
    found = runtime.anew(context(runtime))
    assert found.today.isoformat() == today
    assert found.company == "澄海智能"
