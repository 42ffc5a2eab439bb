"""What periods do in the unit of work: who writes one waits for who writes another of the same thing, and once it is
written, also among many at once, it is looked whether another holds on its days."""

from typing import Final

from dougong.spi import Advice, Context, Draft, Object, Refused, Step, Work, select

from .kind import periods_of
from .overlap import fault, matters


def claim(work: Work, draft: Draft) -> None:
    """Name the record all that is compared with this one links to: whoever writes another waits for it."""
    for period in periods_of(draft.rules.object.extra):
        id = draft.values.get(period["each"][0])
        if id is not None:
            work.claim(period["of"], [{"id": id}])


def post(work: Work, draft: Draft) -> None:
    """Refuse a record that holds on a day on which another does; raises Refused."""
    for period in periods_of(draft.rules.object.extra):
        if not matters(draft, period):
            continue
        work.read_locked(period["of"], [{"id": draft.values[period["each"][0]]}])     # what a copy has filled in
        wrong = fault(work.context, draft, period, work.ask)
        if wrong is not None:
            raise Refused(errors=[wrong])


def look(context: Context, draft: Draft) -> None:
    """Tell of an overlap while one types."""
    for period in periods_of(draft.rules.object.extra):
        wrong = fault(context, draft, period, lambda who, query: select(who, query).rows) \
            if matters(draft, period) else None
        if wrong is not None:
            draft.errors.append(wrong)


def _is_timed(object: Object) -> bool:
    return "period" in object.extra


STEPS: Final = (Step("period_claim", "claim", _is_timed, claim), Step("period_post", "post", _is_timed, post))
ADVICE: Final = Advice("periods", _is_timed, look)
