"""Third stage: packs form a line; traits, fields of upper packs and translations come to the objects they belong to."""

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.catalog import setting
from dougong.catalog.linking.draft import Draft, Raw, RawObject, RawPack
from dougong.catalog.linking.order import ordered
from dougong.catalog.reading.document import Document
from dougong.catalog.report import Report
from dougong.kernel.names import suggestion

FORMAT = 1
#: The layer of what is made on the spot: it lies above all packs and sees them all.
SITE = "site"
#: How the names of what is made there begin, with _ after it.
PREFIX = "x"
_PARTS = (("fields", "fields"), ("checks", "checks"), ("unique", "uniques"))


def layer(documents: Iterable[Document], lost: Iterable[str], report: Report) -> Draft:
    """Return all definitions, layered; what does not fit goes to the report."""
    draft = Draft(report, lost=set(lost))
    living = _living(draft, list(documents))
    for document in living:
        _named(draft, document)
    traits = _traits(draft, living)
    for document in living:
        if document.kind == "object":
            _object(draft, document, traits)
        elif document.kind == "setting":
            _setting(draft, document)
    _spare(draft, living, traits)
    for document in living:
        if document.kind == "field":
            _field(draft, document)
    for document in living:
        _other(draft, document)
    return draft


def _living(draft: Draft, documents: list[Document]) -> list[Document]:
    """Return the definitions that count, those of lower packs first."""
    _packs(draft, [document for document in documents if document.kind == "pack"])
    rank = {name: number for number, name in enumerate(draft.packs)}
    draft.lost |= {document.name for document in documents if document.pack not in rank}
    kept = sorted((d for d in documents if d.pack in rank), key=lambda d: rank[d.pack])
    return [document for document in kept if _lives(document, draft)]


def _named(draft: Draft, document: Document) -> None:
    """Take in translations; of other definitions see that the file is called like what it defines."""
    if document.kind == "i18n":
        draft.words.add(document)
    elif document.kind not in {"pack", "field"} and document.body.get("name", document.name) != document.name:
        draft.report.add(document.at("name"), "M106",
                         f"the file is called {document.name}, the {document.kind} {document.body['name']}")


def _lives(document: Document, draft: Draft) -> bool:
    needed = document.awaited
    if needed is None or needed in draft.packs:
        return True
    body = document.body
    draft.words.absent(f"objects.{body['object']}.fields.{body['name']}" if document.kind == "field"
                       else f"{document.kind}s.{body['name']}")
    draft.lost.add(str(body["name"]))
    return False


def _packs(draft: Draft, documents: list[Document]) -> None:
    """Order the packs by what they require."""
    found: dict[str, Document] = {}
    for document in documents:
        name, report = document.body["name"], draft.report
        if name != document.pack:
            report.add(document.at("name"), "M106", f"the folder is called {document.pack}, the pack {name}")
        elif name in found:
            report.add(document.at("name"), "M204", f"two packs are called {name}", f"the other is {found[name].file}")
        elif document.body["format"] != FORMAT:
            report.add(document.at("format"), "M121", f"format {document.body['format']} is not known", "format: 1")
        else:
            found[name] = document
    needs = {name: _required(document, found, draft) for name, document in found.items()}
    if SITE in needs:
        needs[SITE] = sorted(found.keys() - {SITE})
    order, circles = ordered(needs)
    for circle in circles:
        draft.report.add(found[circle[0]].at("requires"), "M203", f"packs require each other: {' → '.join(circle)}")
    sees: dict[str, frozenset[str]] = {}
    for name in order:
        sees[name] = frozenset({name}).union(*(sees.get(below, {below}) for below in needs[name]))
        body = {**found[name].body, "prefix": PREFIX} if name == SITE else found[name].body
        draft.packs[name] = RawPack(name, body, found[name].at(), sees[name])


def _required(document: Document, found: Mapping[str, Document], draft: Draft) -> list[str]:
    """Return the packs below; `system` is below every other, said or not."""
    wanted = list(document.body.get("requires", ()))
    for index, name in enumerate(wanted):
        if name not in found and name not in draft.lost:
            draft.report.add(document.at("requires", index), "M202", f"no pack '{name}'", suggestion(name, found))
    implied = ["system"] if "system" in found and document.body["name"] != "system" else []
    return sorted({name for name in [*implied, *wanted] if name in found})


