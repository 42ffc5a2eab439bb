"""What goes along when a record becomes another's: by links that say so, as far as who gives may give it (R030)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.access.policy import Policy
from dougong.catalog.linking.scope import USER
from dougong.catalog.model import Catalog, Field, Object
from dougong.kernel.errors import FieldError, Refused
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import bound
from dougong.store.statements.forms import listed

#: So many may go along with one record; more are handed over as a job.
MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Along:
    """Records that may go along by a link: `name` is "object.field", `ids` are no more than MOST + 1."""

    name: str
    object: Object
    field: Field
    ids: tuple[int, ...]


def pointing(catalog: Catalog, policy: Policy, object: Object) -> Iterator[tuple[Object, Field]]:
    """Yield the links by which records may go along with one of `object`, as far as the policy gives those away."""
    for name, link in () if object.name == USER else catalog.referrers.get(object.name, ()):
        owner = catalog.objects[name]
        field = owner.fields[link]
        if field.goes_along and policy.may(owner, "assign").allowed and policy.field(owner, link, "use") is not None:
            yield owner, field


def names(catalog: Catalog, policy: Policy, object: Object) -> frozenset[str]:
    """Return the names of all links by which something may go along, also with what goes along itself."""
    found: set[str] = set()
    left = [object]
    while left:
        for owner, field in pointing(catalog, policy, left.pop()):
            if name_of(owner, field) not in found:
                found.add(name_of(owner, field))
                left.append(owner)
    return frozenset(found)


def name_of(object: Object, field: Field) -> str:
    """Return what a link is called among those by which something goes along."""
    return f"{object.name}.{field.name}"


def demand(context: Context, object: Object, asked: Collection[str]) -> None:
    """Raise Refused when something is asked for that never goes along with a record of `object`."""
    known = names(context.catalog, context.actor.policy, object) if asked else frozenset()
    errors = [FieldError(f"/along/{at}", "along_unknown", {"known": ", ".join(sorted(known)) or "–"})
              for at, each in enumerate(asked) if each not in known]
    if errors:
        raise Refused(errors=errors)


def ask(context: Context, batch: Batch, object: Object, ids: Sequence[int]) -> list[tuple[Object, Field, list[int]]]:
    """Put the questions of what goes along with records into the batch; the lists are filled once it has run."""
    found: list[tuple[Object, Field, list[int]]] = []
    for owner, field in pointing(context.catalog, context.actor.policy, object):
        selected, taken = context.plans.of(owner, context.actor.policy).along(field.name), list[int]()
        params = bound(context, selected, ids=listed(ids, context.database.dialect), most=MOST + 1)
        batch.ask(selected.statement, params, _taking(taken))
        found.append((owner, field, taken))
    return found


def preview(context: Context, object: Object, ids: Sequence[int]) -> list[Along]:
    """Return what would go along with records, and with what goes along itself: one wait for each step away."""
    met = {(object.name, id) for id in ids}
    found: list[Along] = []
    left = {object.name: list(ids)}
    while left:
        batch = Batch()
        asked = [each for name, some in left.items() for each in ask(context, batch, context.catalog.objects[name],
                                                                     some)]
        if not batch:
            break
        with context.database.read() as session:
            batch.run(session)
        left = {}
        for owner, field, taken in asked:
            new = [id for id in taken if (owner.name, id) not in met]
            met.update((owner.name, id) for id in new)
            if new:
                found.append(Along(name_of(owner, field), owner, field, tuple(new)))
                left.setdefault(owner.name, []).extend(new)
    return found


def _taking(taken: list[int]) -> Any:
    return lambda rows: taken.extend(id for id, *_ in rows)
