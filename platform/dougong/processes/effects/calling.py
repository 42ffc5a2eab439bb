"""What rules send to endpoints of the site: a record, as far as the rule may see it, to the webhooks of a name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from dougong.access.policy import Policy
from dougong.catalog.model import Object
from dougong.processes.effects.listening import LISTENERS
from dougong.processes.effects.outbox import Way, put
from dougong.processes.effects.webhooks import KIND
from dougong.records.writing.work import Work

#: Bytes of a record that are sent along: what is larger its receiver asks the API for.
LARGEST: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a rule sends to the endpoints called `to`: these `fields` of a record (none: every stored one), as far as
    `policy` shows them. Of one `key` each endpoint hears once."""

    to: str
    rule: str
    fields: tuple[str, ...]
    policy: Policy
    key: str


def call(work: Work, object: Object, values: Mapping[str, Any], said: Call) -> None:
    """Let endpoints hear of a record once the change of `work` lasts. Where the site has none of that name, what waits
    says so, and can be tried again once there is one: the change lasts all the same."""
    record = dict(_seen(object, values, said))
    data = {"object": object.name, "id": values["id"], "version": values["version"], "rule": said.rule,
            "record": record if len(orjson.dumps(record)) <= LARGEST else None}
    told = {"type": f"rule.{said.rule}", "data": data, "named": said.to}
    record_of = (object.name, values["id"])
    found = [each.id for each in LISTENERS.of(work.context) if each.name == said.to]
    for id in found:
        put(work, KIND, {**told, "webhook": id}, key=f"{id}/{said.key}",
            way=Way(lane=f"{KIND}/{id}/{object.uid}/{values['id']}", target=f"{KIND}/{id}", record=record_of))
    if not found:
        put(work, KIND, {**told, "webhook": None}, key=f"{said.to}/{said.key}", way=Way(record=record_of))


def _seen(object: Object, values: Mapping[str, Any], said: Call) -> Iterator[tuple[str, Any]]:
    """Yield the values that are sent, in JSON form."""
    for name, field in object.fields.items():
        if field.type.storage == "lines" or field.virtual or (said.fields and name not in said.fields) or \
                said.policy.field(object, name) is None:
            continue
        value, json = values.get(name), field.type.to_json(field)
        yield name, value if json is None or value is None else json(value)
