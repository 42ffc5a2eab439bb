"""Which of our languages a program asks for."""

from functools import lru_cache

from dougong.kernel.labels import LANGUAGES

DEFAULT = "en"
#: Chinese by place or script; other Chinese is simplified.
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


@lru_cache(maxsize=256)
def asked(header: str) -> str | None:
    """Return the best of LANGUAGES for an Accept-Language header, or None when it names none of them."""
    ranked = sorted(map(_weighed, header[:500].split(",")), key=lambda each: -each[1])
    return next((found for tag, weight in ranked if weight > 0 and (found := _ours(tag))), None)


def _weighed(part: str) -> tuple[str, float]:
    tag, _, quality = part.partition(";")
    try:
        weight = float(quality.strip().removeprefix("q=")) if quality else 1.0
    except ValueError:
        weight = 0.0
    return tag.strip().lower(), weight


def _ours(tag: str) -> str | None:
    if tag.startswith(_TRADITIONAL):
        return "zh-Hant"
    if tag == "zh" or tag.startswith("zh-"):
        return "zh-Hans"
    return next((each for each in LANGUAGES if each == tag or tag.startswith(f"{each}-")), None)
