"""The statement that finds what goes along when records become another's."""

from sqlalchemy import bindparam, select

from dougong.catalog.model import Expression, Field
from dougong.store.query.paths import Source
from dougong.store.sql import compile
from dougong.store.statements.reads import Selected, member, selecting


def along(source: Source, field: Field, rule: Expression | None) -> Selected:
    """Return the statement that finds the live records whose `field` points to one of `:ids` and that are its owner's,
    as far as they may be seen, satisfy `rule` (who may give them away) and what the field says of going along: at most
    `:most` ids."""
    target = source.ground.tables[field.type.targets(field)[0]].alias("target")
    table, (link,) = source.table, source.columns((field.name,))
    query, decode = selecting(source, [("id",)])
    owner = select(target.c.owner).where(target.c.id == link).scalar_subquery()
    query = query.where(member(link, "ids", source.dialect), table.c.owner == owner, table.c.archived_at.is_(None),
                        *source.limited(), *([] if rule is None else [source.allowed(rule)]))
    if isinstance(field.goes_along, Expression):
        query = query.where(source.condition(field.goes_along))
    query = query.select_from(source.joined).order_by(table.c.id).limit(bindparam("most"))
    return Selected(compile(query, source.dialect), decode, tuple(source.expressions))
