"""What a person changes on the spot becomes part of the site's layer: of its patches, or of its own definitions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dougong.catalog import patch_words
from dougong.catalog.aim import Target, aim
from dougong.catalog.draft import Draft
from dougong.catalog.layer import SITE
from dougong.catalog.merging import joined, without
from dougong.catalog.operation import LAST, VERBS, WORDS, Operation, named
from dougong.catalog.parking import FOLDER
from dougong.catalog.scan import scan_yaml
from dougong.catalog.site import operations, patch_file
from dougong.catalog.slot import Slot, before, reordered, said_in, slot
from dougong.catalog.written import written
from dougong.kernel.names import is_name

#: What a person may ask for besides the verbs of patches.
MORE: Final = ("add", "drop", "reset")
#: Layers and patches anew for these files of the site; what is written is not judged here.
Redraft = Callable[[Mapping[str, bytes]], Draft]
_FOLDERS: Final = {"object": "objects", "field": "fields", "view": "views", "menu": "menus", "trait": "traits"}


class Unfit(Exception):
    """A request that cannot be taken: its position, a code of kernel/messages, and what fills its slots."""

    def __init__(self, index: int, code: str, **params: Any) -> None:
        super().__init__(code)
        self.index, self.code, self.params = index, code, params


@dataclass(slots=True)
class _Desk:
    """The files as they become, and the definitions as they then stand."""

    files: dict[str, bytes]
    redraft: Redraft
    language: str
    draft: Draft
    index: int = 0
    touched: set[tuple[str, ...]] = field(default_factory=set)

    def refuse(self, code: str, **params: Any) -> Unfit:
        """Return the refusal of the request at hand."""
        return Unfit(self.index, code, **params)

    def again(self) -> None:
        """Look at the definitions as the files now make them."""
        self.draft = self.redraft(self.files)


def amended(files: Mapping[str, bytes], requests: Sequence[Any], redraft: Redraft, language: str) -> dict[str, bytes]:
    """Return the site's files with what is asked for, in order; words of one text are in `language`. Raises Unfit."""
    desk = _Desk(dict(files), redraft, language, redraft(files))
    for desk.index, request in enumerate(requests):
        if desk.index:
            desk.again()
        verbs = [verb for verb in (*VERBS, *MORE) if isinstance(request, dict) and verb in request]
        if len(verbs) != 1:
            raise desk.refuse("operation_verb", verbs=", ".join((*VERBS, *MORE)))
        _TAKEN[verbs[0]](desk, request, verbs[0])
    return desk.files


def _add(desk: _Desk, request: Mapping[str, Any], _verb: str) -> None:
    body = _shaped(desk, request, {"add"})["add"]
    said = body if isinstance(body, dict) else {}
    kind, name, owner = (said.get(key) for key in ("kind", "name", "object"))
    if kind not in _FOLDERS or not is_name(str(name)) or (kind == "field" and not is_name(str(owner))):
        raise desk.refuse("operation_definition", kinds=", ".join(_FOLDERS))
    stem = f"{owner}.{name}" if kind == "field" else name
    path = f"{_FOLDERS[kind]}/{stem}.yaml"
    if path in desk.files:
        raise desk.refuse("operation_there", path=path)
    desk.files[path] = written(said_in(body, desk.language, WORDS))


def _drop(desk: _Desk, request: Mapping[str, Any], _verb: str) -> None:
    target = _target(desk, _text(desk, _shaped(desk, request, {"drop"}), "drop"))
    document = target.document
    if document.pack != SITE or target.pack != SITE or target.rest:
        raise desk.refuse("operation_not_ours", path=target.path)
    if target.part is not None and document.kind != "field":
        _edited(desk, target, lambda place: place.holder.pop(place.key))
    else:
        del desk.files[document.file.removeprefix(f"{SITE}/")]
    _sweep(desk, lambda one: without(one, target.path, target.part.name if target.part else ""))


def _reset(desk: _Desk, request: Mapping[str, Any], _verb: str) -> None:
    path = _text(desk, _shaped(desk, request, {"reset"}), "reset")
    target = aim(desk.draft, path)
    full = target.path if target is not None else path
    _sweep(desk, lambda one: without(one, full, ""))


def _change(desk: _Desk, request: Mapping[str, Any], verb: str) -> None:
    allowed = {"set": {"set", "to", "was"}, "unset": {"unset", "was"}, "insert": {"insert", "into", "after"},
               "move": {"move", "after", "was"}}[verb]
    said = _shaped(desk, request, allowed)
    target = _target(desk, _text(desk, said, "into" if verb == "insert" else verb))
    if target.document.pack == SITE and (target.rest or verb == "set"):
        _own(desk, target, said, verb)
        return
    one = _operation(desk, target, said, verb)
    file = _file_of(desk, target, one)
    held = operations(desk.files[file]) if file in desk.files else []
    _keep(desk, file, joined(held, one))


def _operation(desk: _Desk, target: Target, said: Mapping[str, Any], verb: str) -> Operation:
    """Return the operation with what it replaces; raises Unfit when that is not what the person saw."""
    if verb == "insert":
        value = said_in(said["insert"], desk.language, WORDS)
        return Operation(verb=verb, path=target.path, to=value, after=said.get("after", LAST))
    if verb == "move":
        return Operation(verb=verb, path=target.path, after=said.get("after"), was=_stands_after(desk, target))
    words = target.rest and target.rest[-1] in WORDS
    to = said_in({target.rest[-1] if target.rest else "": said.get("to")}, desk.language, WORDS)
    value = next(iter(to.values()))
    now: Any = patch_words.present(desk.draft, target) if words else _present(target)
    if words and verb == "set":
        if not isinstance(value, dict):
            raise desk.refuse("operation_words", path=target.path)
        now = {each: now[each] for each in value if each in now}
    if "was" in said and said["was"] != now and (said["was"] or None) != (now or None):
        raise desk.refuse("operation_stale", path=target.path)
    return Operation(verb=verb, path=target.path, to=value, was=now or None if words else now)


