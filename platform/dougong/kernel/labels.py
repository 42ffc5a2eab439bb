"""Words for people, by language: labels are values, chosen when shown."""

from collections.abc import Iterable, Mapping

LANGUAGES = ("zh-Hans", "zh-Hant", "en")

#: Text by language tag; the pack's source language is always there.
Label = Mapping[str, str]

_FALLBACK = {"zh-Hans": ("zh-Hant", "en"), "zh-Hant": ("zh-Hans", "en"), "en": ("zh-Hans", "zh-Hant")}

#: What stands between parts that are named one after the other, where it is no comma.
_BETWEEN = {"zh-Hans": "、", "zh-Hant": "、"}
_CLAUSES = {"zh-Hans": "，", "zh-Hant": "，"}


def words(label: Label, language: str) -> str:
    """Return the label in `language`, else in the nearest language that has it, else an empty text."""
    found = label.get(language)
    if found is not None:
        return found
    return next((label[other] for other in _FALLBACK.get(language, LANGUAGES) if other in label), "")


def enumerated(texts: Iterable[str], language: str) -> str:
    """Return texts as a sentence names one after the other: with commas between, in Chinese their sister."""
    return _BETWEEN.get(language, ", ").join(texts)


def clauses(texts: Iterable[str], language: str) -> str:
    """Return what is longer than a name, one after the other: with the commas of the language between."""
    return _CLAUSES.get(language, ", ").join(texts)
