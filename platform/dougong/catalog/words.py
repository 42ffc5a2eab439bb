"""Labels: what a pack writes in its own language, joined with the translations of all packs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dougong.catalog.reading.document import Document, Where
from dougong.catalog.report import Report
from dougong.kernel.labels import Label
from dougong.kernel.names import nearest


class Words:
    """Every translation by path ("objects.customer.fields.name.label"), and which of them something asked for."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[str, str]] = {}
        self._places: dict[tuple[str, str], Where] = {}
        self._beneath: dict[tuple[str, str], list[tuple[str, Where]]] = {}
        self._known: set[str] = set()
        self._absent: set[str] = set()

    def add(self, document: Document) -> None:
        """Take in one file of translations; a later pack's word wins."""
        for path, text, where in _flat("", document.body, document.at()):
            full = f"packs.{document.pack}.label" if path == "pack.label" else path
            self._texts.setdefault(full, {})[document.name] = text
            self._places[full, document.name] = where

    def label(self, given: Any, language: str, *paths: str) -> Label:
        """Return a label: `given` is a text in `language`, a map by language, or None; later `paths` win."""
        found: dict[str, str] = {language: given} if isinstance(given, str) else dict(given or ())
        for path in paths:
            self._known.add(path)
            found |= self._texts.get(path, {})
        return found

    def peek(self, given: Any, language: str, *paths: str) -> dict[str, str]:
        """Return the label as `label` would, without counting the paths as asked for."""
        found: dict[str, str] = {language: given} if isinstance(given, str) else dict(given or ())
        for path in paths:
            found |= self._texts.get(path, {})
        return found

    def put(self, path: str, language: str, text: str, where: Where) -> None:
        """Let `path` say `text` in `language`, over what any file of translations says."""
        texts = self._texts.setdefault(path, {})
        if language in texts:
            self._beneath.setdefault((path, language), []).insert(0, (texts[language], self._places[path, language]))
        texts[language] = text
        self._places[path, language] = where

    def beneath(self, path: str, language: str) -> Sequence[tuple[str, Where]]:
        """Return what `put` replaced, the last replaced first, with where it is said."""
        return self._beneath.get((path, language), ())

    def forget(self, *paths: str) -> None:
        """Let nothing be said under these paths any more."""
        for path in paths:
            for language in self._texts.pop(path, {}):
                del self._places[path, language]

    def said(self, path: str, language: str) -> Where | None:
        """Return where the word of a path is said in a language, or None."""
        return self._places.get((path, language))

    def absent(self, prefix: str) -> None:
        """Note that what lies under `prefix` is left out on purpose, so that its translations are no mistake."""
        self._absent.add(prefix)

    def strays(self, report: Report) -> None:
        """Report the translations nothing asked for."""
        for (path, _language), where in self._places.items():
            if path in self._known or any(f"{path}.".startswith(f"{prefix}.") for prefix in self._absent):
                continue
            near = nearest(path, (known for known in self._known if known.split(".")[:2] == path.split(".")[:2])) \
                or nearest(path, (known for known in self._known if known.endswith(path.rpartition(".")[2])))
            report.add(where.named(), "M210", f"nothing is called {path}", f"did you mean {near}?" if near else "")


def _flat(prefix: str, body: Mapping[str, Any], where: Where) -> Iterator[tuple[str, str, Where]]:
    for key, value in body.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping):
            yield from _flat(path, value, where / key)
        else:
            yield path, value, where / key
