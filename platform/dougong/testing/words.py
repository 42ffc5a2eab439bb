"""What a pack says without being asked: labels in every language, files that are used, numbers that fit their
pattern, values that are what they would be if computed anew. Each proof yields a sentence per fault."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from dougong.catalog.model import Catalog, Numbering
from dougong.catalog.reading.load import load
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import BUILTIN_KINDS
from dougong.catalog.report import Report
from dougong.kernel.labels import LANGUAGES
from dougong.records.upkeep.verify import verify
from dougong.testing.proof import Proof


def unlabelled(catalog: Catalog, packs: Collection[str]) -> Iterator[str]:
    """Find labels that lack one of the languages or only repeat a technical name."""
    for path, name, label in _labels(catalog, packs):
        yield from (f"{path}: no words in {language}" for language in LANGUAGES if not label.get(language))
        if "_" in name and name in label.values():
            yield f"{path}: the label is only the name"


def _labels(catalog: Catalog, packs: Collection[str]) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    for one in catalog.objects.values():
        if one.pack in packs:
            yield one.name, one.name, one.label
            yield f"{one.name} (plural)", one.name, one.plural
            yield from ((f"{one.name}.checks.{each.name}", each.name, each.message) for each in one.checks)
            yield from ((f"{one.name}.unique.{each.name}", each.name, each.message) for each in one.uniques
                        if each.message)
        for each in one.fields.values():
            if each.pack in packs:
                yield f"{one.name}.{each.name}", each.name, each.label
                yield from ((f"{one.name}.{each.name}.{option.name}", option.name, option.label)
                            for option in each.type.choices(each))
        for rule in one.rules:
            if rule.pack in packs:
                yield f"rule {rule.name}", rule.name, rule.label
                yield from ((f"rule {rule.name}.{each.name}", each.name, text) for each in rule.do
                            if each.telling is not None
                            for text in (each.telling.message, each.telling.subject) if text)
    yield from ((f"view {each.name}", each.name, each.label) for each in catalog.views.values()
                if each.pack in packs and each.label)
    yield from ((f"menu group {each.name}", each.name, each.label) for each in catalog.menu)
    yield from ((f"menu entry {each.name}", each.name, each.label) for group in catalog.menu for each in group.entries)
    yield from ((f"pack {each.name}", each.name, each.label) for each in catalog.packs.values() if each.name in packs)


def unused(packs: Sequence[PackSource]) -> Iterator[str]:
    """Find files nothing comes of: traits no object takes part in, tables no data name."""
    documents = [each for pack in packs for each in load(pack, frozenset(BUILTIN_KINDS), Report())]
    taken = {name for each in documents for name in each.body.get("traits", ())}
    named = {f"{each.pack}/data/{each.body['table']}" for each in documents if "table" in each.body}
    yield from (f"{each.file}: no object takes part in this trait" for each in documents
                if each.kind == "trait" and each.name not in taken)
    yield from (f"{pack.name}/{path}: no data name this table" for pack in packs for path in pack.tables
                if f"{pack.name}/{path}" not in named)


def misnumbered(proof: Proof) -> Iterator[str]:
    """Find numbered objects whose records have no number, or one that does not fit the pattern."""
    for thing in proof.documents():
        if thing.number is None or thing.number.take != "create":
            continue
        proof.latest(thing)
        numbers = [each["number"] for each in
                   proof.program("GET", f"/{thing.name}?sort=-id&limit=5&fields=number").json["data"]]
        wrong = [each for each in numbers if not re.fullmatch(_shape(thing.number), each or "")]
        if wrong or not numbers or len(set(numbers)) < len(numbers):
            yield f"{thing.name}: {numbers} are no numbers of the pattern {thing.number.pattern}"


def miskept(proof: Proof) -> Iterator[str]:
    """Find stored formulas, rollups, links and search rows that are not what they would be if made anew."""
    names = {one.name for one in proof.objects()}
    return (str(each) for each in verify(proof.stage.context(), objects=names))


def _shape(numbering: Numbering) -> str:
    """Return a pattern every number fits: texts as they stand, the counter at least as wide as it says."""
    return "".join(re.escape(part) if isinstance(part, str) else rf"\d{{{part[1]},}}" if part[0] == "seq" else ".*"
                   for part in numbering.parts)
