"""What people and other programs have been told: gathered from where it is kept, held against what a scenario says.
Nothing leaves the machine: mails lie where they wait to be sent, and so do the messages of webhooks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.access import identity, mail
from dougong.ext import EFFECTS
from dougong.kernel.errors import AppError
from dougong.kernel.spelling import spelled
from dougong.processes.effects import listing
from dougong.processes.effects.deliver import WEBHOOK
from dougong.processes.effects.listing import Asked
from dougong.processes.effects.worker import Worker
from dougong.processes.talk.notices import notices
from dougong.records import reading
from dougong.records.lists.query import LONGEST, Query
from dougong.records.runtime import Runtime

#: What stays within: calls of others are not made.
_WITHIN: Final = tuple(each for each in EFFECTS if each.near)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing somebody was told, by the words a scenario has for it."""

    number: int
    says: Mapping[str, Any]

    def __str__(self) -> str:
        return ", ".join(f"{key} {value!r}" for key, value in self.says.items())


class Ears:
    """Hears what is told in one scenario, each thing once."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._heard: dict[str, int] = {}

    def hold(self, what: str, wanted: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int | None, str]]:
        """Let what is left happen, and yield (place in `wanted`, sentence) of what was not told, and (None, sentence)
        of what was told besides, since this was last asked."""
        worker = Worker(self._runtime, _WITHIN)
        while worker.step():
            pass
        last = self._heard.get(what, 0)
        left = sorted((each for each in _TOLD[what](self._runtime) if each.number > last),
                      key=lambda each: each.number)
        self._heard[what] = max((each.number for each in left), default=last)
        told = "; ".join(map(str, left)) or "nothing"
        for at, one in enumerate(wanted):
            found = next((each for each in left if _fits(one, each.says)), None)
            if found is None:
                yield at, f"was not told; {told}"
            else:
                left.remove(found)
        for each in left:
            yield None, f"told besides: {each}"


def _fits(wanted: Mapping[str, Any], says: Mapping[str, Any]) -> bool:
    return all(_same(key, value, says.get(key)) for key, value in wanted.items())


def _same(key: str, wanted: Any, found: Any) -> bool:
    """Return whether a part is as a scenario says it: of a text, that it is in there."""
    if key == "says":
        return str(wanted) in str(found)
    if key == "record":
        return isinstance(found, Mapping) and all(
            spelled(found.get(name)) == spelled(each) for name, each in wanted.items())
    return bool(wanted == found)


def _notices(runtime: Runtime) -> Iterator[Heard]:
    """Yield the notices that everybody can read."""
    context = runtime.machine("api", "test")
    for user in reading.select(context, Query(object="user", fields=("id",), limit=LONGEST)).rows:
        try:
            found = runtime.signed(identity.by_user(runtime.database, user["id"]), "api", "test")
        except AppError:
            continue                                     # who may not sign in reads nothing
        for each in notices(found, limit=LONGEST).rows:
            yield Heard(each.number, {"to": user["id"], "about": (each.object, each.id), "says": each.text})


def _mails(runtime: Runtime) -> Iterator[Heard]:
    """Yield the mails that were written."""
    for each in mail.recent(runtime.database):
        yield Heard(each.id, {"to": each.mail.address, "subject": each.mail.subject, "says": each.mail.body})


def _webhooks(runtime: Runtime) -> Iterator[Heard]:
    """Yield the messages left for webhooks."""
    for each in listing.found(runtime.database, Asked(kind=WEBHOOK.name, limit=LONGEST)):
        told = each.payload
        yield Heard(each.id, {"to": told.get("named"), "type": told["type"], "record": told["data"].get("record")})


_TOLD: Final[Mapping[str, Callable[[Runtime], Iterator[Heard]]]] = {
    "notices": _notices, "mails": _mails, "webhooks": _webhooks}
