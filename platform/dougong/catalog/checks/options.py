"""M306, M312: what a type itself refuses of its own keys."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, check, every_field
from dougong.catalog.linking.link import Linked
from dougong.kernel.kinds import Kind


@check("M312")
def type_accepts_options(linked: Linked) -> Iterator[Fault]:
    """Find options their type refuses."""
    for _one, field, part in every_field(linked):
        refused = field.type.check_options(field)
        if refused is None:
            continue
        crossed = field.type.kind is Kind.ROWS and "min" in part.body
        key = "min" if crossed else next((key for key in part.body if refused.startswith(key)), "type")
        yield Fault(part.where / key, f"field {field.name}: {refused}", code="M306" if crossed else "")
