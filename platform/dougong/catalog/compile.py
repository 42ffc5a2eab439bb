"""The whole way: files of packs become one frozen catalog, or every finding at once."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from dougong.catalog.checks import ALL
from dougong.catalog.checks.inspection import Inspection
from dougong.catalog.document import Document
from dougong.catalog.draft import Draft
from dougong.catalog.freeze import freeze
from dougong.catalog.layer import layer
from dougong.catalog.link import Linked, link
from dougong.catalog.load import load
from dougong.catalog.model import Catalog
from dougong.catalog.parking import blamed
from dougong.catalog.patching import Parked, patch
from dougong.catalog.prune import pruned
from dougong.catalog.quiet import uncollected
from dougong.catalog.registry import BUILTIN_KINDS, Registry
from dougong.catalog.report import Report
from dougong.catalog.source import PackSource
from dougong.catalog.validate import Validator
from dougong.kernel.problems import MetadataError

CIRCLE = "M302"          # formulas that need each other


def compile_catalog(packs: Sequence[PackSource], registry: Registry, uids: Mapping[str, str],
                    more: Sequence[Inspection] = ()) -> Catalog:
    """Return the catalog of these packs, number 0; `uids` gives what is known by path its uid, the rest gets new ones.

    `more` are checks of upper floors, for what cannot be judged here (which expressions become SQL). An operation of
    the site that makes something wrong is parked. Raises MetadataError with all other findings.
    """
    parked: dict[tuple[str, int], str] = {}
    validator = Validator(registry)
    while True:
        try:
            return _compiled(packs, registry, uids, more, validator, parked)
        except MetadataError as error:
            found = blamed(packs, error.findings)
            if not found or found.keys() <= parked.keys():
                raise
            parked |= found


def drafting(packs: Sequence[PackSource], registry: Registry) -> Callable[[Sequence[PackSource]], Draft]:
    """Return what layers and patches these packs and more over them, not linked: what is written, and where. These
    are read once; what is wrong in any is not told."""
    validator, below = Validator(registry), Report()
    held, gone = _documents(packs, registry, validator, below)

    def draft(over: Sequence[PackSource]) -> Draft:
        report = Report()
        with uncollected():
            documents, lost = _documents(over, registry, validator, report)
            made = layer([*held, *documents], lost | gone, report)
            patch(made, validator, {})
            return made
    return draft


def _compiled(packs: Sequence[PackSource], registry: Registry, uids: Mapping[str, str], more: Sequence[Inspection],
              validator: Validator, parked: Parked) -> Catalog:
    report = Report()
    with uncollected():
        documents, lost = _documents(packs, registry, validator, report)
        draft = layer(documents, lost, report)
        if not patch(draft, validator, parked):
            report.raise_if_any()
        _expand(draft, registry, validator)
        linked = link(draft, registry, uids)
        draft.words.strays(report)
        inspect(linked, ALL, report)
        if not report.holds(CIRCLE):         # upper floors follow formulas, and would follow a circle for ever
            inspect(linked, more, report)
        report.raise_if_any()
        return freeze(linked)


def inspect(linked: Linked, inspections: Sequence[Inspection], report: Report) -> None:
    """Run checks over what is linked."""
    for inspection in inspections:
        for fault in inspection.look(linked):
            report.add(fault.where, fault.code or inspection.code, fault.message, fault.hint)


def _documents(packs: Sequence[PackSource], registry: Registry, validator: Validator,
               report: Report) -> tuple[list[Document], set[str]]:
    """Return the definitions that have their shape, and the names of what could not be read."""
    kinds = frozenset(BUILTIN_KINDS) | registry.kinds.keys()
    kept: list[Document] = []
    lost: set[str] = set()
    for pack in packs:
        read = load(pack, kinds, report)
        lost |= _stems(pack) - {document.name for document in read}
        for document in read:
            rest, names = pruned(document, validator.check(document, report))
            lost |= names
            if rest is not None:
                kept.append(rest)
    return kept, lost


def _stems(pack: PackSource) -> set[str]:
    return {path.rpartition("/")[2].rpartition(".")[0] for path in pack.files}


def _expand(draft: Draft, registry: Registry, validator: Validator) -> None:
    """Let the definitions of plugins' kinds add their tables; what they add has to have the shape of an object."""
    before = len(draft.objects)
    for document in draft.others:
        registry.kinds[document.kind].expand(document, draft)
        draft.extra.setdefault(document.kind, {})[document.name] = document.body
    for name in list(islice(draft.objects, before, None)):
        if validator.check(draft.objects[name].where.document, draft.report):
            del draft.objects[name]
            draft.lost.add(name)
