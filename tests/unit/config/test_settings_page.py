"""docs/guides/settings.md lists every setting, and only those."""

import re
from dataclasses import fields
from pathlib import Path

from dougong.config import Settings

PAGE = Path(__file__).resolve().parents[3] / "docs" / "guides" / "settings.md"


def test_the_page_lists_every_setting_and_no_other() -> None:
    listed = re.findall(r"^\| `(DOUGONG_[A-Z_]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(f"DOUGONG_{each.name.upper()}" for each in fields(Settings))
