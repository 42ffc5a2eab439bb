"""M332: a setting that is no plain value, or whose default depends on something."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, check, every_field
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Expression
from dougong.catalog.reading.schema import SETTING, field_keys, is_value
from dougong.catalog.setting import EXTRA, OURS


@check("M332")
def settings_are_values(linked: Linked) -> Iterator[Fault]:
    """Find settings that upper packs add otherwise than the schema allows, and defaults that are not always the same:
    what holds where nobody has chosen holds for everybody."""
    for one, field, part in every_field(linked):
        if EXTRA not in one.extra or field.name in OURS:
            continue
        if not is_value(field.type):
            yield Fault(part.where / "type", f"setting {field.name}: not of type {field.type.key}")
        for key in sorted(part.body.keys() & field_keys().keys() - SETTING):
            yield Fault((part.where / key).named(), f"setting {field.name}: {key} means nothing for a setting")
        if field.default is not None and not _is_fixed(field.default):
            yield Fault(part.where / "default", f"setting {field.name}: the default has to be the same for everybody")


def _is_fixed(said: Expression) -> bool:
    return not (said.checked.paths or said.checked.rows or said.checked.uses)
