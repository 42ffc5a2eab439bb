"""Whatever a pack holds, the compiler answers with a catalog or with findings that have a place; never otherwise."""

import copy
import json
import random
from collections.abc import Mapping

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.load import load
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import BUILTIN_KINDS, registry
from dougong.catalog.report import Report
from dougong.kernel.problems import Finding, MetadataError
from tests.unit.catalog.packs import PACKS, SYSTEM
from tests.unit.catalog.test_schemas import hurt

REGISTRY = registry()
SAMPLE = PackSource.folder(PACKS / "sample")
DOCUMENTS = load(SAMPLE, frozenset(BUILTIN_KINDS), Report())


@pytest.mark.parametrize("seed", range(4))
def test_a_hurt_pack_gives_a_catalog_or_findings(seed: int) -> None:
    chance, refused = random.Random(seed), 0
    for _ in range(25):
        files = dict(SAMPLE.files)
        for document in chance.sample(DOCUMENTS, 2):
            body = copy.deepcopy(dict(document.body))
            for _ in range(chance.randrange(1, 3)):
                hurt(body, chance)
            path = document.file.removeprefix("sample/")
            del files[path]
            files[path.replace(".yaml", ".json") if path != "pack.yaml" else path] = json.dumps(body).encode()
        findings = _findings(files)
        refused += bool(findings)
        assert all(finding.place.file.startswith("sample") for finding in findings), findings
    assert refused > 12


@pytest.mark.parametrize("seed", range(4))
def test_a_pack_of_noise_gives_findings(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(30):
        text = bytearray(SAMPLE.files["objects/sample_order.yaml"])
        for _ in range(chance.randrange(1, 30)):
            text[chance.randrange(len(text))] = chance.randrange(256)
        findings = _findings({**SAMPLE.files, "objects/sample_order.yaml": bytes(text)})
        assert all(finding.place.line > 0 for finding in findings), findings


def _findings(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    try:
        compile_catalog([SYSTEM, PackSource("sample", files)], REGISTRY, {})
    except MetadataError as error:
        return error.findings
    return ()
