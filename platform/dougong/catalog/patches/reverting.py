"""Taking one change of definitions back: the files as they were before it, with what came later kept."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dougong.catalog.patches.merging import joined
from dougong.catalog.patches.operation import Operation, operation, spoken
from dougong.catalog.patches.site import ORIGINS
from dougong.catalog.reading.scan import ScanError, scan_yaml
from dougong.catalog.reading.source import PackSource
from dougong.catalog.reading.written import written

#: Files of definitions by "<pack>/<path>".
Texts = Mapping[str, bytes]
_NOTHING: Final = object()


class StoodOn(Exception):
    """Something later stands on what is to be taken back: the file, and the path within it."""

    def __init__(self, file: str, path: str) -> None:
        super().__init__(f"{file}: {path}")
        self.file, self.path = file, path


def texts(packs: Sequence[PackSource]) -> dict[str, bytes]:
    """Return the files of all packs by "<pack>/<path>", without what the engine keeps for itself."""
    return {f"{pack.name}/{path}": data for pack in packs for path, data in pack.files.items() if path != ORIGINS}


def reverted(before: Texts, after: Texts, now: Texts) -> dict[str, bytes | None]:
    """Return the files that take back what led from `before` to `after`, over those of `now`; None takes one away.

    Raises StoodOn when a later change lies on the same key of the same file.
    """
    found: dict[str, bytes | None] = {}
    for path in sorted(before.keys() | after.keys()):
        old, new, held = before.get(path), after.get(path), now.get(path)
        if old in (new, held):
            continue
        found[path] = old if held == new else _merged(path, old, new, held)
    return found


def returning(files: Mapping[str, bytes | None], before: Mapping[str, str],
              now: Mapping[str, str]) -> dict[str, bytes | None]:
    """Return the files with `was:` at every object and field that had a uid in `before` (path → uid) and is called
    otherwise now, or is parked: it gets its uid and its data back."""
    names = {uid: path for path, uid in now.items()}
    former = {path: names.get(uid, path).rpartition(".")[2] for path, uid in before.items()
              if names.get(uid) != path and path.startswith("objects.")}
    return {file: data if data is None else _marked(data, former) for file, data in files.items()}


def _marked(data: bytes, former: Mapping[str, str]) -> bytes:
    body = _body(data)
    if body is None or body.get("kind") not in {"object", "field"}:
        return data
    name, changed = body.get("name"), False
    parts = {f"objects.{body.get('object')}.fields.{name}": body} if body["kind"] == "field" else {
        f"objects.{name}": body, **{f"objects.{name}.fields.{each}": part
                                    for each, part in (body.get("fields") or {}).items()}}
    for path, part in parts.items():
        if path in former and part.get("was") != former[path]:
            part["was"], changed = former[path], True
    return written(body) if changed else data


def _merged(path: str, old: bytes | None, new: bytes | None, held: bytes | None) -> bytes | None:
    before, after, now = (_body(data) for data in (old, new, held))
    some = now or before or after or {}
    if some.get("kind") == "patch":               # a patch without operations is no file, and the other way round
        changes = _patches(path, *(body or {"changes": []} for body in (before, after, now)))
        return written({**some, "changes": changes}) if changes else None
    if before is None or after is None or now is None:
        raise StoodOn(path, "/")
    return written(_map(path, "", before, after, now))


def _map(file: str, path: str, old: Mapping[str, Any], new: Mapping[str, Any],
         held: Mapping[str, Any]) -> dict[str, Any]:
    """Return the map `held` with what led from `old` to `new` taken back, key by key."""
    found: dict[str, Any] = {}
    for key in {**held, **old}:
        values = [each.get(key, _NOTHING) for each in (old, new, held)]
        value = _value(file, f"{path}.{key}".lstrip("."), *values)
        if value is not _NOTHING:
            found[key] = value
    return found


def _value(file: str, path: str, old: Any, new: Any, held: Any) -> Any:
    if old in (new, held):
        return held
    if held == new:
        return old
    if all(isinstance(each, Mapping) for each in (old, new, held)):
        return _map(file, path, old, new, held)
    raise StoodOn(file, path)


def _patches(file: str, old: Mapping[str, Any], new: Mapping[str, Any], now: Mapping[str, Any]) -> list[Any]:
    """Return the operations held now, with those that came, went or changed taken back."""
    before, after = ({one.identity: one for one in map(operation, body["changes"])} for body in (old, new))
    held = [operation(said) for said in now["changes"]]
    for identity in {**before, **after}:
        was, made = before.get(identity), after.get(identity)
        if was != made:
            held = list(_taken_back(file, held, was, made))
    return [spoken(one) for one in held]


def _taken_back(file: str, held: Sequence[Operation], was: Operation | None,
                made: Operation | None) -> Iterator[Operation]:
    some = was or made
    present = next((one for one in held if some is not None and one.identity == some.identity), None)
    if some is not None and present not in (made, was):
        raise StoodOn(file, some.about)
    for one in held:
        if one is not present:
            yield one
        elif was is not None:
            yield was
    if present is None and was is not None:
        yield from joined([], was)


def _body(data: bytes | None) -> dict[str, Any] | None:
    if data is None:
        return None
    try:
        body = scan_yaml(data.decode()).data
    except (ScanError, UnicodeDecodeError):
        return None
    return body if isinstance(body, dict) else None
