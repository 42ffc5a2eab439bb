"""When a record gets its number: at its creation from a fast block, or at posting, gapless, as the last lock."""

from dougong.records import numbering, persist
from dougong.records.draft import Draft
from dougong.records.title import retitle
from dougong.records.work import Work
from dougong.store.sequences import BLOCK


def number_new(work: Work, draft: Draft, ahead: int = BLOCK) -> None:
    """Number a new record whose object takes numbers at creation; gaps are possible, repeats are not. Who makes many
    says how many numbers are to be fetched `ahead`."""
    pattern = draft.rules.object.number
    if pattern is None or pattern.take != "create" or pattern.gapless:
        return
    object, today = draft.rules.object, work.context.today
    scope = numbering.scope(pattern, draft.values, today)
    count = work.context.counters.sequences.take(work.session, object.uid, scope, ahead)
    draft.values["number"] = numbering.render(pattern, draft.values, today, count)


def number_posted(work: Work, draft: Draft) -> None:
    """Number a record a step has posted (`draft.number_due`), once. The sequence's row stays locked until the end,
    so a number that was taken is a number that is used."""
    pattern = draft.rules.object.number
    if pattern is None or draft.values.get("number") is not None:
        return
    object, today = draft.rules.object, work.context.today
    scope = numbering.scope(pattern, draft.values, today)
    if pattern.gapless:
        rows = work.session.rows(work.context.plans.engine.gapless, {
            "object_uid": object.uid, "scope": scope, "count": 1})
        count = int(rows[0][0])
    else:
        count = work.context.counters.sequences.take(work.session, object.uid, scope)
    draft.values["number"] = numbering.render(pattern, draft.values, today, count)
    retitle(object, draft.values)
    persist.write(work, draft, ("number", "title", "title_key"))
