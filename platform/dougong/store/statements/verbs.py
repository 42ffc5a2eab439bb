"""The statements behind the verbs that steps of plugins call: lock by key, make what is missing, add under a guard."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.catalog.model import Object
from dougong.store.query.paths import Ground, Path, Source, known
from dougong.store.sql import binds, compile
from dougong.store.statements.forms import Encoder
from dougong.store.statements.reads import Selected, held, selecting
from dougong.store.statements.write import Slot, Written, slots_of, stored_fields


@dataclass(frozen=True, slots=True)
class Keys:
    """The fields of a key: those with a value, and those that are null, which no index finds by comparing."""

    given: tuple[str, ...]
    null: tuple[str, ...] = ()

    @staticmethod
    def of(key: Mapping[str, Any]) -> "Keys":
        """Return the shape of a key."""
        return Keys(tuple(name for name, value in key.items() if value is not None),
                    tuple(name for name, value in key.items() if value is None))


@dataclass(frozen=True, slots=True)
class Keyed:
    """A statement that reads by key, and what binds the key."""

    selected: Selected
    encode: Encoder


def keyed(source: Source, paths: Iterable[Path], keys: Keys) -> Keyed:
    """Return the statement that reads and holds the records whose fields have given values, or are null."""
    query, decode = selecting(source, paths)
    slots = slots_of([known(source.object, key) for key in keys.given], source.ground)
    query = query.where(*(source.table.c[name] == bindparam(name) for name in slots),
                        *(source.table.c[name].is_(None) for name in keys.null))
    statement = compile(held(query.order_by(source.table.c.id), source, "change"), source.dialect)
    return Keyed(Selected(statement, decode), Encoder(tuple(slots[name] for name in statement.names)))


def add_missing(ground: Ground, object: Object) -> Written:
    """Return the insert of a record that is left out when a unique of it is taken; the database gives the id."""
    insert = postgresql.insert if ground.dialect == "postgresql" else sqlite.insert
    slots = slots_of((field for field in stored_fields(object) if field.name != "id"), ground)
    query = insert(ground.tables[object.name]).values(binds(*slots))
    statement = compile(query.on_conflict_do_nothing(), ground.dialect)
    return Written(statement, Encoder(tuple(slots[name] for name in statement.names)))


def shift(ground: Ground, object: Object, keys: Keys, adds: tuple[str, ...], least: tuple[str, ...]) -> Written:
    """Return the update that adds to the fields `adds` of the record with `keys`, unless one of `least` would fall
    below its bound. Values are bound as key/<field>, add/<field>, least/<field>."""
    table = ground.tables[object.name]
    slots: dict[str, Slot] = {}
    for role, names in (("key", keys.given), ("add", adds), ("least", least)):
        for name, (field, convert, part) in slots_of([known(object, each) for each in names], ground).items():
            slots[f"{role}_{name}"] = (f"{role}/{field}", convert, part)
    after = {name: table.c[name].op("+", precedence=7)(bindparam(f"add_{name}")) for name in adds}  # "+" could mean ||
    query = update(table).values(after).where(
        *(table.c[name] == bindparam(f"key_{name}") for name in keys.given),
        *(table.c[name].is_(None) for name in keys.null),
        *(after.get(name, table.c[name]) >= bindparam(f"least_{name}") for name in least))
    statement = compile(query, ground.dialect)
    return Written(statement, Encoder(tuple(slots[name] for name in statement.names)))
