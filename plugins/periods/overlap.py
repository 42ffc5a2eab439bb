"""Which records hold on a day on which another does, and what is told of them."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from dougong.spi import Context, Draft, FieldError, Filter, Missing, Query, beyond, enumerated

#: Records named at most.
NAMED: Final = 5
WORDS: Final[Mapping[str, str]] = {"en": "Overlaps {what}", "zh-Hans": "与 {what} 重叠", "zh-Hant": "與 {what} 重疊"}
#: A record nobody may tell of, and what stands for a day that is not said.
UNSEEN: Final[Mapping[str, str]] = {"en": "a record you may not see", "zh-Hans": "一条你无权查看的记录",
                                    "zh-Hant": "一筆你無權檢視的記錄"}
OPEN: Final[Mapping[str, Mapping[str, str]]] = {
    "from": {"en": "the beginning", "zh-Hans": "起初", "zh-Hant": "起初"},
    "to": {"en": "further notice", "zh-Hans": "长期", "zh-Hant": "長期"}}
SPAN: Final[Mapping[str, str]] = {"en": "{first} until {last}", "zh-Hans": "{first} 至 {last}",
                                  "zh-Hant": "{first} 至 {last}"}

#: What asks for records as somebody sees them.
Ask = Callable[[Context, Query], Sequence[Mapping[str, Any]]]


def matters(draft: Draft, period: Mapping[str, Any]) -> bool:
    """Return whether a change can make the record overlap: it is new, back from the bin, or says something else."""
    old, values = draft.old, draft.values
    if values.get("archived_at") is not None or any(values.get(name) is None for name in period["each"]):
        return False
    names = (*period["each"], period["from"], period["to"], "archived_at")
    return old is None or any(old.get(name) != values.get(name) for name in names)


def others(draft: Draft, period: Mapping[str, Any]) -> Query:
    """Return the question for the other live records that hold on a day on which this one does."""
    first, last = draft.values.get(period["from"]), draft.values.get(period["to"])
    asked = [Filter(name, "eq", _text(draft.values[name])) for name in period["each"]]
    if draft.id is not None:
        asked.append(Filter("id", "ne", str(draft.id)))
    if last is not None:
        asked += [Filter(period["from"], "lte", last.isoformat(), "begins"), Filter(period["from"], "null", "true",
                                                                                      "begins")]
    if first is not None:
        asked += [Filter(period["to"], "gte", first.isoformat(), "ends"), Filter(period["to"], "null", "true", "ends")]
    return Query(object=draft.rules.object.name, filters=tuple(asked), fields=("id",), sort=("id",), limit=NAMED)


def fault(context: Context, draft: Draft, period: Mapping[str, Any], ask: Ask) -> FieldError | None:
    """Return what is wrong with a record's period, None where no other holds on its days; only what the person may see
    is named."""
    ids = [row["id"] for row in ask(beyond(context), others(draft, period))]
    if not ids:
        return None
    object, names = draft.rules.object.name, (period["from"], period["to"])
    known = _seen(context, object, names, ids, ask)
    text = {language: said.format(what=enumerated(
        [_span(row, names, language) for row in known] or [UNSEEN[language]], language))
        for language, said in WORDS.items()}
    records = [{"object": object, "id": row["id"], "title": str(row.get("title") or f"#{row['id']}")} for row in known]
    return FieldError(f"/{period['from']}", "periods_overlap", {"records": records or [{}]}, text)


def _seen(context: Context, object: str, names: Sequence[str], ids: Sequence[int],
          ask: Ask) -> Sequence[Mapping[str, Any]]:
    """Return of those records the person may see what they may see of them."""
    try:
        thing = context.object(object)
    except Missing:
        return ()
    fields = [name for name in ("title", *names) if context.actor.policy.field(thing, name) is not None]
    return ask(context, Query(object=object, filters=(Filter("id", "in", ",".join(map(str, ids))),),
                              fields=("id", *fields), limit=len(ids)))


def _span(row: Mapping[str, Any], names: tuple[str, str], language: str) -> str:
    first, last = (row.get(name) for name in names)
    return SPAN[language].format(first=first or OPEN["from"][language], last=last or OPEN["to"][language])


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
