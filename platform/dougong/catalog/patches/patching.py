"""After the layers: what upper packs and the site change in definitions below them, one operation at a time.

An operation whose anchor is gone, or that replaces something other than what stands there now, is parked: it stays as
written, does nothing, and says why. So an upgrade below merges key by key with what was changed above (design 5).
"""

from collections.abc import Mapping
from typing import Any

from dougong.catalog.layer import SITE
from dougong.catalog.linking.draft import Draft
from dougong.catalog.model import Patch
from dougong.catalog.patches import verbs, words
from dougong.catalog.patches.aim import Copy, Target, aim, own, settle
from dougong.catalog.patches.operation import WORDS, Operation, operation, spoken
from dougong.catalog.patches.slot import peek, said_in
from dougong.catalog.patches.unlink import unlink
from dougong.catalog.patches.verbs import GONE, Lost
from dougong.catalog.reading.document import Document, Where
from dougong.catalog.reading.rights import right
from dougong.catalog.reading.validate import Validator

#: Operations parked from the start, by file and position: what they made was no definition.
Parked = Mapping[tuple[str, int], str]


def patch(draft: Draft, validator: Validator, parked: Parked) -> None:
    """Carry out every patch on the definitions of the draft; what becomes of each goes to `draft.patches`, what may
    not be patched and what is no definition any more to the report."""
    bench = _Bench(draft, validator)
    for document in draft.patching:
        for index, said in enumerate(document.body["changes"]):
            one = operation(said)
            why = parked.get((document.file, index))
            path, lost = (one.path, Lost("refused", why=why)) if why is not None \
                else bench.carry_out(one, document.at("changes", index))
            draft.patches.append(_told(document, index, one, path, lost))
    bench.judge()


def _told(document: Document, index: int, one: Operation, path: str, lost: Lost | None) -> Patch:
    said = spoken(Operation(verb=one.verb, path=path, to=one.to, was=one.was, after=one.after))
    found = lost or Lost("")
    return Patch(pack=document.pack, file=document.file, index=index, path=path, said=said, lost=found.code,
                 now=found.now, why=found.why)


class _Bench:
    """Patches one draft."""

    def __init__(self, draft: Draft, validator: Validator) -> None:
        self._draft, self._validator = draft, validator
        self._copies: dict[int, Copy] = {}

    def carry_out(self, one: Operation, where: Where) -> tuple[str, Lost | None]:
        """Carry out one operation; return its path in the names of today, and why it is parked, if it is."""
        target = aim(self._draft, one.path)
        if target is None or _nowhere(target, one):
            return one.path, GONE
        copy = own(self._draft, target, self._copies)
        if not self._may(one, target, where):
            return target.path, Lost("refused", why="not to be patched")
        if one.is_words and target.rest:
            return target.path, words.say(self._draft, target, one, where)
        lost = self._change(copy, target, _localised(self._draft, one, where), where)
        settle(target)
        if one.verb == "unset" and lost is None:
            self._draft.words.absent(target.path)          # its translations are no mistake
        return target.path, lost

    def judge(self) -> None:
        """Hold every definition that was patched against its schema; what is wrong is said where the patch says it, and
        the part it is wrong in is linked no further."""
        for copy in self._copies.values():
            for where in self._validator.check(copy.document, self._draft.report):
                unlink(self._draft, copy.document, where.path)

    def _change(self, copy: Copy, target: Target, one: Operation, where: Where) -> Lost | None:
        match one.verb:
            case "set":
                return verbs.put(copy, target, one, where)
            case "unset":
                return verbs.take(copy, target, one, where)
            case "insert":
                return verbs.add(copy, target, one, where)
            case _:
                return verbs.move(copy, target, one)

    def _may(self, one: Operation, target: Target, where: Where) -> bool:
        """Return whether this pack may do so; why not goes to the report."""
        draft, pack = self._draft, where.document.pack
        if target.pack not in draft.packs[pack].sees:
            draft.report.add(where / one.verb, "M206", f"{one.path} belongs to pack {target.pack}, "
                             f"which {pack} does not require")
            return False
        prefix = f"{draft.packs[pack].body['prefix']}_" if "prefix" in draft.packs[pack].body else ""
        if (name := _new(target, one)) and not name.startswith(prefix):
            draft.report.add(where / one.verb, "M315", f"{name} does not begin with {prefix}", f"{prefix}{name}")
            return False
        said = self._right(target, one)
        ours = target.pack == pack or (prefix and any(step.startswith(prefix) for step in target.path.split(".")))
        adds_field = target.section == "fields" and target.part is None          # that is what kind: field is for
        if (ours and not adds_field) or said == "site" or (said == "packs" and pack != SITE):
            return True
        hint = "a pack may" if said == "packs" else ""
        draft.report.add(where / one.verb, "M216", f"{one.path} is not to be patched by {_whom(pack)}", hint)
        return False

    def _right(self, target: Target, one: Operation) -> str:
        """Return who may: of an entry that comes or takes another place, what holds for its list or map."""
        document = target.document
        if one.verb == "move" and target.part is not None and not target.rest:
            return "site"                              # the order of fields, checks and uniques is for the eye
        place = peek(document.body, target.steps)
        path = place.path if place is not None else tuple(target.steps)
        if one.verb == "move" or _new(target, one):
            path = path[:-1]
        return right(self._validator.schemas[document.kind], document.body, path)


def _nowhere(target: Target, one: Operation) -> bool:
    """Return whether the path ends at a part that is not there, or at a whole definition."""
    if not target.steps and one.verb != "move":
        return True
    if target.section and target.part is None:
        return not (one.verb == "set" and len(target.rest) == 2)
    return not target.rest and target.part is None


def _new(target: Target, one: Operation) -> str:
    """Return the name of the check or unique an operation adds, "" when it adds none."""
    fresh = one.verb == "set" and target.part is None and target.section in {"checks", "unique"} \
        and len(target.rest) == 2
    return target.rest[1] if fresh else ""


def _whom(pack: str) -> str:
    return "the site" if pack == SITE else "packs"


def _localised(draft: Draft, one: Operation, where: Where) -> Operation:
    """Return the operation with words in what it brings by language: those of the patch's own pack."""
    language = draft.packs[where.document.pack].language
    value: Any = said_in(one.to, language, WORDS)
    return Operation(verb=one.verb, path=one.path, to=value, was=one.was, after=one.after)
