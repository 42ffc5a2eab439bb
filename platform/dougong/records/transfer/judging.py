"""What a document means: a new record, a change of one, or nothing to do; and what came of it, in one word."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from dougong.catalog.model import Object
from dougong.kernel.errors import AppError, Conflict, FieldError, Refused
from dougong.kernel.number import whole_number
from dougong.records.context import Context
from dougong.records.transfer.document import Document
from dougong.records.transfer.finding import Row, by_values
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.many import Made
from dougong.records.writing.preview import preview

Verdict = Literal["create", "update", "same", "conflict", "reject"]
VERDICTS: Final[tuple[Verdict, ...]] = ("create", "update", "same", "conflict", "reject")
#: Verdicts that need a person.
OPEN: Final = ("conflict", "reject")
#: How people decide a conflict: the file's values, or the record as it is.
Decision = Literal["", "file", "keep"]


@dataclass(slots=True)
class Judge:
    """Turns documents of one file into changes. `match` finds records, `decided` says per row what people chose."""

    context: Context
    object: Object
    match: str
    cause: str
    conflicts: Decision = ""
    decided: Mapping[str, Decision] = field(default_factory=dict)
    _seen: dict[str, dict[int, int]] = field(default_factory=dict)

    def note(self, documents: Sequence[Document]) -> None:
        """Remember where uniques of the file stand, and refuse a document that repeats one."""
        if not self._unique:
            return
        for document in documents:
            for name, text in self._uniques(document):
                first = self._seen.setdefault(name, {}).setdefault(hash(text), document.row)
                if first != document.row:
                    document.errors.append(FieldError(f"/{name}", "import_repeated", {"row": first}))

    def changes(self, documents: Sequence[Document]) -> list[Change | AppError]:
        """Return the change each document asks for, or what forbids it."""
        found = self._found(documents)
        return [self._change(document, found) for document in documents]

    def _uniques(self, document: Document) -> list[tuple[str, str]]:
        return [(name, str(value)) for name in self._unique
                if (value := document.technical.get(name, document.values.get(name))) is not None]

    @property
    def _unique(self) -> list[str]:
        """Return what no two documents may say alike: what finds records, and unique fields."""
        own = [each.name for each in self.object.fields.values() if each.unique and each.name != self.match]
        return [self.match, *own] if self.match else own

    def _found(self, documents: Sequence[Document]) -> Mapping[str, list[Row]]:
        texts = [text for document in documents if (text := self._key(document))]
        lines = tuple({name for document in documents for name, value in document.values.items()
                       if isinstance(value, list) and name in {each.name for each in self.object.lines}})
        return by_values(self.context, self.object.name, self.match, texts, lines) if self.match and texts else {}

    def _key(self, document: Document) -> str:
        """Return what finds the document's record, "" for a new one."""
        if self.match in document.technical:
            return document.technical[self.match].removeprefix("#" if self.match == "id" else "")
        value = document.values.get(self.match)
        return "" if value is None else str(value)

    def _change(self, document: Document, found: Mapping[str, list[Row]]) -> Change | AppError:
        key = self._key(document)
        rows = found.get(key, []) if key else []
        if len(rows) > 1:
            document.errors.append(FieldError(f"/{self.match}", "import_ambiguous", {"n": len(rows)}))
        if key and not rows and self.match in ("id", "number"):
            document.errors.append(FieldError(f"/{self.match}", "import_no_record", {"key": key[:48]}))
        change = self._update(document, rows[0]) if rows else self._create(document)
        if document.errors:
            return self._all_faults(document, change)
        return change

    def _create(self, document: Document) -> Change:
        named = {name: text for name, text in document.technical.items() if name == "external_id"}
        return Change(object=self.object.name, verb="create", values={**document.values, **named}, cause=self.cause,
                      owner=document.owner)

    def _update(self, document: Document, row: Row) -> Change:
        values = dict(document.values)
        for each in self.object.lines:
            if each.name in values:
                values[each.name] = _matched(values[each.name], row.get(each.name) or [])
        version = whole_number(document.technical.get("version", ""), 9) or row["version"]
        decision = self.decided.get(str(document.row), self.conflicts)
        if decision == "file":
            version = row["version"]
        if decision == "keep" and version != row["version"]:
            values = {}
            version = row["version"]
        return Change(object=self.object.name, verb="update", id=row["id"], version=min(version, row["version"]),
                      values=values, cause=self.cause, owner=document.owner)

    def _all_faults(self, document: Document, change: Change) -> AppError:
        """Return what is wrong with a document: what could not be read, and what a form would say besides."""
        said = list(document.errors)
        if not any(error.code.startswith("import_") for error in said):
            known = {error.pointer for error in said}
            with suppress(AppError):              # the record is gone or not to be seen: the faults found suffice
                said += [error for error in preview(self.context, change).errors if error.pointer not in known]
        return Refused(errors=said)


def verdict(change: Change | AppError, made: Made) -> Verdict:
    """Return the word for what came of a document."""
    if made.draft is None and made.error is not None and made.error.code == "import_done":
        return "same"
    if made.draft is None:
        return "conflict" if isinstance(made.error, Conflict) and made.error.errors else "reject"
    if isinstance(change, Change) and change.verb == "create":
        return "create"
    return "update" if _altered(made.draft) else "same"


def differences(draft: Draft) -> dict[str, list[Any]]:
    """Return what an update changes of the record's own fields, in JSON form: {field: [old, new]}."""
    found: dict[str, list[Any]] = {}
    if draft.old is None:
        return found
    for name in draft.changed():
        known = draft.rules.object.fields[name]
        convert = known.type.to_json(known)
        found[name] = [value if value is None or convert is None else convert(value)
                       for value in (draft.old.get(name), draft.values.get(name))]
    return found


def errors_of(error: AppError) -> list[FieldError]:
    """Return the faults of a refusal; one that names no field stands for the whole record."""
    return list(error.errors) or [FieldError("", error.code, error.params)]


def _altered(draft: Draft) -> bool:
    return bool(draft.changed()) or draft.moved() or draft.lines_changed()


def _matched(lines: Sequence[Mapping[str, Any]], there: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of a file with the ids of those there are: by their own id, else by their place."""
    if any("id" in line for line in lines):
        return [dict(line) for line in lines]
    ids = [each["id"] for each in there]
    return [{"id": ids[at], **line} if at < len(ids) else dict(line) for at, line in enumerate(lines)]



