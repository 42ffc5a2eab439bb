"""Join tables of fields that link to many: they follow their object and field, or are parked whole."""

from typing import TYPE_CHECKING

from dougong.catalog.model import Object
from dougong.kernel.saying import Name, kind_said, said
from dougong.store.change.former import DROPPED, Held
from dougong.store.change.plan import Parked, Step
from dougong.store.naming import joining, name_of

if TYPE_CHECKING:
    from dougong.store.change.moves import Moving

_KEYS = (("owner_id", "owner"), ("target_id", "target"))


def settle(this: "Moving", here: dict[str, Object]) -> None:
    """Put the steps for every join table into `this`."""
    fields = {f.uid: (one, f) for one in here.values() for f in one.fields.values()}
    for uid, held in sorted(this.former.fields.items(), key=lambda each: each[1].table):
        if held.columns or held.table not in this.model.columns:
            continue
        one, field = fields.get(uid, (None, None))
        if one is None or field is None:
            if held.row is None:
                _park(this, held)
        elif field.type.storage != "join":
            this.steps.append(Step("change", f"{one.name}.{field.name}", said(
                "plan_links_stay", field=Name(f"{one.name}.{field.name}"), becomes=kind_said(field.type.key)), (),
                "refused"))
        else:
            _follow(this, held, joining(one.name, field.name), f"{one.name}.{field.name}")


def _park(this: "Moving", held: Held) -> None:
    """Keep the pairs, pointing at nothing, under a name no field can ask for."""
    model, sql = this.model, list(this.model.drop_indexes(held.table, ()))
    for column, role in _KEYS:
        sql += model.drop_key(held.table, column, name_of("fk", held.table, role))
    name = name_of("dg_parked", held.table, held.uid)
    sql.append(model.rename_table(held.table, name))
    this.parked.append(Parked(uid=held.uid, owner=held.owner, why=DROPPED, path=held.path, place=name, columns=(),
                              definition=held.definition))
    this.steps.append(Step("drop", held.table, said("plan_drop_links", field=_name(held)), tuple(sql),
                           "confirm"))


def _follow(this: "Moving", held: Held, name: str, subject: str) -> None:
    if held.row is not None:
        this.returned.append(held.row)
    if held.table == name:
        return
    sql = [this.model.rename_table(held.table, name)]
    for column, role in _KEYS:
        if column in this.model.keys.get(name, {}):
            sql += this.model.rename_key(name, name_of("fk", held.table, role), name_of("fk", name, role))
    this.steps.append(Step("rename", subject, said("plan_rename_links", field=Name(subject)), tuple(sql), "confirm"))


def _name(held: Held) -> Name:
    """Return what a field is called whose path is objects.<object>.fields.<field>."""
    return Name(".".join(held.path.split(".")[1::2]))
