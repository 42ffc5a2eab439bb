"""GET /{object}/summary: groups of a list and what each adds up to."""

from typing import Any

from flask import Response

from dougong.api import answers, parameters
from dougong.api.filters import check
from dougong.records.context import Context
from dougong.records.lists.summary import Amount, Group, asked_of, summary


def summarise(context: Context, object: str) -> Response:
    """Return the groups asked for; filters are those of the list, rights too."""
    pairs = parameters.pairs()
    definition = context.object(object)
    check(context, definition, [pair for pair in pairs if pair[0] not in {"by", "of"}])
    asked = asked_of(context, definition, pairs)
    found = summary(context, asked)
    body: dict[str, Any] = {"data": [_row(group, titles=asked.titles) for group in found.groups]}
    if found.capped:
        body["capped"] = True
    return answers.answer(body)


def _row(group: Group, *, titles: bool) -> dict[str, Any]:
    row = {**group.by, **{name: _value(value, titles=titles) for name, value in group.of.items()}}
    return {**row, "_titles": group.titles} if titles else row


def _value(value: Any, *, titles: bool) -> Any:
    """Return a value, or one per currency or unit."""
    return [_amount(each, titles=titles) for each in value] if isinstance(value, tuple) else value


def _amount(amount: Amount, *, titles: bool) -> dict[str, Any]:
    return {"unit": amount.unit, "value": amount.value, **({"title": amount.title} if titles else {})}
