"""What has to move before anything is added: renamed, dropped, converted, come back; told by uid, never by name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo

from sqlalchemy import MetaData

from dougong.catalog.model import Catalog, Object
from dougong.kernel.saying import Name, said
from dougong.store.change import columns, joins, keys
from dougong.store.change.former import DROPPED, Former, parked
from dougong.store.change.model import Model
from dougong.store.change.plan import Parked, Step
from dougong.store.change.rebuild import rebuilt
from dougong.store.naming import name_of


@dataclass(slots=True)
class Moving:
    """A plan in the making: what it starts from, and what the steps so far come to."""

    model: Model
    former: Former
    number: int
    zone: tzinfo
    #: Whether a table is so large that one does not hold it while its rows are changed.
    large: Callable[[str], bool]
    steps: list[Step] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    #: Rows of dg_parked that are in force again; parked columns that got other names, by row.
    returned: list[int] = field(default_factory=list)
    aside: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)


def move(this: Moving, catalog: Catalog, wanted: MetaData) -> None:
    """Put into `this` the steps that bring what is held to where `catalog` looks for it."""
    here = {one.uid: one for one in catalog.objects.values()}
    gone = this.former.tables.keys() - here.keys() - this.former.rows.keys()
    for uid in sorted(gone, key=lambda uid: this.former.tables[uid]):
        _drop(this, uid)
    _rename_tables(this, here)
    for one in sorted(here.values(), key=lambda each: each.name):
        if one.uid in this.former.tables and one.name in this.model.columns:
            columns.settle(this, one)
    joins.settle(this, here)
    for table in sorted(wanted.tables.keys() & this.model.columns.keys()):
        keys.settle(this, table, wanted)
    for table in sorted(this.model.loose):
        this.steps.append(rebuilt(this.model, table, wanted.tables.get(table)))


def _drop(this: Moving, uid: str) -> None:
    """Let an object go: its table stays as it is, without indexes and pointing at nothing."""
    table = this.former.tables[uid]
    if table not in this.model.columns:
        return
    held = [each for each in this.former.of(uid) if each.columns]
    sql = list(this.model.drop_indexes(table, ()))
    for column in sorted(this.model.keys.get(table, {})):
        sql += this.model.drop_key(table, column, name_of("fk", table, column))
    path = f"objects.{table}"
    this.parked.append(Parked(uid=uid, owner=uid, why=DROPPED, path=path, place=table, columns=(),
                              definition=this.former.definitions.get(uid, {})))
    this.parked.extend(parked(each, table, each.columns, DROPPED) for each in held)
    this.steps.append(Step("drop", table, said("plan_drop_object", object=Name(table)), tuple(sql), "confirm"))


def _rename_tables(this: Moving, here: dict[str, Object]) -> None:
    model, former = this.model, this.former
    going = {former.tables[uid]: one for uid, one in here.items()
             if uid in former.tables and former.tables[uid] in model.columns and former.tables[uid] != one.name}
    for table, cleared in _cleared(this, here):
        this.steps.append(Step("rename", table, said("plan_way_object", name=table), (cleared,)))
    for old, one in sorted(going.items()):
        sql = [model.rename_table(old, one.name)]
        for column in sorted(model.keys.get(one.name, {})):
            sql += model.rename_key(one.name, name_of("fk", old, column), name_of("fk", one.name, column))
        this.steps.append(Step("rename", one.name, said("plan_rename_object", old=old, object=Name(one.name)),
                               tuple(sql), "confirm"))
    for uid, one in here.items():
        if uid in former.rows:
            this.returned.append(former.rows[uid])
            back = said("plan_return_object", object=Name(one.name))
            this.steps.append(Step("return", one.name, back, (), "confirm"))


def _cleared(this: Moving, here: dict[str, Object]) -> Iterator[tuple[str, str]]:
    """Move tables of dropped objects aside whose names are wanted by others."""
    live = {this.former.tables[uid] for uid in here.keys() & this.former.tables.keys()}
    names = {one.name for one in here.values()}
    for uid, table in sorted(this.former.tables.items()):
        if uid not in here and table in names and table in this.model.columns and table not in live:
            name = name_of("dg_parked", table, uid)
            sql = this.model.rename_table(table, name)
            this.parked[:] = [_placed(each, table, name) for each in this.parked]
            yield table, sql


def _placed(each: Parked, old: str, new: str) -> Parked:
    if each.place != old:
        return each
    return Parked(uid=each.uid, owner=each.owner, why=each.why, path=each.path, place=new, columns=each.columns,
                  definition=each.definition)
