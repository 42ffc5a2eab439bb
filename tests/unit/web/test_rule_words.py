"""Rules of shipped packs as sentences: none has a name or sign of a program in it, in any language."""

import re
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.model import Catalog
from dougong.catalog.plain import plain_rule
from dougong.catalog.reading.source import shipped_packs
from dougong.ext import registry
from dougong.kernel.labels import LANGUAGES
from dougong.web.design.rule_said import sentence
from dougong.web.scene import Look, Scene
from tests.unit.catalog.test_phrase import CODE, WORD

#: What stands in quotation marks has been written by somebody.
_TOLD = re.compile(r"“[^”]*”|「[^」]*」")


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return compile_catalog(shipped_packs(), registry(), {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_a_sentence_without_code(shipped: Catalog, language: str) -> None:
    scene = Scene(context=cast(Any, SimpleNamespace(catalog=shipped)), look=Look(lang=language), csrf="", here="")
    told = [_TOLD.sub("", sentence(scene, thing, plain_rule(rule))) for thing in shipped.objects.values()
            for rule in thing.rules]
    assert len(told) > 10
    assert [each for each in told if CODE.search(each)] == []
    if language != "en":
        assert [each for each in told if WORD.search(each)] == []
