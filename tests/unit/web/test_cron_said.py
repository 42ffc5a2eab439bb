"""Due times are said as people say them; what is rarer stays as it was written."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from dougong.web.design.cron_said import cron_said
from dougong.web.scene import Scene
from dougong.web.words import words


def said(lang: str, text: str) -> str:
    scene: Any = SimpleNamespace(lang=lang, say=words(lang))
    return cron_said(cast(Scene, scene), text)


@pytest.mark.parametrize(("text", "en", "zh"), [
    ("0 1 * * *", "every day at 01:00", "每天 01:00"),
    ("30 8,18 * * *", "every day at 08:30, 18:30", "每天 08:30、18:30"),
    ("0 18 * * 1", "every Monday at 18:00", "每周一 18:00"),
    ("0 9 * * 0,5", "every Friday, Sunday at 09:00", "每周五、周日 09:00"),
    ("5 0 1,15 * *", "on day 1, 15 of each month at 00:05", "每月 1、15 日 00:05"),
])
def test_what_is_plain_is_said_in_words(text: str, en: str, zh: str) -> None:
    assert (said("en", text), said("zh-Hans", text)) == (en, zh)


@pytest.mark.parametrize("text", ["*/5 * * * *", "0 8 1 * 1", "0 8 1 3 *", "0 8 2-20 * *", "soon", ""])
def test_what_takes_more_words_stays_as_written(text: str) -> None:
    assert said("en", text) == text
