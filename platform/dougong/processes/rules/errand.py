"""What an action of a plugin is called with, and what it may do: ask for changes and tell people, for the rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong.processes.talk.announce import Message, announce
from dougong.processes.talk.whom import To
from dougong.records.context import Context
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A call: the open `work`, the `record` a rule is about as it will be, what it says by argument (`args`), the
    `context` whose rights hold, and what the history and the outbox call it by (`cause`, `key`)."""

    work: Work
    record: Draft
    args: Mapping[str, Any]
    context: Context
    cause: str
    key: str

    def request(self, **said: Any) -> None:
        """Ask for a further change, said as a Change is, in the same transaction and by the rule's rights; raises
        Conflict beyond what one change may lead to."""
        self.work.request(Change(cause=self.cause, **said), self.context)

    def tell(self, text: Mapping[str, str], to: To) -> None:
        """Let people hear of the record once all of it lasts: a text in each language, with fields in braces; `to` says
        whom. Of one version of a record nobody hears twice."""
        values = {**self.record.values, "id": self.record.id}
        announce(self.work, self.record.rules.object, values, Message(text=text, to=to, key=self.key))
