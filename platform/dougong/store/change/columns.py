"""The columns of one object: which follow their field to a new name, are converted, parked, or make room."""

from typing import TYPE_CHECKING

from dougong.catalog.model import Field, Object
from dougong.kernel.messages import Said
from dougong.kernel.saying import Name, kind_said, said
from dougong.store.change.convert import Restoration, conversion, restoring, same_storage
from dougong.store.change.former import CONVERTED, DROPPED, Held, parked
from dougong.store.change.plan import Fill, Step
from dougong.store.change.shadow import Shadow
from dougong.store.naming import name_of
from dougong.store.sql import DIALECTS

if TYPE_CHECKING:
    from dougong.store.change.moves import Moving


def settle(this: "Moving", one: Object) -> None:
    """Put the steps for the columns of `one`, whose table has its name by now, into `this`."""
    fields = {each.uid: each for each in one.fields.values() if each.type.storage == "columns"}
    held = {uid: each for uid, each in this.former.fields.items() if each.owner == one.uid and each.columns}
    wanted = {column.name: uid for uid, each in fields.items() if each.stored for column in each.type.columns(each)}
    renamed: list[tuple[Held, Field]] = []
    for uid, each in held.items():
        now = fields.get(uid)
        if now is None or not now.stored:
            _leave(this, one, each, wanted, now)
        elif same_storage(each, now):
            renamed.append((each, now))
        else:
            _convert(this, one, each, now)
        if now is not None and now.stored and each.row is not None:
            this.returned.append(each.row)
            this.steps.append(Step("return", f"{one.name}.{now.name}", said(
                "plan_return_field", **_about(one.name, now.name)), (), "confirm"))
    _rename(this, one, renamed)


def _leave(this: "Moving", one: Object, held: Held, wanted: dict[str, str], now: Field | None) -> None:
    """Park a field's columns where they are, or beside, when a new field wants their name."""
    model, table, sql = this.model, one.name, list[str]()
    columns = held.columns
    if any(wanted.get(column, held.uid) != held.uid for column in columns):
        sql += model.drop_indexes(table, columns)
        columns = tuple(_aside(this, table, column, held, sql) for column in columns)
        if held.row is not None:
            this.aside.append((held.row, columns))
    if held.row is None:
        sql = [*model.drop_indexes(table, held.columns), *sql]
        for before, column in zip(held.columns, columns, strict=True):
            sql += model.drop_key(table, column, name_of("fk", held.table, before))
        this.parked.append(parked(held, table, columns, DROPPED if now is None else CONVERTED))
        name = held.spec.name
        this.steps.append(Step("drop", f"{table}.{name}", said("plan_drop_field", **_about(table, name)), tuple(sql),
                               "confirm"))
    elif sql:
        this.steps.append(Step("rename", f"{table}.{held.spec.name}", said(
            "plan_way_field", object=Name(table), field=held.spec.name), tuple(sql)))


def _about(table: str, name: str) -> dict[str, Name]:
    return {"object": Name(table), "field": Name(f"{table}.{name}", alone=True)}


def _aside(this: "Moving", table: str, column: str, held: Held, sql: list[str]) -> str:
    name = name_of("dg", column, held.uid, str(this.number))
    sql.append(this.model.rename_column(table, column, name))
    return name


def _rename(this: "Moving", one: Object, renamed: list[tuple[Held, Field]]) -> None:
    """Let columns follow their fields to new names, which no other field has (M318)."""
    model, table = this.model, one.name
    pairs = [(before, after.name, held) for held, now in renamed
             for before, after in zip(held.columns, now.type.columns(now), strict=True) if before != after.name]
    for before, after, held in pairs:
        sql = [model.rename_column(table, before, after)]
        if after in model.keys.get(table, {}):
            sql += model.rename_key(table, name_of("fk", table, before), name_of("fk", table, after))
        this.steps.append(Step("rename", f"{table}.{after}", said(
            "plan_rename_field", object=Name(table), old=held.spec.name, field=Name(f"{table}.{after}", alone=True)),
            tuple(sql), "confirm"))


def _convert(this: "Moving", one: Object, held: Held, now: Field) -> None:
    """Give the field a new column and carry every value over; the old column is parked."""
    model, table, subject = this.model, one.name, f"{one.name}.{now.name}"
    about = {"field": Name(subject), "was": kind_said(held.type.key), "becomes": kind_said(now.type.key)}
    convert = conversion(held, now, model.dialect, this.zone)
    if convert is None:
        this.steps.append(Step("change", subject, Said("plan_unreadable", about), (), "refused"))
        return
    column, = now.type.columns(now)
    kind, before = str(column.type.compile(DIALECTS[model.dialect])), held.columns[0]
    shadow = Shadow.of(table, before, kind) if this.large(table) and (table, before) not in model.names else None
    sql = [*(() if shadow is None else shadow.ended()), *model.drop_indexes(table, held.columns)]
    source = _aside(this, table, before, held, sql)
    sql += model.drop_key(table, source, name_of("fk", table, before))
    added = model.add_column(table, column.name, kind)
    sql.append(added if shadow is None else model.named(table, shadow.name, column.name))
    back = _back(this, table, held, now)
    this.parked.append(parked(held, table, (source,), CONVERTED))
    this.steps.append(Step("retype", subject, Said("plan_retype", about), tuple(sql), "safe",
                           ahead=() if shadow is None else shadow.began(),
                           fill=Fill(table, (source,), column.name, kind, convert, shadow) if back is None
                           else Fill(table, (source, back[0]), column.name, kind, back[1], shadow)))


def _back(this: "Moving", table: str, held: Held, now: Field) -> tuple[str, Restoration] | None:
    """Return the parked column a conversion is taken back to, the latest that fits, and how; None for none."""
    for former in reversed(this.former.converted.get(held.uid, ())):
        column = former.columns[0]
        if len(former.columns) == 1 and column in this.model.columns[table]:
            restore = restoring(held, former, now, this.model.dialect, this.zone)
            if restore is not None:
                return column, restore
    return None
