"""What a person changes on the spot becomes part of the site's layer: of its patches, or of its own definitions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from dougong.catalog.layer import SITE
from dougong.catalog.patches import words as patch_words
from dougong.catalog.patches.aim import FRAME, Target, aim
from dougong.catalog.patches.desk import Desk, Redraft, aimed, shaped, text
from dougong.catalog.patches.merging import joined, without
from dougong.catalog.patches.operation import LAST, VERBS, WORDS, Operation, named
from dougong.catalog.patches.parking import FOLDER
from dougong.catalog.patches.rename import rename
from dougong.catalog.patches.rewrite import edited, replace, rewrite
from dougong.catalog.patches.site import operations, patch_file
from dougong.catalog.patches.slot import before, peek, said_in
from dougong.catalog.reading.scan import scan_yaml
from dougong.catalog.reading.written import written
from dougong.kernel.names import is_name

#: What a person may ask for besides the verbs of patches.
MORE: Final = ("add", "drop", "reset", "rename")
_FOLDERS: Final = {"object": "objects", "field": "fields", "view": "views", "menu": "menus", "trait": "traits",
                   "role": "roles", "rule": "rules", "workflow": "workflows"}


def amended(files: Mapping[str, bytes], requests: Sequence[Any], redraft: Redraft, language: str, *,
            before: Mapping[str, bytes] | None = None, index: int = 0) -> dict[str, bytes]:
    """Return the site's files with what is asked for, in order; words of one text are in `language`. Where `index`
    requests were carried out already, `before` are the files in force. Raises Unfit."""
    desk = Desk(dict(files), redraft, language, redraft(files), files if before is None else before)
    for desk.index, request in enumerate(requests, index):
        if desk.index > index:
            desk.again()
        verbs = [verb for verb in (*VERBS, *MORE) if isinstance(request, dict) and verb in request]
        if len(verbs) != 1:
            raise desk.refuse("operation_verb", verbs=", ".join((*VERBS, *MORE)))
        _TAKEN[verbs[0]](desk, request, verbs[0])
    return desk.files


def _add(desk: Desk, request: Mapping[str, Any], _verb: str) -> None:
    body = shaped(desk, request, {"add"})["add"]
    said = body if isinstance(body, dict) else {}
    kind, name, owner = (said.get(key) for key in ("kind", "name", "object"))
    if kind not in _FOLDERS or not is_name(str(name)) or (kind == "field" and not is_name(str(owner))):
        raise desk.refuse("operation_definition", kinds=", ".join(_FOLDERS))
    stem = f"{owner}.{name}" if kind == "field" else name
    path = f"{_FOLDERS[kind]}/{stem}.yaml"
    if path in desk.files:
        raise desk.refuse("operation_there", path=path)
    desk.files[path] = written(said_in(body, desk.language, WORDS))


def _drop(desk: Desk, request: Mapping[str, Any], _verb: str) -> None:
    target = aimed(desk, text(desk, shaped(desk, request, {"drop"}), "drop"))
    document = target.document
    if document.pack != SITE or target.pack != SITE or target.rest:
        raise desk.refuse("operation_not_ours", path=target.path)
    if target.part is not None and document.kind != "field":
        edited(desk, target, lambda place: place.holder.pop(place.key))
    else:
        del desk.files[document.file.removeprefix(f"{SITE}/")]
    _sweep(desk, lambda one: without(one, target.path, target.part.name if target.part else ""))


def _reset(desk: Desk, request: Mapping[str, Any], _verb: str) -> None:
    path = text(desk, shaped(desk, request, {"reset"}), "reset")
    target = aim(desk.draft, path)
    full = target.path if target is not None else path
    _sweep(desk, lambda one: without(one, full, ""))


def _change(desk: Desk, request: Mapping[str, Any], verb: str) -> None:
    allowed = {"set": {"set", "to", "was"}, "unset": {"unset", "was"}, "insert": {"insert", "into", "after"},
               "move": {"move", "after", "was"}}[verb]
    said = shaped(desk, request, allowed)
    target = aimed(desk, text(desk, said, "into" if verb == "insert" else verb))
    ours = target.document.pack == SITE
    if ours and verb == "set" and not target.rest:
        replace(desk, target, said["to"])
        return
    if target.part is None and not target.rest:
        raise desk.refuse("operation_nowhere", path=target.path)
    if ours and target.rest:
        rewrite(desk, target, said, verb)
        _tidied(desk, target)
        return
    one = _operation(desk, target, said, verb)
    file = _file_of(desk, target, one)
    held = operations(desk.files[file]) if file in desk.files else []
    _keep(desk, file, joined(held, one))


def _tidied(desk: Desk, target: Target) -> None:
    """Take away what the site says of a role of a pack once that is nothing."""
    document, path = target.document, target.document.file.removeprefix(f"{SITE}/")
    held = scan_yaml(desk.files[path].decode()).data
    shared = sum(each.body.get("name") == held.get("name") for each in desk.draft.roles) > 1
    if document.kind == "role" and shared and not any(held[key] for key in held.keys() - FRAME):
        del desk.files[path]


def _operation(desk: Desk, target: Target, said: Mapping[str, Any], verb: str) -> Operation:
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


def _sweep(desk: Desk, goes: Callable[[Operation], bool]) -> None:
    """Take operations out of all patches of the site."""
    for path in [path for path in desk.files if path.startswith(FOLDER)]:
        held = operations(desk.files[path])
        kept = [one for one in held if not goes(one)]
        if len(kept) != len(held):
            _keep(desk, path, kept)


def _keep(desk: Desk, path: str, changes: Sequence[Operation]) -> None:
    if changes:
        desk.files[path] = patch_file(path.removeprefix(FOLDER).removesuffix(".yaml"), changes)
    else:
        desk.files.pop(path, None)


def _file_of(desk: Desk, target: Target, one: Operation) -> str:
    """Return the patch file that has an operation on the same thing already, or that of the definition."""
    for path in desk.files:
        if path.startswith(FOLDER) and any(held.identity == one.identity for held in operations(desk.files[path])):
            return path
    section, name, *_ = target.path.split(".")
    return f"{FOLDER}{section.removesuffix('s')}_{name}.yaml"


def _present(target: Target) -> Any:
    if target.part is not None and not target.rest:
        return dict(target.part.body)
    place = peek(target.document.body, target.steps)
    return place.value if place is not None else None


def _stands_after(desk: Desk, target: Target) -> str | None:
    if target.part is not None and not target.rest and target.raw is not None:
        parts = {"fields": target.raw.fields, "checks": target.raw.checks, "unique": target.raw.uniques}
        return before(list(parts[target.section]), target.part.name)
    place = peek(target.document.body, target.steps)
    if place is None or not place.present:
        raise desk.refuse("operation_nowhere", path=target.path)
    if isinstance(place.holder, dict):
        return before(list(place.holder), str(place.key))
    names = [named(each) for each in place.holder]
    return before(names, names[int(place.key)])


_TAKEN: Final[Mapping[str, Callable[[Desk, Mapping[str, Any], str], None]]] = {
    "add": _add, "drop": _drop, "reset": _reset, "rename": rename, **dict.fromkeys(VERBS, _change)}
