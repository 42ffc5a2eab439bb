"""The schemas say one thing in three forms: published, working, and the quick yes."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dougong.catalog.reading.load import load
from dougong.catalog.reading.quick import UnknownKeywordError, compiled
from dougong.catalog.reading.schema import published, working
from dougong.catalog.reading.source import PackSource
from dougong.catalog.reading.validate import _Strict
from dougong.catalog.registry import BUILTIN_KINDS, registry
from dougong.catalog.report import Report
from tests.unit.catalog.packs import PACKS

REGISTRY = registry()
_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2.5, "", "text", "Bad Name", [], ["name"], {}, {"zh-Hans": "名"}, {"fr": "nom"})


@pytest.mark.parametrize("kind", [*BUILTIN_KINDS, "i18n"])
def test_each_published_schema_is_a_schema(kind: str) -> None:
    schema = published(REGISTRY)[kind]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"https://dougong.dev/schemas/1/{kind}.json"


def test_every_key_is_described() -> None:
    for kind, schema in published(REGISTRY).items():
        for path, part in _parts(schema, kind):
            if "properties" in part and not {"if", "anyOf"} & set(path.split("/")):
                assert all("description" in one for one in part["properties"].values()), path


def test_every_map_is_closed_but_records() -> None:
    for kind, schema in published(REGISTRY).items():
        for path, part in _parts(schema, kind):
            if "properties" in part and "allOf" not in part and not {"if"} & set(path.split("/")):
                assert (part.get("additionalProperties") is False) != (path == "data/properties/records/items"), path


def test_published_working_and_quick_agree() -> None:
    """Over the sample pack, whole and broken in a thousand ways."""
    strict, plain = working(REGISTRY), published(REGISTRY)
    chance, told = random.Random(7), {True: 0, False: 0}
    documents = load(PackSource.folder(PACKS / "sample"), frozenset(BUILTIN_KINDS), Report())
    for document in documents:
        ours = _Strict(strict[document.kind])
        theirs = Draft202012Validator(plain[document.kind])
        quick = compiled(strict[document.kind])
        for round_ in range(80):
            body = copy.deepcopy(dict(document.body))
            for _ in range(min(round_, 2)):
                hurt(body, chance)
            verdict = quick(body)
            told[verdict] += 1
            assert ours.is_valid(body) == verdict, body
            if round_ < 12:                      # the published chain is slow; a dozen of each kind is enough
                assert theirs.is_valid(body) == verdict, body
    assert min(told.values()) > 50


def test_a_schema_with_a_word_the_quick_yes_does_not_know_is_left_to_jsonschema() -> None:
    with pytest.raises(UnknownKeywordError):
        compiled({"type": "object", "dependentRequired": {"a": ["b"]}})


def hurt(body: Any, chance: random.Random) -> None:
    """Delete, add or replace something somewhere in `body`."""
    holder, key = chance.choice(list(_places(body)))
    match chance.randrange(3):
        case 0:
            del holder[key]
        case 1:
            holder[key] = copy.deepcopy(chance.choice(_VALUES))
        case _ if isinstance(holder, dict):
            holder[chance.choice(["label", "type", "unknown", "required", "places", "options", "to"])] = \
                copy.deepcopy(chance.choice(_VALUES))
        case _:
            holder.append(copy.deepcopy(chance.choice(_VALUES)))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for key, part in pairs:
        yield value, key
        yield from _places(part)
    if not pairs and isinstance(value, dict):
        value["kind"] = "object"
        yield value, "kind"


def _parts(schema: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        yield path, schema
        for key, part in schema.items():
            yield from _parts(part, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, part in enumerate(schema):
            yield from _parts(part, f"{path}/{index}")
