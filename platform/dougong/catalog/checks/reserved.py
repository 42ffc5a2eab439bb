"""M301: a name that means something to the API, to SQL, to expressions or to the engine."""

from collections.abc import Iterator
from keyword import kwlist

from dougong.catalog.checks.inspection import Fault, check, every_field, every_object
from dougong.catalog.layer import SITE
from dougong.catalog.linking.link import Linked
from dougong.catalog.setting import EXTRA, SUFFIX
from dougong.kernel.names import RESERVED, RESERVED_SQL

#: First words of the API's own addresses (design section 11), and of the engine's.
ADDRESSES = frozenset(
    "catalog approvals imports exports handovers files jobs views webhooks bin me changes openapi docs plugins search "
    "settings notices rules".split())
_OBJECTS = RESERVED_SQL | ADDRESSES | frozenset(map(str.lower, kwlist))
#: `user` is the engine's own (design section 7).
_ENGINE = {"system": frozenset({"user"})}
_OWNERS = {"x_": SITE}
_PREFIXES = {"x_": "what is made in the browser", "dg_": "the engine"}


@check("M301")
def names_are_free(linked: Linked) -> Iterator[Fault]:
    """Find objects and fields whose name is taken."""
    for one, raw in every_object(linked):
        taken = _OBJECTS - _ENGINE.get(one.pack, frozenset())
        if one.name in taken or _claimed(one.name, one.pack):
            yield Fault(raw.where / "name", f"object {one.name}: {_why(one.name)}")
        elif one.name.endswith(SUFFIX) and EXTRA not in one.extra:
            yield Fault(raw.where / "name", f"object {one.name}: names with this end belong to settings",
                        f"kind: setting, name: {one.name.removesuffix(SUFFIX)}")
    for one, field, part in every_field(linked):
        if field.name in RESERVED or field.name in one.system or _claimed(field.name, part.pack):
            where = part.where.named() if part.where.path else part.where / "name"
            yield Fault(where, f"field {field.name}: {_why(field.name)}")


def _claimed(name: str, pack: str) -> bool:
    """Return whether the beginning of a name belongs to somebody else."""
    return name.startswith(tuple(prefix for prefix in _PREFIXES if _OWNERS.get(prefix) != pack))


def _why(name: str) -> str:
    owner = next((owner for prefix, owner in _PREFIXES.items() if name.startswith(prefix)), None)
    return f"names with this beginning belong to {owner}" if owner else "the name is reserved"
