"""The whole way: files of packs become one frozen catalog, or every finding at once."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from dougong.catalog.checks import ALL
from dougong.catalog.checks.inspection import Inspection
from dougong.catalog.freeze import freeze
from dougong.catalog.layer import layer
from dougong.catalog.linking.draft import Draft
from dougong.catalog.linking.link import Linked, link
from dougong.catalog.model import Catalog
from dougong.catalog.patches.parking import blamed
from dougong.catalog.patches.patching import Parked, patch
from dougong.catalog.quiet import uncollected
from dougong.catalog.reading.shelf import Shelf
from dougong.catalog.reading.source import PackSource
from dougong.catalog.reading.validate import Validator
from dougong.catalog.registry import Registry
from dougong.catalog.report import Report
from dougong.kernel.problems import MetadataError

CIRCLE = "M302"          # formulas that need each other


def compile_catalog(packs: Sequence[PackSource], registry: Registry, uids: Mapping[str, str],
                    more: Sequence[Inspection] = ()) -> Catalog:
    """Return the catalog of these packs as `compiled` does, with nothing read before."""
    return compiled(Shelf(registry), packs, uids, more)


def compiled(shelf: Shelf, packs: Sequence[PackSource], uids: Mapping[str, str],
             more: Sequence[Inspection] = ()) -> Catalog:
    """Return the catalog of these packs, number 0; `uids` gives what is known by path its uid, the rest gets new ones.

    `more` are checks of upper floors, for what cannot be judged here (which expressions become SQL). An operation of
    the site that makes something wrong is parked. Raises MetadataError with all other findings.
    """
    parked: dict[tuple[str, int], str] = {}
    while True:
        try:
            return _compiled(shelf, packs, uids, more, parked)
        except MetadataError as error:
            found = blamed(packs, error.findings)
            if not found or found.keys() <= parked.keys():
                raise
            parked |= found


def drafting(shelf: Shelf, packs: Sequence[PackSource]) -> Callable[[Sequence[PackSource]], Draft]:
    """Return what layers and patches these packs and more over them, not linked: what is written, and where; what is
    wrong in any is not told."""
    def draft(over: Sequence[PackSource]) -> Draft:
        report = Report()
        with uncollected():
            made = layer(*shelf.documents((*packs, *over), report), report)
            patch(made, shelf.validator, {})
            return made
    return draft


def _compiled(shelf: Shelf, packs: Sequence[PackSource], uids: Mapping[str, str], more: Sequence[Inspection],
              parked: Parked) -> Catalog:
    report, registry = Report(), shelf.registry
    with uncollected():
        draft = layer(*shelf.documents(packs, report), report)
        patch(draft, shelf.validator, parked)
        _expand(draft, registry, shelf.validator)
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
            report.add(fault.where, fault.code or inspection.code, fault.message, fault.hint, fault.said)


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
