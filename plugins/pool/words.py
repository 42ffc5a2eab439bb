"""Why a person may not take a record, in words."""

from collections.abc import Mapping
from typing import Final

from dougong.spi import FieldError

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "pool_hold": {
        "en": "You have {n} already, and no more than {most} are allowed",
        "zh-Hans": "您已有 {n} 个，上限为 {most} 个",
        "zh-Hant": "您已有 {n} 個，上限為 {most} 個"},
    "pool_daily": {
        "en": "You have taken {n} today, and no more than {most} are allowed",
        "zh-Hans": "您今天已领取 {n} 个，每日上限为 {most} 个",
        "zh-Hant": "您今天已領取 {n} 個，每日上限為 {most} 個"},
    "pool_cooldown": {
        "en": "You had it last: for {most} days others come first",
        "zh-Hans": "您是上一任负责人，{most} 天内不能再次领取",
        "zh-Hant": "您是上一任負責人，{most} 天內不能再次領取"},
}


def fault(code: str, n: int, most: int) -> FieldError:
    """Return a limit that is reached: `n` of `most`."""
    text = {language: said.format(n=n, most=most) for language, said in WORDS[code].items()}
    return FieldError("", code, {"n": n, "most": most}, text)
