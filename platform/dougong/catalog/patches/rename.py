"""A definition of the site under another name: its file, what else of the site names it, and `was:` for its data."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dougong.catalog.layer import PREFIX, SITE
from dougong.catalog.linking.draft import Draft
from dougong.catalog.patches.aim import Target
from dougong.catalog.patches.desk import Desk, aimed, shaped, text
from dougong.catalog.patches.operation import WORDS
from dougong.catalog.patches.parking import FOLDER
from dougong.catalog.patches.slot import slot
from dougong.catalog.reading.scan import scan_yaml
from dougong.catalog.reading.written import written
from dougong.kernel.names import is_name


def rename(desk: Desk, request: Mapping[str, Any], _verb: str) -> None:
    """Give an object or field of the site another name, under which it keeps its data; raises Unfit.

    Where no other definition has the old name, all the site says of it follows. Else only what is said of its own
    object does, and the compiler tells where the old name is left.
    """
    said = shaped(desk, request, {"rename", "to"})
    target, new = aimed(desk, text(desk, said, "rename")), text(desk, said, "to")
    old, owner = _names(desk, target)
    if new == old:
        return
    if not is_name(new) or not new.startswith(f"{PREFIX}_"):
        raise desk.refuse("operation_name", name=new)
    if new in (target.raw.fields if target.part is not None and target.raw is not None else desk.draft.objects):
        raise desk.refuse("operation_there", path=f"{target.path.rpartition('.')[0]}.{new}")
    alone = sum(name == old for name in _every(desk.draft)) == 1
    known = _in_force(desk, target, old)
    moved = _Renaming(old, new, owner if not alone else "", frozenset(_views(desk.draft, owner)))
    desk.files = {moved.path(path): moved.file(path, data) for path, data in desk.files.items()}
    _remember(desk, target, moved, known)


def _names(desk: Desk, target: Target) -> tuple[str, str]:
    """Return what is renamed, and the object it is or belongs to; raises Unfit for what is not the site's."""
    raw, part = target.raw, target.part
    if raw is None or target.rest or target.document.pack != SITE or target.section not in {"", "fields"}:
        raise desk.refuse("operation_keeps_name", path=target.path)
    return (part.name, raw.name) if part is not None else (raw.name, raw.name)


def _every(draft: Draft) -> Iterator[str]:
    """Yield every name an expression, a view or a path may mean."""
    yield from draft.views
    for name, raw in draft.objects.items():
        yield name
        for field, part in raw.fields.items():
            yield field
            yield from map(str, part.body.get("options", ()))


def _views(draft: Draft, owner: str) -> Iterator[str]:
    yield from (name for name, view in draft.views.items() if view.body.get("object") == owner)


def _in_force(desk: Desk, target: Target, old: str) -> bool:
    """Return whether the name is that of something published: then its data are known by it."""
    raw, path = target.raw, target.document.file.removeprefix(f"{SITE}/")
    data = desk.before.get(path)
    if data is None and target.part is not None and raw is not None and "was" in raw.body:
        # its object was renamed a moment ago
        data = desk.before.get(path.replace(f"/{raw.name}.", f"/{raw.body['was']}."))
    if data is None:
        return False
    nested = target.part is not None and target.document.kind != "field"
    return not nested or old in scan_yaml(data.decode()).data.get("fields", {})


class _Renaming:
    """Puts one name for another: everywhere, or in what is said of the object `owner`, whose `views` are known."""

    def __init__(self, old: str, new: str, owner: str, views: frozenset[str]) -> None:
        self.new, self._owner, self._views = new, owner, views
        before = r"(?<![A-Za-z0-9_.])" if owner else r"(?<![A-Za-z0-9_])"
        self._word = re.compile(f"{before}{re.escape(old)}(?![A-Za-z0-9_])")
        self._step = re.compile(rf"(?<=\.){re.escape(old)}(?![A-Za-z0-9_])")

    def path(self, path: str) -> str:
        """Return the path of a file that may be called by the name."""
        folder, slash, stem = path.rpartition("/")
        if not slash or folder == FOLDER.strip("/"):
            return path
        if not self._owner:
            return f"{folder}/{self._word.sub(self.new, stem)}"
        return f"{folder}/{self._step.sub(self.new, stem)}" if stem.startswith(f"{self._owner}.") else path

    def file(self, path: str, data: bytes) -> bytes:
        """Return what a file says of it under the new name."""
        if "/" not in path:
            return data
        body = scan_yaml(data.decode()).data
        if path.startswith(FOLDER):
            made = {**body, "changes": [self._change(one) for one in body["changes"]]}
        else:
            made = self._value(body) if self._concerns(body) else body
        return data if made == body and list(made) == list(body) else written(made)

    def _concerns(self, body: Mapping[str, Any]) -> bool:
        return not self._owner or self._owner in {body.get("object"), body.get("name")}

    def _change(self, one: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an operation of a patch; words for people stay as they are."""
        where = str(next(one[verb] for verb in ("into", "set", "unset", "move") if verb in one))
        section, name, *_ = (*where.split("."), "")
        if self._owner and not ((section == "objects" and name == self._owner) or
                                (section == "views" and name in self._views)):
            return one
        spoken = where.rpartition(".")[2] in WORDS
        return {key: self._step.sub(self.new, str(part)) if part == where and key != "insert" else
                part if spoken else self._value(part) for key, part in one.items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {self._value(key): part if key in WORDS else self._value(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self._value(part) for part in value]
        return self._word.sub(self.new, value) if isinstance(value, str) else value


def _remember(desk: Desk, target: Target, moved: _Renaming, known: bool) -> None:          # noqa: FBT001 as found out
    """Let the definition say what it was called, where data are known by that name."""
    path = moved.path(target.document.file.removeprefix(f"{SITE}/"))
    body = scan_yaml(desk.files[path].decode()).data
    steps = (*(str(step) for step in target.at[:-1]), moved.new) if target.at else ()
    place = slot(body, steps) if steps else None
    entry = place.value if place is not None else body
    old = target.path.rpartition(".")[2]
    if known:
        entry["was"] = old
    elif entry.get("was") == moved.new:
        del entry["was"]
    desk.files[path] = written(body)
