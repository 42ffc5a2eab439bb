"""What links point to, read once each: whether it is there, live and choosable, and the values rules need of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from dougong.catalog.model import Field
from dougong.fields.any_link import AnyLink
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import bound, parameters
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.rules import Rules, holds
from dougong.records.writing.seeker import Seeker
from dougong.records.writing.settle import choose
from dougong.records.writing.storage import Storage
from dougong.store.session import Order, Reader, Rows
from dougong.store.statements.forms import listed
from dougong.store.statements.reads import Lock, Selected, Targets

#: Defaults and copies may choose links whose defaults choose links; beyond these rounds a definition runs in circles.
ROUNDS = 5

#: A target nobody has asked about.
THERE: Final[Mapping[str, Any]] = {"_live": True, "_allowed": True}

#: Object of the link, its field, object pointed to.
Key = tuple[str, str, str]


class Linker:
    """The link targets of one change, and what lookups find for it. `want` and `seek` say what will be needed, `bring`
    puts it where expressions find it.

    `locking` keeps the targets from going to the bin until the unit ends. With `trusted` nobody asks about targets that
    only have to be there: what demands them is noted, to be sent with what is written.
    """

    __slots__ = ("_context", "_found", "_hidden", "_locking", "_seeker", "_trusted", "_wanted")

    def __init__(self, context: Context, *, locking: bool = True, trusted: list[Order] | None = None) -> None:
        self._trusted = trusted
        self._context = context
        self._locking = locking
        self._found: dict[Key, dict[int, Mapping[str, Any]]] = {}
        self._wanted: dict[Key, set[int]] = {}
        #: Targets, by object, that whoever writes may not read: given by hand they are as good as missing.
        self._hidden: dict[str, set[int]] = {}
        self._seeker = Seeker(context, self._lock, self._meet)

    def seek(self, draft: Draft) -> None:
        """Note what lookups of a new record, with its defaults, can be asked before its links are read."""
        self._seeker.want(draft, early=True)

    def want(self, rules: Rules, values: Mapping[str, Any]) -> None:
        """Note every target that `values` name and that is not known yet."""
        for field in rules.links:
            value = values.get(field.name)
            for target, id in _pointed(field, value):
                key = rules.object.name, field.name, target
                if id not in self._found.get(key, ()):
                    self._wanted.setdefault(key, set()).add(id)

    def ask(self, batch: Batch) -> None:
        """Put the questions for what is wanted into the batch."""
        self._seeker.ask(batch)
        for key, ids in sorted(self._wanted.items()):
            storage = self._context.plans.storage(key[0])
            if self._trusts(storage, key, ids):
                continue
            targets = storage.targets(key[1], key[2], self._lock)
            if targets is None:                       # an any-link to something that is no object
                self._found[key] = {id: {} for id in ids}
                continue
            params = parameters(self._context, targets.expressions)
            params["ids"] = listed(sorted(ids), self._context.database.dialect)
            batch.ask(targets.statement, params, self._taking(key, targets, ids))
            self._ask_seen(batch, key[2], params["ids"], ids)
        self._wanted = {}

    def _trusts(self, storage: Storage, key: Key, ids: Collection[int]) -> bool:
        """Note the demand that targets are there; return whether that will do."""
        if self._trusted is None or self._seen_among(key[2]) is not None:
            return False
        demanded = storage.demanded(key[1], key[2])
        if demanded is None:
            return False
        self._trusted.append((demanded, {"ids": sorted(ids), "wanted": len(ids)}))
        self._found.setdefault(key, {}).update(dict.fromkeys(ids, THERE))
        return True

    def _seen_among(self, target: str) -> Selected | None:
        """Return what tells which targets whoever writes may read; None where that is every one."""
        context = self._context
        object = context.catalog.objects.get(target)
        return None if object is None else context.plans.of(object, context.actor.policy).seen_among

    def _ask_seen(self, batch: Batch, target: str, listed_ids: Any, ids: Iterable[int]) -> None:
        """Ask which targets whoever writes may read, where that is not every one."""
        context, seen = self._context, self._seen_among(target)
        if seen is None:
            return
        hidden = self._hidden.setdefault(target, set())
        hidden.update(ids)
        batch.ask(seen.statement, bound(context, seen, ids=listed_ids),
                  lambda rows: hidden.difference_update(id for id, in rows))

    def bring(self, draft: Draft, session: Reader) -> None:
        """Let links, lookups and what they decide (late defaults, copies) settle; waits only for targets nobody has
        read and for questions nobody has asked."""
        for _ in range(ROUNDS):
            self._link(draft, session)
            self._choose(draft)
            if any(_new_links(row) for row in draft.rows()):
                continue
            if not self._seeker.want(draft):
                return
            self._run(session)
            self._choose(draft)

    def _choose(self, draft: Draft) -> None:
        self._seeker.answer(draft)
        choose(draft)

    def _run(self, session: Reader) -> None:
        if not (self._wanted or self._seeker):
            return
        batch = Batch()
        self.ask(batch)
        batch.run(session)

    def recall(self, draft: Draft, session: Reader) -> None:
        """Look again at what a record from the bin and its lines point to, and refuse what has gone there meanwhile;
        one wait, none without links. Which may be chosen is not asked: the choice was made."""
        for row in draft.rows():
            self.want(row.rules, {field.name: row.values.get(field.name) for field in row.rules.links if holds(field)})
        self._run(session)
        for row in draft.rows():
            for field in filter(holds, row.rules.links):
                for target, id in _pointed(field, row.values.get(field.name)):
                    found = self._found[row.rules.object.name, field.name, target][id]
                    self._judge(draft, row, field, {**found, "_allowed": True} if found else found)

    def _link(self, draft: Draft, session: Reader) -> None:
        chosen = [(row, links) for row in draft.rows() if (links := _new_links(row))]
        if not chosen:
            return
        for row, links in chosen:
            self.want(row.rules, links)
        if self._wanted:
            self._seeker.want(draft)
        self._run(session)
        for row, _ in chosen:
            self._fill(draft, row)

    @property
    def _lock(self) -> Lock:
        return "keep" if self._locking else ""

    def _meet(self, object: str, name: str, found: Mapping[str, Any]) -> None:
        target = _pointed_one(self._context.catalog.objects[object].fields[name])
        self._found.setdefault((object, name, target), {})[found["_id"]] = found

    def _taking(self, key: Key, targets: Targets, ids: Iterable[int]) -> Any:
        def take(rows: Rows) -> None:
            found: dict[int, Mapping[str, Any]] = {each["_id"]: each for each in targets.decode.all(rows)}
            known = self._found.setdefault(key, {})
            known.update({id: found.get(id, {}) for id in ids})
        return take

    def _fill(self, draft: Draft, row: Row) -> None:
        for field in row.rules.links:
            name = field.name
            value = row.values.get(name)
            if row.linked_to.get(name) == value:
                continue
            row.linked_to[name] = value
            for target, id in _pointed(field, value):
                hidden = name in row.given and id in self._hidden.get(target, ())
                self._judge(draft, row, field, {} if hidden else self._found[row.rules.object.name, name, target][id])
            self._expose(row, name, value)

    def _expose(self, row: Row, name: str, value: Any) -> None:
        """Put the values of the target under their dotted names."""
        paths = row.rules.paths.get(name, ())
        if not paths:
            return
        known = {} if value is None else self._found[
            row.rules.object.name, name, _pointed_one(row.rules.object.fields[name])][value]
        for path in paths:
            row.linked[f"{name}.{path}"] = known.get(path)

    @staticmethod
    def _judge(draft: Draft, row: Row, field: Field, found: Mapping[str, Any]) -> None:
        """A target that is not there, in the bin, or not among those that may be chosen is refused."""
        pointer = f"{row.pointer}/{field.name}"
        if not found:
            draft.refuse(pointer, "link_missing")
        elif not found["_live"]:
            draft.refuse(pointer, "link_archived", title=found["_title"] or "")
        elif not found["_allowed"]:
            draft.refuse(pointer, "link_not_allowed", title=found["_title"] or "")


def _new_links(row: Row) -> Mapping[str, Any]:
    """Return the links whose targets have not been looked at."""
    values, seen = row.values, row.linked_to
    return {field.name: values.get(field.name) for field in row.rules.links
            if seen.get(field.name) != values.get(field.name)}


def _pointed(field: Field, value: Any) -> Sequence[tuple[str, int]]:
    """Return (object, id) of each record a value points to."""
    if value is None:
        return ()
    if field.type.storage == "join":
        target = _pointed_one(field)
        return [(target, id) for id in value]
    if isinstance(value, AnyLink) and isinstance(value.id, int):
        return [(value.object, value.id)]
    return [(_pointed_one(field), value)]


def _pointed_one(field: Field) -> str:
    return field.type.targets(field)[0]
