"""Messages of rules and workflows: left with the change in its transaction, told to people once it lasts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.processes.effects.kinds import Effect, Hopeless, Row
from dougong.processes.effects.outbox import Way, put
from dougong.processes.talk.notify import Note, notify
from dougong.processes.talk.whom import To, named, people
from dougong.processes.talk.wording import named_in
from dougong.records.context import Context
from dougong.records.dumping import in_json
from dougong.records.runtime import Runtime
from dougong.records.writing.together import act_together
from dougong.records.writing.work import Work

KIND: Final = "notify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text in each language, with {field} where a value of the record goes ({title} is what it is called), whom it is
    for, and its `key`: nobody is told twice by one."""

    text: Mapping[str, str]
    to: To
    key: str


def announce(work: Work, object: Object, values: Mapping[str, Any], message: Message) -> None:
    """Let people hear of a record once the change of `work` lasts; `values` are those of the record as it is then. It
    costs no wait: whom is meant is looked up after the commit."""
    said = {"text": dict(message.text), "values": quoted(object, values, message.text)}
    put(work, KIND, {**said, "to": named(object, values, message.to)}, key=message.key,
        way=Way(record=(object.name, values["id"])))


def quoted(object: Object, values: Mapping[str, Any], text: Mapping[str, str]) -> dict[str, Any]:
    """Return the values a message speaks of, in JSON form."""
    found = {}
    for name in named_in({"text": text}):
        field, value = object.fields.get(name), values.get(name)
        if field is not None and value is not None:
            found[name] = in_json(field, value)
    return found


def _tell(runtime: Runtime, row: Row) -> None:
    context = machine(runtime, row)
    object = next((each for each in context.catalog.objects.values() if each.uid == row.object_uid), None)
    if object is None or row.record_id is None:
        raise Hopeless("there is no such object any more")
    users = people(context, object, row.record_id, row.payload["to"])
    note = Note(kind="message", object=object, id=row.record_id, key=f"{KIND}/{row.key}", text=row.payload["text"],
                values=row.payload["values"])
    act_together(context, runtime.renewed, partial(notify, people=users, note=note))


def machine(runtime: Runtime, row: Row) -> Context:
    """Return the context in which the engine itself tells people, on the catalog in force."""
    return runtime.renewed(runtime.machine("rule", row.correlation or KIND))


#: Tells the people a message is for.
NOTIFY: Final = Effect(KIND, _tell, near=True)
