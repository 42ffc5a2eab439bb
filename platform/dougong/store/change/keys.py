"""What happens to a link when its target goes (`on_delete`): a key with another rule in place of the old one."""

from typing import TYPE_CHECKING

from sqlalchemy import MetaData
from sqlalchemy.schema import AddConstraint, ForeignKeyConstraint

from dougong.kernel.messages import Said
from dougong.kernel.saying import Name, said
from dougong.store.change.plan import Step
from dougong.store.sql import ddl

if TYPE_CHECKING:
    from dougong.store.change.moves import Moving


def settle(this: "Moving", table: str, wanted: MetaData) -> None:
    """Put a step for each key of `table` that keeps its target and changes its rule into `this`; on SQLite a key that
    came back makes the table anew."""
    model = this.model
    keys = sorted(wanted.tables[table].foreign_key_constraints, key=lambda key: str(key.name))
    for key in keys:
        column = key.column_keys[0]
        there, rule = model.keys.get(table, {}).get(column), _rule(key)
        if there is None and model.dialect == "sqlite" and column in model.columns[table]:
            model.keys.setdefault(table, {})[column] = rule        # it comes back, or was lost by hand
            model.loose.add(table)
        if there is None or there == rule or there.rpartition(" ")[0] != key.referred_table.name:
            continue
        sql = model.drop_key(table, column, str(key.name))
        if model.dialect == "postgresql":
            sql = (*sql, ddl(AddConstraint(key), model.dialect))
        model.keys[table][column] = rule
        this.steps.append(Step("change", f"{table}.{column}", said(
            "plan_on_delete", field=Name(f"{table}.{column}"), rule=_said(str(key.ondelete))), sql))


def _said(rule: str) -> Said:
    return said(f"plan_rule_{rule.lower().replace(' ', '_')}")


def _rule(key: ForeignKeyConstraint) -> str:
    return f"{key.referred_table.name} {key.ondelete}"
