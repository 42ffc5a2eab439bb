"""Where processes and plugins come in: a step is a value, with a phase and the objects it applies to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from dougong.catalog.model import Object
from dougong.kernel.errors import FieldError

if TYPE_CHECKING:
    from dougong.records.context import Context
    from dougong.records.writing.draft import Draft
    from dougong.records.writing.work import Work

#: In the order they come: name rows to lock; compute what depends on them; refuse what state or lock forbids;
#: post to ledgers; roll up into other records; decide what follows from the record as it is now, its number too;
#: feed the search index; leave what the world shall be told.
Phase = Literal["claim", "compute", "guard", "post", "roll_up", "decide", "index", "outbox"]


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work at one moment of a unit. `run` gets the open work and the record's draft.

    In "claim" it calls `work.claim`; from "post" on it may call `add_many`, `change`, `touched` and `request`.
    It refuses through `draft.refuse` (before "post") or by raising one of kernel.errors.
    """

    name: str
    phase: Phase
    applies: Callable[[Object], bool]
    run: Callable[["Work", "Draft"], None]


@dataclass(frozen=True, slots=True)
class Advice:
    """A look at what is beside a record: in a preview, in a dry run, and once the database has refused the change.

    `look` gets the context and a settled draft, reads what it needs, and adds to `draft.errors` what the database would
    refuse and to `draft.warnings` what people should know. A fault may name records in its params: {"records": [...]},
    each {"object", "id", "title"}, or by field what may be told of one that is not to be seen.
    """

    name: str
    applies: Callable[[Object], bool]
    look: Callable[["Context", "Draft"], None]


@dataclass(frozen=True, slots=True)
class Hurdle:
    """What keeps a person from running a transition of a record just now, told beside its button: what a step would
    refuse in the change, by the same judgement.

    `reasons` gets the context, the object, the values of the record as it is and the name of the transition.
    """

    name: str
    applies: Callable[[Object], bool]
    reasons: Callable[["Context", Object, Mapping[str, Any], str], Sequence[FieldError]]


#: What processes and plugins add to the work on records.
Added: TypeAlias = Step | Advice | Hurdle


def split(added: Iterable[Added]) -> tuple[tuple[Step, ...], tuple[Advice, ...], tuple[Hurdle, ...]]:
    """Return the steps among what processes and plugins add, the advice, and the hurdles."""
    added = tuple(added)
    return (tuple(each for each in added if isinstance(each, Step)),
            tuple(each for each in added if isinstance(each, Advice)),
            tuple(each for each in added if isinstance(each, Hurdle)))
