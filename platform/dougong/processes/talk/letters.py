"""Mails that rules write: to people in their language and by their rights, to an address of the record as the rule may
see it. Each is written down once, by a key, with the mails the servers send."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong.access.mail import Mail, order
from dougong.access.policy import Policy
from dougong.catalog.model import Object
from dougong.kernel.labels import Label
from dougong.processes.effects.kinds import Effect, Hopeless, Row
from dougong.processes.effects.outbox import Way, put
from dougong.processes.talk.announce import machine, quoted
from dougong.processes.talk.mailing import reader
from dougong.processes.talk.whom import To, named, people
from dougong.processes.talk.wording import named_in, worded
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import select
from dougong.records.runtime import Runtime
from dougong.records.writing.work import Work

KIND: Final = "mail"
#: What may be an address: one, of a name and a host; the server that takes the mail knows better.
_ADDRESS: Final = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,190}")
#: The setting that says which language is spoken where nobody says otherwise.
_LANGUAGE: Final = "system.language"
#: Where it is said nowhere.
_USUAL: Final = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail about a record, its subject and text in each language; `address` ("" for none) is told as far as `policy`
    lets its writer see the record. Of one `key` there is one mail to each."""

    subject: Label
    text: Label
    to: To
    address: str
    policy: Policy
    key: str


def write(work: Work, object: Object, values: Mapping[str, Any], letter: Letter) -> None:
    """Let a mail be written once the change of `work` lasts; `values` are those of the record as it is then."""
    said = {"subject": dict(letter.subject), "text": dict(letter.text)}
    spoken = _spoken(said)
    hidden = sorted(name for name in spoken if letter.policy.field(object, name) is None)
    told = {name: value for text in (letter.subject, letter.text)
            for name, value in quoted(object, values, text).items()}
    put(work, KIND, {**said, "values": told, "hidden": hidden, "title": values["title"], "address": letter.address,
                     "to": named(object, values, letter.to)},
        key=letter.key, way=Way(record=(object.name, values["id"])))


def _spoken(said: Mapping[str, Any]) -> frozenset[str]:
    return named_in({"text": said["subject"]}) | named_in({"text": said["text"]})


def _write(runtime: Runtime, row: Row) -> None:
    """Write down the mails of one letter, all in one transaction."""
    context = machine(runtime, row)
    object = next((each for each in context.catalog.objects.values() if each.uid == row.object_uid), None)
    if object is None or row.record_id is None:
        raise Hopeless("there is no such object any more")
    mails = [*_to_people(runtime, context, object, row), *_to_address(context, object, row)]
    with context.database.write(None) as session:
        for whom, mail in mails:
            session.send(*order(mail, context.database.dialect, context.now, f"{KIND}/{row.key}/{whom}"))
        session.commit()


def _to_people(runtime: Runtime, context: Context, object: Object, row: Row) -> Iterator[tuple[str, Mail]]:
    for user in sorted(people(context, object, row.record_id or 0, row.payload["to"])):
        who = reader(runtime, user, row)
        record = None if who is None else _read(who, object, row)
        if who is not None and record is not None and who.actor.me.get("email"):
            link = f"{runtime.settings.base_url}/o/{object.name}/{row.record_id}"
            yield str(user), _mail(who, object, row, record, str(who.actor.me["email"]), f"\n\n{link}")


def _to_address(context: Context, object: Object, row: Row) -> Iterator[tuple[str, Mail]]:
    """Yield the mail to the address of the record, if it is one."""
    said, address = row.payload, row.payload["address"].strip()
    if not _ADDRESS.fullmatch(address):
        return
    seen = {name: None for name in _spoken(said) if name not in said["hidden"]}
    tongue = str(context.settings.get(_LANGUAGE) or _USUAL)
    context = replace(context, actor=replace(context.actor, language=tongue))
    yield "", _mail(context, object, row, {**seen, "id": row.record_id, "title": said["title"]}, address, "")


def _read(context: Context, object: Object, row: Row) -> Mapping[str, Any] | None:
    """Return the record as far as its reader may read it now; None where they may not."""
    policy = context.actor.policy
    if not policy.may(object, "read").allowed:
        return None
    names = sorted(name for name in _spoken(row.payload) if policy.field(object, name) is not None)
    found = select(context, Query(object=object.name, filters=(Filter("id", "eq", str(row.record_id)),),
                                  fields=("id", "title", *names), titles=bool(names), limit=1)).rows
    return found[0] if found else None


def _mail(context: Context, object: Object, row: Row, record: Mapping[str, Any], address: str, end: str) -> Mail:
    def filled(key: str) -> str:
        return worded(context, object, {"text": row.payload[key], "values": row.payload["values"]}, record)
    return Mail(address, " ".join(filled("subject").split()), filled("text") + end + "\n")


#: Writes the mails of rules.
LETTER: Final = Effect(KIND, _write, secret=True, near=True)
