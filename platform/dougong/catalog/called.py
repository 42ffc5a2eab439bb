"""What people call the things definitions name, in their language: asked of the catalog that will be, then of the one
that was."""

from collections.abc import Mapping
from typing import Any

from dougong.catalog.model import Catalog, Object
from dougong.catalog.rule import Rule
from dougong.kernel.labels import Label, words
from dougong.kernel.saying import Name, Naming


def naming(language: str, *catalogs: Catalog | None) -> Naming:
    """Return what gives a name's label: the first catalog that knows the name says it."""
    known = [each for each in catalogs if each is not None]

    def label(name: Name) -> str:
        return next((found for each in known if (found := _label(each, name, language))), "")
    return label


def _label(catalog: Catalog, name: Name, language: str) -> str:
    if name.section != "objects":
        held: Mapping[str, Any] = {"views": catalog.views, "packs": catalog.packs,
                                   "rules": _rules(catalog)}[name.section]
        return words(held[name.path].label, language) if name.path in held else ""
    owner, _, part = name.path.partition(".")
    one = catalog.objects.get(owner)
    if one is None:
        return ""
    if not part:
        return words(one.label, language)
    label = _part(one, part, language)
    return label if name.alone or not label else f"{words(one.label, language)} › {label}"


def _rules(catalog: Catalog) -> Mapping[str, Rule]:
    return {rule.name: rule for one in catalog.objects.values() for rule in one.rules}


def _part(one: Object, part: str, language: str) -> str:
    """Return what a field of an object is called; a check is called by what it says."""
    labels: dict[str, Label] = {check.name: check.message for check in one.checks}
    labels |= {each.name: each.label for each in (*one.system.values(), *one.fields.values())}
    return words(labels[part], language) if part in labels else ""
