"""What the path of a patch leads to: a definition, the part of it, and whose it is. Former names are followed."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong.catalog.layer import SITE
from dougong.catalog.linking.draft import Draft, Raw, RawObject
from dougong.catalog.reading.document import Document, Path, Positions, Touch, Where, pointer

#: Parts of an object that stand alone, wherever they were written: section and attribute.
PARTS: Final = {"fields": "fields", "checks": "checks", "unique": "uniques"}
#: What `kind: field` says besides the field.
FRAME: Final = frozenset({"kind", "name", "object", "when"})


@dataclass(frozen=True, slots=True)
class Copy:
    """A document of which a patch may change body and places; those who hold it see the change."""

    document: Document
    body: dict[str, Any]
    touched: dict[str, tuple[Touch, ...]]
    values: dict[str, tuple[int, int]]
    keys: dict[str, tuple[int, int]]

    @staticmethod
    def of(old: Document) -> "Copy":
        """Return a copy of a document as it stands."""
        touched, values, keys = dict(old.touched), dict(old.positions.values), dict(old.positions.keys)
        body = deepcopy(dict(old.body))
        return Copy(replace(old, body=body, touched=touched, positions=Positions(values, keys)), body, touched, values,
                    keys)


@dataclass(slots=True)
class Target:
    """A definition and where in it a path goes on: `at` leads to the part, `rest` are the words left from there.
    `path` is the whole with the names of today, `words` the paths of the part's words, the one that wins last."""

    document: Document
    at: Path
    rest: tuple[str, ...]
    path: str
    words: tuple[str, ...]
    pack: str
    raw: RawObject | None = None
    section: str = ""
    part: Raw | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the whole way within the document."""
        return (*(str(step) for step in self.at), *self.rest)

    def word_paths(self, rest: Sequence[str]) -> tuple[str, ...]:
        """Return the paths under which translations of the words at `rest` stand; the last wins over the others."""
        tails = [".".join(rest)]
        if len(rest) >= 3 and rest[-3] == "options":           # an option's label may be said of the option itself
            tails.append(".".join(rest[:-1]))
        if self.path.startswith("rules.") and len(rest) == 4:  # what an action tells is said of the action itself
            tails.append(".".join((*rest[:2], rest[3])))
        return tuple(f"{prefix}.{tail}" for prefix in self.words for tail in tails)


def aim(draft: Draft, path: str) -> Target | None:
    """Return what `path` leads to, or None when the definition it names is not there."""
    section, name, *rest = path.split(".")
    if section == "objects":
        return _object(draft, name, rest)
    documents = [each for each in _documents(draft, section) if each.body.get("name") == name]
    if not documents:
        return None
    document = next((each for each in documents if _says(each, rest)), _kept(documents, rest))
    prefix = f"{section}.{name}"
    return Target(document, (), tuple(rest), ".".join((prefix, *rest)), (prefix,), document.pack)


def own(draft: Draft, target: Target, copies: dict[int, Copy]) -> Copy:
    """Return a copy of the target's document that may be changed, put in its place: what it shares with others (a
    trait, the files as read) stays as it is. `copies` are those made before."""
    old = target.document
    if id(old) not in copies:
        made = Copy.of(old)
        copies[id(made.document)] = made
        _placed(draft, target, old, made)
    return copies[id(target.document)]


def _placed(draft: Draft, target: Target, old: Document, copy: Copy) -> None:
    """Put the copy where the document was, for this definition."""
    made = target.document = copy.document
    if target.raw is None:
        _swap(draft, old, made)
        return
    if target.raw.where.document is old:
        target.raw.where = replace(target.raw.where, document=made)
        target.raw.body = made.body
    for attribute in PARTS.values():
        parts: dict[str, Raw] = getattr(target.raw, attribute)
        for name, part in parts.items():
            if part.where.document is old:
                parts[name] = replace(part, where=replace(part.where, document=made), below=None)
                if part.below is not None:
                    _whole(copy, part, part.below)
    settle(target)


def _whole(copy: Copy, part: Raw, below: Where) -> None:
    """Let the copy say all keys of a field, those of its trait too, and remember where the trait says them."""
    section, name = (str(step) for step in part.where.path)
    said = copy.body[section][name]
    copy.body[section][name] = dict(part.body)
    copy.touched.update((pointer((section, name, key)), (Touch(below / key, None, absent=True),))
                        for key in part.body if key not in said)


def settle(target: Target) -> None:
    """Bring the parts of the object in line with the document they are said in, after it was changed."""
    if target.raw is None:
        return
    for section, attribute in PARTS.items():
        parts: dict[str, Raw] = getattr(target.raw, attribute)
        for name, part in list(parts.items()):
            if part.where.document is target.document:
                said = part.where.value()
                if said is None:
                    del parts[name]
                    continue
                kept = said if part.where.path else {key: each for key, each in said.items() if key not in FRAME}
                parts[name] = replace(part, body=kept)
        if section in target.document.body and target.raw.where.document is target.document:
            _added(target, section, parts)


def _added(target: Target, section: str, parts: dict[str, Raw]) -> None:
    """Take in entries a patch has added to the object's own file."""
    raw, where = target.raw, target.document.at(section)
    for name, said in target.document.body[section].items():
        if name not in parts and raw is not None:
            parts[name] = Raw(name, said, where / name, (where / name).pack, (f"objects.{raw.name}.{section}.{name}",))


