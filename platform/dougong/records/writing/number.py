"""When a record gets its number: at its creation from a fast block, or at posting, gapless, as the last lock."""

from collections.abc import Sequence

from dougong.records.title import retitle
from dougong.records.writing import numbering, persist
from dougong.records.writing.draft import Draft
from dougong.records.writing.work import Work


def number_new(work: Work, drafts: Sequence[Draft]) -> None:
    """Number new records of one object, at least one, where it takes numbers at creation; gaps are possible, repeats
    are not."""
    object, today = drafts[0].rules.object, work.context.today
    pattern = object.number
    if pattern is None or pattern.take != "create" or pattern.gapless:
        return
    scopes: dict[str, list[Draft]] = {}
    for draft in drafts:
        scopes.setdefault(numbering.scope(pattern, draft.values, today), []).append(draft)
    for scope, same in scopes.items():
        counts = work.context.counters.sequences.take(work.session, object.uid, scope, len(same))
        for draft, count in zip(same, counts, strict=True):
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
        (count,) = work.context.counters.sequences.take(work.session, object.uid, scope)
    draft.values["number"] = numbering.render(pattern, draft.values, today, count)
    retitle(object, draft.values)
    persist.write(work, draft, ("number", "title", "title_key"))
