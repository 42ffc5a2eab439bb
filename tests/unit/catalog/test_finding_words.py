"""What is wrong in a definition is told in three languages: each code has its meaning and cure in all of them."""

from dougong.catalog.codes import CODES
from dougong.kernel.messages import say


def test_each_code_has_its_meaning_and_cure_in_three_languages() -> None:
    for code, found in CODES.items():
        assert say(f"finding_{code}", "en") == f"{found.meaning} {found.cure}"
        told = {say(f"finding_{code}", language) for language in ("zh-Hans", "zh-Hant", "en")}
        assert len(told) == 3, code