def _object(draft: Draft, name: str, rest: Sequence[str]) -> Target | None:
    raw = draft.objects.get(name) or _former(draft.objects, name)
    if raw is None:
        return None
    prefix = f"objects.{raw.name}"
    if len(rest) >= 2 and rest[0] in PARTS:
        parts: Mapping[str, Raw] = getattr(raw, PARTS[rest[0]])
        part = parts.get(rest[1]) or _former(parts, rest[1])
        if part is not None:
            path = ".".join((prefix, rest[0], part.name, *rest[2:]))
            return Target(part.where.document, part.where.path, tuple(rest[2:]), path, part.words or (prefix,),
                          part.pack, raw, rest[0], part)
    return Target(raw.where.document, (), tuple(rest), ".".join((prefix, *rest)), (prefix,), raw.pack, raw,
                  rest[0] if rest and rest[0] in PARTS else "")


def _former(parts: Mapping[str, Any], name: str) -> Any:
    """Return what was called `name` before."""
    return next((part for part in parts.values() if part.body.get("was") == name), None)


def _kept(documents: Sequence[Document], rest: Sequence[str]) -> Document:
    """Return which of several documents of one name says what none says yet: of grants the site's, else the lowest."""
    ours = (each for each in documents if each.pack == SITE and rest[:1] == ["grants"])
    return next(ours, documents[0])


def _says(document: Document, rest: Sequence[str]) -> bool:
    """Return whether this of several documents of one name (a role's, by pack) says what a path is about."""
    if rest[:1] != ["grants"] or len(rest) == 1:
        return bool(rest) and rest[0] != "grants" and rest[0] in document.body
    return rest[1] in document.body.get("grants", {})


def _documents(draft: Draft, section: str) -> list[Document]:
    if section == "views":
        return list(draft.views.values())
    if section == "workflows":
        return list(draft.workflows.values())
    if section == "menus":
        return draft.menus
    if section == "roles":
        return draft.roles
    if section == "rules":
        return list(draft.rules.values())
    return [document for document in draft.others if f"{document.kind}s" == section]


def _swap(draft: Draft, old: Document, made: Document) -> None:
    draft.views = {name: made if one is old else one for name, one in draft.views.items()}
    draft.workflows = {name: made if one is old else one for name, one in draft.workflows.items()}
    draft.menus = [made if one is old else one for one in draft.menus]
    draft.rules = {name: made if one is old else one for name, one in draft.rules.items()}
    draft.roles = [made if one is old else one for one in draft.roles]
    draft.others = [made if one is old else one for one in draft.others]