def _traits(draft: Draft, documents: list[Document]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for document in documents:
        if document.kind == "trait" and not _taken(draft, document, found):
            found[document.body["name"]] = document
    return found


def _spare(draft: Draft, documents: list[Document], traits: Mapping[str, Document]) -> None:
    """Note the traits no object takes, as a low pack brings them for packs above: their words are nobody's mistake."""
    used = {name for document in documents if document.kind == "object" for name in document.body.get("traits", ())}
    for name in traits.keys() - used:
        draft.words.absent(f"traits.{name}")


def _taken(draft: Draft, document: Document, found: Mapping[str, Document | RawObject]) -> bool:
    name = document.body["name"]
    other = found.get(name)
    if other is None:
        return False
    file = other.file if isinstance(other, Document) else other.where.document.file
    draft.report.add(document.at("name"), "M204", f"{document.kind} {name} is already defined in {file}")
    return True


def _object(draft: Draft, document: Document, traits: Mapping[str, Document]) -> None:
    if _taken(draft, document, draft.objects):
        return
    name = str(document.body["name"])
    made = RawObject(name, document.body, document.at(), document.pack)
    for index, wanted in enumerate(document.body.get("traits", ())):
        trait = traits.get(wanted)
        where = document.at("traits", index)
        if trait is None:
            if wanted not in draft.lost:
                draft.report.add(where, "M208", f"no trait '{wanted}'", suggestion(wanted, traits))
        elif trait.pack not in draft.packs[document.pack].sees:
            draft.report.add(where, "M206", f"trait {wanted} belongs to pack {trait.pack}, "
                             f"which {document.pack} does not require")
        else:
            _take(draft, made, trait, f"traits.{wanted}", document.pack)
    _take(draft, made, document, None, document.pack)
    draft.objects[name] = made


def _setting(draft: Draft, document: Document) -> None:
    """Add the object that holds the values of a definition of settings."""
    made = setting.held(document)
    other = draft.objects.get(made.name)
    if other is not None:
        draft.report.add(document.at("name"), "M204",
                         f"setting {document.name} is already defined in {other.where.document.file}")
        return
    _take(draft, made, document, None, document.pack)
    draft.objects[made.name] = made


def _take(draft: Draft, made: RawObject, source: Document, trait: str | None, pack: str) -> None:
    """Add the parts of the object's own file or of one of its traits."""
    for section, attribute in _PARTS:
        parts: dict[str, Raw] = getattr(made, attribute)
        for name, body in source.body.get(section, {}).items():
            where, own = source.at(section, name), f"objects.{made.name}.{section}.{name}"
            if name in parts and _same(parts[name], section, body, anew=trait is not None and "label" in body):
                parts[name] = Raw(name, {**parts[name].body, **body}, where, pack, parts[name].words,
                                  parts[name].where)
                continue
            if name in parts:
                draft.report.add(where.named(), "M204",
                                 f"{made.name} already has {name} from {parts[name].where.document.file}")
                continue
            words = (f"{trait}.{section}.{name}", own) if trait else (own,)
            parts[name] = Raw(name, body, where, pack, words)


def _same(before: Raw, section: str, body: Mapping[str, Any], *, anew: bool) -> bool:
    """Return whether an object, or a later of its traits, says more of a field a trait brings: the type is the same,
    the later keys count. A trait that gives the field a label means one of its own (`anew`)."""
    again = section == "fields" and before.where.document.kind == "trait" and not anew
    return again and bool(before.body["type"] == body["type"])


def _field(draft: Draft, document: Document) -> None:
    """Add a field an upper pack gives to an object."""
    name, target = str(document.body["name"]), document.body["object"]
    if document.name not in {name, f"{target}.{name}"}:
        draft.report.add(document.at("name"), "M106", f"the file is called {document.name}, the field {name}",
                         f"call it {target}.{name}.yaml")
    made = draft.objects.get(target)
    if made is None:
        if target not in draft.lost:
            draft.report.add(document.at("object"), "M205", f"no object '{target}'", suggestion(target, draft.objects))
        return
    if made.pack not in draft.packs[document.pack].sees:
        draft.report.add(document.at("object"), "M206",
                         f"object {target} belongs to pack {made.pack}, which {document.pack} does not require")
        return
    if name in made.fields:
        draft.report.add(document.at("name"), "M204",
                         f"{target} already has {name} from {made.fields[name].where.document.file}")
        return
    body = {key: value for key, value in document.body.items() if key not in {"kind", "name", "object", "when"}}
    made.fields[name] = Raw(name, body, document.at(), document.pack, (f"objects.{target}.fields.{name}",))


def _other(draft: Draft, document: Document) -> None:
    named = {"view": draft.views, "rule": draft.rules, "workflow": draft.workflows}
    listed = {"menu": draft.menus, "data": draft.data, "role": draft.roles, "patch": draft.patching}
    kind = document.kind
    if kind in named:
        if not _taken(draft, document, named[kind]):
            named[kind][str(document.body["name"])] = document
    elif kind not in {"pack", "object", "setting", "trait", "field", "i18n"}:
        listed.get(kind, draft.others).append(document)
