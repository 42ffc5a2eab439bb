"""Why a person may not take a record, in words."""

from collections.abc import Mapping
from typing import Final

from dougong.spi import FieldError

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "pool_hold": {
        "en": "You hold {n} and the limit is {most}. Release one first",
        "zh-Hans": "已持有 {n} 个，上限为 {most} 个。先放回一个，再领取",
        "zh-Hant": "已持有 {n} 個，上限為 {most} 個。先放回一個，再領取"},
    "pool_beyond": {
        "en": "You hold more than {most}, which is the limit. Release some first, until you hold fewer",
        "zh-Hans": "持有的已超过上限 {most} 个。先放回几个，少于 {most} 个后再领取",
        "zh-Hant": "持有的已超過上限 {most} 個。先放回幾個，少於 {most} 個後再領取"},
    "pool_daily": {
        "en": "You have taken {n} today and the limit is {most} a day. Take more tomorrow",
        "zh-Hans": "今天已领取 {n} 个，每日上限为 {most} 个。明天再领取",
        "zh-Hant": "今天已領取 {n} 個，每日上限為 {most} 個。明天再領取"},
    "pool_cooldown": {
        "en": "You had it last. For {most} days after it went back only others may take it",
        "zh-Hans": "你是上一任负责人，放回后 {most} 天内只能由其他人领取",
        "zh-Hant": "你是上一任負責人，放回後 {most} 天內只能由其他人領取"},
}


def fault(code: str, n: int, most: int) -> FieldError:
    """Return a limit that is reached: `n` of `most`. Nobody counts how much more than the limit somebody holds."""
    said = WORDS["pool_beyond" if code == "pool_hold" and n > most else code]
    text = {language: each.format(n=n, most=most) for language, each in said.items()}
    return FieldError("", code, {"n": n, "most": most}, text)
