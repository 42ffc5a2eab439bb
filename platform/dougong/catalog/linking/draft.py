"""What the layers give: every object with all its parts in one place, as written; linking reads nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.catalog.model import Patch
from dougong.catalog.reading.document import Document, Positions, Where
from dougong.catalog.report import Report
from dougong.catalog.words import Words
from dougong.kernel.names import suggestion


@dataclass(frozen=True, slots=True)
class RawPack:
    """A pack as pack.yaml says; `sees` are the packs it may refer to, itself among them."""

    name: str
    body: Mapping[str, Any]
    where: Where
    sees: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        """Return the language its labels are written in."""
        return str(self.body["language"])


@dataclass(frozen=True, slots=True)
class Raw:
    """A part as written: a field, check or unique. `words` are the paths of its labels, the most special last;
    `below` is where a trait says those of its keys that are not said at `where`."""

    name: str
    body: Mapping[str, Any]
    where: Where
    pack: str
    words: tuple[str, ...]
    below: Where | None = None


@dataclass(slots=True)
class RawObject:
    """An object as written, with what traits and upper packs add."""

    name: str
    body: Mapping[str, Any]
    where: Where
    pack: str
    fields: dict[str, Raw] = field(default_factory=dict)
    checks: dict[str, Raw] = field(default_factory=dict)
    uniques: dict[str, Raw] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """All definitions of all packs, layered. `lost` are names that could not be read: nobody is blamed for them."""

    report: Report
    packs: dict[str, RawPack] = field(default_factory=dict)
    objects: dict[str, RawObject] = field(default_factory=dict)
    views: dict[str, Document] = field(default_factory=dict)
    workflows: dict[str, Document] = field(default_factory=dict)
    menus: list[Document] = field(default_factory=list)
    data: list[Document] = field(default_factory=list)
    roles: list[Document] = field(default_factory=list)           # of one name in several packs: the role is their sum
    rules: dict[str, Document] = field(default_factory=dict)
    others: list[Document] = field(default_factory=list)          # of plugins' kinds
    extra: dict[str, dict[str, Any]] = field(default_factory=dict)
    patching: list[Document] = field(default_factory=list)        # patches, those of lower packs first
    patches: list[Patch] = field(default_factory=list)            # what became of each operation
    words: Words = field(default_factory=Words)
    lost: set[str] = field(default_factory=set)
    dropped: set[tuple[str, str]] = field(default_factory=set)    # (object, field) that linking could not keep

    def add_object(self, body: Mapping[str, Any], by: Document) -> RawObject | None:
        """Add the table of a plugin's definition: an object as YAML would say it, written only by the engine.

        Returns it, or None with a finding when the name is taken.
        """
        name = str(body["name"])
        if name in self.objects:
            self.refuse(by, (), "M204", f"object {name}, which {by.kind} {by.name} needs, exists already")
            return None
        full = {"access": "engine", "history": "none", **body}
        source = Document(by.file, by.pack, "object", name, full, Positions(), by.text)
        made = RawObject(name, full, Where(source), by.pack)
        made.fields = {key: Raw(key, each, Where(source, ("fields", key)), by.pack, (f"objects.{name}.fields.{key}",))
                       for key, each in body.get("fields", {}).items()}
        made.checks = {key: Raw(key, each, Where(source, ("checks", key)), by.pack, (f"objects.{name}.checks.{key}",))
                       for key, each in body.get("checks", {}).items()}
        made.uniques = {key: Raw(key, each, Where(source, ("unique", key)), by.pack, (f"objects.{name}.unique.{key}",))
                        for key, each in body.get("unique", {}).items()}
        self.objects[name] = made
        return made

    def add_field(self, target: RawObject, stands_for: str, name: str, body: Mapping[str, Any], by: Document) -> bool:
        """Add a column to an object for a plugin's definition: a field as YAML would say it, which nobody but the
        engine sees, on no screen and through no door; what is wrong with its value is said of the field it
        `stands_for`. Tells whether it was added; a name that is taken is a finding."""
        if name in target.fields:
            self.refuse(by, (), "M204", f"field {target.name}.{name}, which {by.kind} {by.name} needs, exists already")
            return False
        full = {"hidden": True, **body, "stands_for": stands_for}
        target.fields[name] = Raw(name, full, Where(by), by.pack, (f"objects.{target.name}.fields.{name}",))
        return True

    def target(self, by: Document, *path: str | int) -> RawObject | None:
        """Return the object a plugin's definition names at `path`, as its value or, of a map, as its key; None, with a
        finding, when it may not be named."""
        said = by.at(*path).value()
        name = str(path[-1] if isinstance(said, Mapping) else said)
        found = self.objects.get(name)
        if found is None and name not in self.lost:
            self.refuse(by, path, "M205", f"no object '{name}'", suggestion(name, self.objects))
        if found is not None and found.pack not in self.packs[by.pack].sees:
            self.refuse(by, path, "M206",
                        f"object {name} belongs to pack {found.pack}, which {by.pack} does not require")
            return None
        return found

    def attach(self, target: RawObject, kind: str, value: Any) -> None:
        """Hang plain data on an object: it appears in Object.extra[kind] as a tuple of all that was hung there."""
        target.extra[kind] = (*target.extra.get(kind, ()), value)

    def refuse(self, by: Document, path: tuple[str | int, ...], code: str, message: str, hint: str = "") -> None:
        """Note a fault of a plugin's definition at `path`."""
        self.report.add(Where(by, path), code, message, hint)
