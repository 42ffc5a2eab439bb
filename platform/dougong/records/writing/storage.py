"""What it takes to lock and write one object's records: its statements, each built at its first use and kept."""

from collections.abc import Mapping
from functools import cached_property

from dougong.catalog.model import Field, Object
from dougong.records.writing.rollups import CROWD, looks_at, moving
from dougong.records.writing.rules import Rules, holds
from dougong.store.engine import merged
from dougong.store.query.paths import Ground, Path, Source, known
from dougong.store.search.cascade import going
from dougong.store.sql import Statement
from dougong.store.statements import demand, reads, verbs, write
from dougong.store.statements import lookup as statements_lookup
from dougong.store.statements import rolled as statements_rolled
from dougong.store.statements.reads import Lock, Selected, Targets
from dougong.store.statements.tree import Tree, tree
from dougong.store.statements.verbs import Keyed, Keys
from dougong.store.statements.write import Written, WrittenRows

#: Referrers a refusal names; it counts them all.
NAMED = 3


class Storage:
    """The statements of one object, for every policy alike: what a person may see is decided before and after.

    Two threads may build the same statement at once; they build the same, and either is kept.
    """

    def __init__(self, ground: Ground, rules: Rules) -> None:
        self.ground = ground
        self.rules = rules
        self.object = rules.object
        self._changes: dict[tuple[str, ...], Written] = {}
        self._keyed: dict[Keys, Keyed] = {}
        self._shifts: dict[tuple[Keys, tuple[str, ...], tuple[str, ...]], Written] = {}
        self._changed_rows: dict[tuple[str, ...], WrittenRows] = {}
        self._shifted: dict[tuple[str, ...], Written] = {}
        self._retaken: dict[tuple[str, ...], Statement] = {}
        self._pointers: dict[str, Statement] = {}
        self._crowds: dict[str, Statement] = {}
        self._lookups: dict[tuple[str, int, Lock], Selected] = {}
        self._targets: dict[tuple[str, str, Lock], Targets | None] = {}
        self._demands: dict[tuple[str, str], Statement | None] = {}

    @cached_property
    def to_change(self) -> Selected:
        """Read the record `:id`, what its expressions need of its links, and hold it for a change."""
        return reads.one(self._source(), self.paths, "change")

    @cached_property
    def to_remove(self) -> Selected:
        """Read the record `:id` and hold it so that nothing new can point to it."""
        return reads.one(self._source(), self.paths, "remove")

    @cached_property
    def whole(self) -> Selected:
        """Read the record `:id` without a lock."""
        return reads.one(self._source(), self.paths)

    @cached_property
    def lines_of(self) -> Selected:
        """Read this line object's records of the owner `:id`, and hold them."""
        return reads.lines(self._source(), self.paths, "change")

    @cached_property
    def lines_seen(self) -> Selected:
        """Read this line object's records of the owner `:id` without a lock."""
        return reads.lines(self._source(), self.paths)

    @cached_property
    def by_external_id(self) -> Selected:
        """Find the id of the live record `:external_id`."""
        return reads.by_external_id(self._source())

    def keyed(self, names: Keys) -> Keyed:
        """Read and hold the records whose fields `names` have given values."""
        if names not in self._keyed:
            paths = [path for path in self.paths if path not in self.rolled]
            self._keyed[names] = verbs.keyed(self._source(), paths, names)
        return self._keyed[names]

    @cached_property
    def add_missing(self) -> Written:
        """Insert a record unless one with its keys is there."""
        return verbs.add_missing(self.ground, self.object)

    def shift(self, keys: Keys, adds: tuple[str, ...], least: tuple[str, ...]) -> Written:
        """Add to fields of the record with given keys, unless one would fall below its least."""
        if (keys, adds, least) not in self._shifts:
            self._shifts[keys, adds, least] = verbs.shift(self.ground, self.object, keys, adds, least)
        return self._shifts[keys, adds, least]

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """What is read to change a record: every stored value, and what expressions need of links."""
        own = [(field.name,) for field in write.stored_fields(self.object)]
        own += [(field.name,) for field in self.object.fields.values() if field.type.storage == "join"]
        linked = ((link, *path.split(".")) for link, paths in self.rules.paths.items() for path in paths)
        return (*own, *self.rolled, *linked)

    @cached_property
    def rolled(self) -> tuple[Path, ...]:
        """Return the rollups that are computed whenever the record is read."""
        return tuple((field.name,) for field in self.object.fields.values() if field.rollup and field.virtual)

    def shifted(self, names: tuple[str, ...]) -> Written:
        """Add to the stored rollups `names` of the record `:id`."""
        if names not in self._shifted:
            self._shifted[names] = statements_rolled.shifted(self.ground, self.object, names)
        return self._shifted[names]

    def retaken(self, names: tuple[str, ...]) -> Statement:
        """Take the stored rollups `names` of the records `:ids` anew."""
        if names not in self._retaken:
            self._retaken[names] = statements_rolled.retaken(self.ground, self.object, names)
        return self._retaken[names]

    @cached_property
    def refreshed(self) -> Statement | None:
        """Compute the stored formulas over rollups of the records `:ids` anew; None when there are none."""
        names = moving(self.object)
        return statements_rolled.refreshed(self.ground, self.object, names) if names else None

    @cached_property
    def owners(self) -> tuple[Statement, Statement] | None:
        """Return what holds the owners of the lines `:ids`, and what computes their formulas over rollups of their
        lines anew; None when no formula of an owner looks at what moves here."""
        owner = self.ground.catalog.objects.get(self.object.parent or "")
        names = () if owner is None else moving(owner)
        if owner is None or not any(looks_at(known(owner, name), self.object) for name in names):
            return None
        return (statements_rolled.holding_owners(self.ground, self.object, owner),
                statements_rolled.refreshed(self.ground, owner, names, self.object))

    def crowd(self, name: str) -> Statement:
        """Count the records that point to `:id` by the rollup `name`, as far as it is bounded."""
        if name not in self._crowds:
            self._crowds[name] = statements_rolled.crowd(self.ground, known(self.object, name), CROWD)
        return self._crowds[name]

    @cached_property
    def holding(self) -> Statement:
        """Hold the records `:ids`."""
        return statements_rolled.holding(self.ground, self.object)

    @cached_property
    def linked(self) -> tuple[str, ...]:
        """Return the dotted names among what `to_change` reads."""
        return tuple(".".join(path) for path in self.paths if len(path) > 1)

    @cached_property
    def add(self) -> Written:
        """Insert one record."""
        return write.add(self.ground, self.object)

    @cached_property
    def add_rows(self) -> WrittenRows:
        """Insert many records."""
        return write.add_rows(self.ground, self.object)

    @cached_property
    def remove_rows(self) -> Statement:
        """Delete the lines `:ids`."""
        return write.remove_rows(self.ground, self.object)

    def change(self, names: tuple[str, ...]) -> Written:
        """Update the fields `names` of the record `:id`."""
        if names not in self._changes:
            self._changes[names] = write.change(self.ground, self.object, names)
        return self._changes[names]

    def change_rows(self, names: tuple[str, ...]) -> WrittenRows:
        """Update the fields `names` of many records."""
        if names not in self._changed_rows:
            self._changed_rows[names] = write.change_rows(self.ground, self.object, names)
        return self._changed_rows[names]

    def targets(self, field: str, target: str, lock: Lock) -> Targets | None:
        """Return what reads the records of `target` the link `field` points to and, with the lock `keep`, keeps them
        live; None when there is no such object. An any-link may lead to hundreds: each is built when it is met."""
        key = field, target, lock
        if key not in self._targets:
            object = self.ground.catalog.objects.get(target)
            self._targets[key] = None if object is None else self._reader(known(self.object, field), object, lock)
        return self._targets[key]

    def demanded(self, field: str, target: str) -> Statement | None:
        """Return what makes a write fail unless the records `:ids`, `:wanted` in number, of `target` are there and
        live; None where the link `field` has more to know of them, or the database is as quickly asked."""
        key = field, target
        if key not in self._demands:
            object, link = self.ground.catalog.objects.get(target), known(self.object, field)
            plain = object is not None and link.where is None and not self.rules.paths.get(field)
            self._demands[key] = demand.demanded(Source(self.ground, object)) \
                if plain and object is not None and self.ground.dialect == "postgresql" else None
        return self._demands[key]

    def lookup(self, field: str, index: int, lock: Lock) -> Selected:
        """Find the value the lookup in place `index` of `field` gives a record."""
        key = field, index, lock
        if key not in self._lookups:
            said = known(self.object, field)
            paths = [tuple(path.split(".")) for path in self.rules.paths.get(field, ())]
            self._lookups[key] = statements_lookup.lookup(self.ground, said, said.lookup[index], paths, lock)
        return self._lookups[key]

    @cached_property
    def trees(self) -> Mapping[str, Tree]:
        """Return, by tree field, what tells whether a parent is among the record's own descendants."""
        return {field.name: tree(self.ground, self.object, field)
                for field in self.rules.links if field.type.key == "tree"}

    @cached_property
    def relinks(self) -> Mapping[str, tuple[Statement, Statement]]:
        """Return, by field of a join table, what empties and what fills it."""
        return {field.name: write.relink(self.ground, self.object, field)
                for field in self.object.fields.values() if field.type.storage == "join"}

    @cached_property
    def going(self) -> tuple[tuple[Object, Statement], ...]:
        """Return the objects whose records may go with one of these, each with what finds them for `:id`."""
        return tuple(going(self.ground, self.object))

    @cached_property
    def referrers(self) -> tuple[tuple[str, str, Selected], ...]:
        """Return (object, field, statement) of every field that may point here and forbids that this goes."""
        return self.referring(self.ground)

    def pointers(self, field: str) -> Statement:
        """Find the records whose `field` points to `:id`, each with what it belongs to."""
        if field not in self._pointers:
            self._pointers[field] = merged.pointers(self.ground, self.object.name, field)
        return self._pointers[field]

    @cached_property
    def lines_moved(self) -> Statement:
        """Let these lines of the record `:of_id` be those of `:to_id`."""
        return merged.lines_moved(self.ground, self.object.name)

    def referring(self, ground: Ground) -> tuple[tuple[str, str, Selected], ...]:
        """Return the same of the records that may be seen on a ground."""
        return tuple(self._referrer(ground, object, known(self.ground.catalog.objects[object], field))
                     for object, field in self.ground.catalog.referrers.get(self.object.name, ())
                     if self._holds(self.ground.catalog.objects[object], field))

    def _referrer(self, ground: Ground, name: str, field: Field) -> tuple[str, str, Selected]:
        object = self.ground.catalog.objects[name]
        parent = None if object.parent is None else self.ground.tables[object.parent].alias("owner")
        return name, field.name, reads.referrers(Source(ground, object), field, parent, NAMED)

    def _holds(self, object: Object, name: str) -> bool:
        """Return whether a field holds on to what it points to; a record's own lines do not, they go with it."""
        field = known(object, name)
        return field.type.storage != "lines" and not (object.parent == self.object.name and name == "parent") and \
            holds(field)

    def _reader(self, field: Field, target: Object, lock: Lock) -> Targets:
        paths = [tuple(path.split(".")) for path in self.rules.paths.get(field.name, ())]
        return reads.targets(Source(self.ground, target), paths, field.where, lock)

    def _source(self) -> Source:
        return Source(self.ground, self.object)
