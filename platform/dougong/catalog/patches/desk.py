"""What the requests of one person are worked on: the site's files as they become, and what they then define."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.linking.draft import Draft
from dougong.catalog.patches.aim import Target, aim

#: Layers and patches anew for these files of the site; what is written is not judged here.
Redraft = Callable[[Mapping[str, bytes]], Draft]
#: What must be said besides the verb.
_NEEDED: Final = {"set": "to", "insert": "into", "move": "after", "rename": "to"}


class Unfit(Exception):
    """A request that cannot be taken: its position, a code of kernel/messages, and what fills its slots."""

    def __init__(self, index: int, code: str, **params: Any) -> None:
        super().__init__(code)
        self.index, self.code, self.params = index, code, params


@dataclass(slots=True)
class Desk:
    """The files as they become, and the definitions as they then stand; `before` are the files in force."""

    files: dict[str, bytes]
    redraft: Redraft
    language: str
    draft: Draft
    before: Mapping[str, bytes]
    index: int = 0

    def refuse(self, code: str, **params: Any) -> Unfit:
        """Return the refusal of the request at hand."""
        return Unfit(self.index, code, **params)

    def again(self) -> None:
        """Look at the definitions as the files now make them."""
        self.draft = self.redraft(self.files)


def aimed(desk: Desk, path: str) -> Target:
    """Return what a path means as the definitions now stand; raises Unfit when it leads nowhere."""
    target = aim(desk.draft, path) if path.count(".") else None
    if target is None:
        raise desk.refuse("operation_nowhere", path=path)
    return target


def shaped(desk: Desk, request: Mapping[str, Any], allowed: set[str]) -> Mapping[str, Any]:
    """Return the request, once it says nothing but what it may, and all it must; raises Unfit."""
    if unknown := sorted(request.keys() - allowed):
        raise desk.refuse("operation_key", key=unknown[0], keys=", ".join(sorted(allowed)))
    for verb, needed in _NEEDED.items():
        if verb in request and needed not in request:
            raise desk.refuse("operation_lacks", key=needed)
    return request


def text(desk: Desk, said: Mapping[str, Any], key: str) -> str:
    """Return the path said under a key; raises Unfit when that is no text."""
    if not isinstance(said[key], str):
        raise desk.refuse("operation_path", key=key)
    return str(said[key])
