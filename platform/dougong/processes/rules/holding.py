"""A record that something besides a change looks at: time, or what has waited."""

from dougong.records.batch import Batch
from dougong.records.writing.found import Found, ask
from dougong.records.writing.work import Work


def live(work: Work, object: str, id: int | None) -> Found | None:
    """Return a record as it is, held until the unit ends; None where there is none, or it is in the bin. One wait."""
    batch = Batch()
    found = ask(work.context, batch, work.context.plan(object), id, "change")
    batch.run(work.session)
    return found if found and found.old.get("archived_at") is None else None
