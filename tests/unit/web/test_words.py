"""Words and templates: three languages say the same things, and no template speaks by itself."""

import json
import re
import string
from pathlib import Path
from typing import Any

import pytest

from dougong.kernel.labels import LANGUAGES
from dougong.resources import templates
from dougong.web.words import words

TEMPLATES = sorted(templates().rglob("*.html"))
#: Macros that write attributes only: no text of theirs reaches a reader.
ATTRIBUTES = {"hx.html", "input.html"}
CLASS = r"\{% block shell_class %\}.*?\{% endblock %\}"
PYTHON = sorted((Path(__file__).parents[3] / "platform" / "dougong" / "web").rglob("*.py"))
USED = re.compile(r"""\b(?:t|say|spoken)\(\s*['"]([a-z]+\.[a-z_0-9]+)['"]""")


def phrases(language: str) -> dict[str, Any]:
    return dict(json.loads((templates().with_name("i18n") / f"{language}.json").read_text("utf-8")))


def texts(phrase: Any) -> list[str]:
    return [phrase] if isinstance(phrase, str) else list(phrase.values())


def slots(phrase: Any) -> set[str]:
    return {name for text in texts(phrase) for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_three_languages_have_the_same_keys_in_order() -> None:
    known = {language: list(phrases(language)) for language in LANGUAGES}
    assert known["zh-Hans"] == known["zh-Hant"] == known["en"] == sorted(known["en"])


def test_a_phrase_takes_the_same_slots_in_every_language() -> None:
    hans, hant, english = (phrases(language) for language in LANGUAGES)
    assert [key for key in hans if not slots(hans[key]) == slots(hant[key]) == slots(english[key])] == []


def test_english_holds_no_chinese() -> None:
    assert [key for key, phrase in phrases("en").items() for text in texts(phrase) if re.search(r"[一-鿿]", text)] == []


def test_every_key_in_use_exists() -> None:
    used = {key for path in (*TEMPLATES, *PYTHON) for key in USED.findall(path.read_text("utf-8"))}
    assert len(used) > 150
    assert used - phrases("en").keys() == set()


def test_every_key_is_used() -> None:
    everything = "\n".join(path.read_text("utf-8") for path in (*TEMPLATES, *PYTHON))
    families = set(re.findall(r"""['"]([a-z]+\.[a-z_]*)\{""", everything))
    assert [key for key in phrases("en")
            if f'"{key}"' not in everything and f"'{key}'" not in everything
            and not any(key.startswith(family) for family in families)] == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name not in ATTRIBUTES],
                         ids=lambda path: str(path.relative_to(templates())))
def test_a_template_holds_no_bare_words(path: Path) -> None:
    text = path.read_text("utf-8")
    plain = re.sub(CLASS + r"|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    between = " ".join(re.sub(r"<[^>]*>", "\n", plain).split("\n"))
    assert not re.search(r"[一-鿿]", plain)
    assert not re.search(r"[A-Za-z]{3,}", between), between.split()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(templates())))
def test_hx_attributes_come_from_one_file_and_nothing_is_inline(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    if path.name != "hx.html":
        assert not re.search(r"\shx-[a-z]", text)
    assert not re.search(r"\son[a-z]+=|\sstyle=|<script(?![^>]*\ssrc=)|\|\s*safe", text)


def test_one_and_many_are_told_apart_in_english() -> None:
    assert words("en")("list.count", n=1) == "1 record"
    assert words("en")("list.count", n="1,200") == "1,200 records"
    assert words("zh-Hans")("list.count", n=1) == "1 条"


def test_an_unknown_language_speaks_english() -> None:
    assert words("fr")("act.edit") == "Edit"
