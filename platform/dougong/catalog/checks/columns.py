"""M204: two fields that would be kept in one column (an any-link `about` has the columns about_object and about_id)."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, check, every_object
from dougong.catalog.linking.link import Linked


@check("M204")
def columns_clash(linked: Linked) -> Iterator[Fault]:
    """Find fields that share a column."""
    for one, raw in every_object(linked):
        taken: dict[str, str] = {}
        for name, field in one.fields.items():
            for column in field.type.columns(field) if field.stored else ():
                if column.name in taken:
                    yield Fault(raw.fields[name].where, f"field {name}: column {column.name} is kept for field "
                                f"{taken[column.name]}")
                taken.setdefault(column.name, name)
