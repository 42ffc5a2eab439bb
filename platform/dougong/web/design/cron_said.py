"""Due times in words: every day at eight, every Monday; what is rarer stays as cron writes it."""

from typing import Final

from dougong.catalog.cron import Cron, CronError, cron
from dougong.kernel.labels import enumerated
from dougong.web.scene import Scene

#: Times of a day, or days, that are said one by one.
MOST: Final = 4
_MONTHS: Final = frozenset(range(1, 13))
_DAYS: Final = frozenset(range(1, 32))
_WEEK: Final = frozenset(range(7))


def cron_said(scene: Scene, text: str) -> str:
    """Return when that is; the text itself where it takes more than a few words, or names no due times."""
    try:
        due = cron(text)
    except CronError:
        return text
    times = [f"{hour:02}:{minute:02}" for hour in due.hours for minute in due.minutes]
    key = _days(due)
    if not key or len(times) > MOST:
        return text
    return scene.say(f"rule.time_{key}", times=enumerated(times, scene.lang),
                     days=enumerated(_named(scene, due, key), scene.lang))


def _days(due: Cron) -> str:
    """Return which way of naming days says it; "" for none."""
    if due.months != _MONTHS or (due.working and due.days != _DAYS):
        return ""
    if due.days == _DAYS:
        return "working" if due.working else "daily" if due.weekdays == _WEEK else "weekly"
    return "monthly" if due.weekdays == _WEEK and len(due.days) <= MOST else ""


def _named(scene: Scene, due: Cron, key: str) -> list[str]:
    if key == "weekly":
        return [scene.say(f"rule.day_{day}") for day in sorted(due.weekdays, key=lambda day: (day - 1) % 7)]
    return [str(day) for day in sorted(due.days)] if key == "monthly" else []