def _own(desk: _Desk, target: Target, said: Mapping[str, Any], verb: str) -> None:
    """Change a definition of the site itself: its file says it from now on."""
    def change(place: Slot) -> None:
        match verb:
            case "set":
                _write(desk, place, said.get("to"))
            case "unset":
                if place.present:
                    del place.holder[place.key]
            case "insert":
                entries = place.holder.setdefault(place.key, [])
                _placed(desk, entries, said_in(said["insert"], desk.language, WORDS), said.get("after", LAST))
            case _:
                _turned(desk, place, said.get("after"))
    _edited(desk, target, change)


def _write(desk: _Desk, place: Slot, value: Any) -> None:
    key = str(place.key)
    said = said_in({key: value}, desk.language, WORDS)[key]
    old = said_in({key: place.value}, desk.language, WORDS)[key]
    merges = key in WORDS and isinstance(said, dict) and isinstance(old, dict)
    place.holder[place.key] = {**old, **said} if merges else said


def _placed(desk: _Desk, entries: list[Any], entry: Any, after: Any) -> None:
    names = [named(each) for each in entries]
    if named(entry) in names:
        return
    order = [*names, named(entry)] if after is LAST else reordered(names, named(entry), after)
    if order is None:
        raise desk.refuse("operation_nowhere", path=str(after))
    entries.insert(order.index(named(entry)), entry)


def _turned(desk: _Desk, place: Slot, after: str | None) -> None:
    held = place.holder
    names = list(held) if isinstance(held, dict) else [named(each) for each in held]
    order = reordered(names, str(place.key) if isinstance(held, dict) else names[int(place.key)], after)
    if order is None:
        raise desk.refuse("operation_nowhere", path=str(after))
    if isinstance(held, dict):
        entries = dict(held)
        held.clear()
        held.update((name, entries[name]) for name in order)
        return
    by_name = dict(zip(names, held, strict=True))
    held[:] = [by_name[name] for name in order]


def _edited(desk: _Desk, target: Target, change: Callable[[Slot], object]) -> None:
    path = target.document.file.removeprefix(f"{SITE}/")
    body = scan_yaml(desk.files[path].decode()).data
    place = slot(body, target.steps)
    if place is None:
        raise desk.refuse("operation_nowhere", path=target.path)
    change(place)
    desk.files[path] = written(body)


def _sweep(desk: _Desk, goes: Callable[[Operation], bool]) -> None:
    """Take operations out of all patches of the site."""
    for path in [path for path in desk.files if path.startswith(FOLDER)]:
        held = operations(desk.files[path])
        kept = [one for one in held if not goes(one)]
        if len(kept) != len(held):
            _keep(desk, path, kept)


def _keep(desk: _Desk, path: str, changes: Sequence[Operation]) -> None:
    if changes:
        desk.files[path] = patch_file(path.removeprefix(FOLDER).removesuffix(".yaml"), changes)
    else:
        desk.files.pop(path, None)


def _file_of(desk: _Desk, target: Target, one: Operation) -> str:
    """Return the patch file that has an operation on the same thing already, or that of the definition."""
    for path in desk.files:
        if path.startswith(FOLDER) and any(held.identity == one.identity for held in operations(desk.files[path])):
            return path
    section, name, *_ = target.path.split(".")
    return f"{FOLDER}{section.removesuffix('s')}_{name}.yaml"


def _target(desk: _Desk, path: str) -> Target:
    target = aim(desk.draft, path) if path.count(".") else None
    if target is None:
        raise desk.refuse("operation_nowhere", path=path)
    return target


def _present(target: Target) -> Any:
    if target.part is not None and not target.rest:
        return dict(target.part.body)
    place = slot(target.document.body, target.steps)
    return place.value if place is not None else None


def _stands_after(desk: _Desk, target: Target) -> str | None:
    if target.part is not None and not target.rest and target.raw is not None:
        parts = {"fields": target.raw.fields, "checks": target.raw.checks, "unique": target.raw.uniques}
        return before(list(parts[target.section]), target.part.name)
    place = slot(target.document.body, target.steps)
    if place is None or not place.present:
        raise desk.refuse("operation_nowhere", path=target.path)
    if isinstance(place.holder, dict):
        return before(list(place.holder), str(place.key))
    names = [named(each) for each in place.holder]
    return before(names, names[int(place.key)])


def _shaped(desk: _Desk, request: Mapping[str, Any], allowed: set[str]) -> Mapping[str, Any]:
    """Return the request, once it says nothing but what it may, and all it must."""
    if unknown := sorted(request.keys() - allowed):
        raise desk.refuse("operation_key", key=unknown[0], keys=", ".join(sorted(allowed)))
    for verb, needed in (("set", "to"), ("insert", "into"), ("move", "after")):
        if verb in request and needed not in request:
            raise desk.refuse("operation_lacks", key=needed)
    return request


def _text(desk: _Desk, said: Mapping[str, Any], key: str) -> str:
    if not isinstance(said[key], str):
        raise desk.refuse("operation_path", key=key)
    return str(said[key])


_TAKEN: Final[Mapping[str, Callable[[_Desk, Mapping[str, Any], str], None]]] = {
    "add": _add, "drop": _drop, "reset": _reset, **dict.fromkeys(VERBS, _change)}
