"""POST /hooks/…: messages from outside, signed as Standard Webhooks has them. Nobody signs in here; whatever is wrong
with an address, a signature, an age or a size is answered in one way."""

from typing import Final

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from dougong.api import answers, body
from dougong.processes.rules import inbound
from dougong.processes.rules.inbound import LARGEST
from dougong.records.budget import Budgets
from dougong.records.runtime import Runtime

#: Messages a minute and at a time: from one address of the network, and for one rule.
RATE: Final = 600
AT_ONCE: Final = 8


class Door:
    """Lets messages in, so many a minute."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._budgets = Budgets(RATE, AT_ONCE)

    def take(self, address: str) -> Response:
        """Hear a message and return what it made or changed: 200, the same however often it comes. Raises
        Unauthenticated, Exhausted, Malformed, Refused."""
        who = "from", request.remote_addr
        self._budgets.enter(who)
        try:
            raw = _raw()
            known = inbound.known(self._runtime, address,
                                  {name.lower(): text for name, text in request.headers.items()}, raw)
            return self._heard(known, raw or b"")
        finally:
            self._budgets.leave(who)

    def _heard(self, known: inbound.Known, raw: bytes) -> Response:
        rule = "rule", known.rule.uid
        self._budgets.enter(rule)
        try:
            came = inbound.take(self._runtime, known, body.document(raw))
        finally:
            self._budgets.leave(rule)
        return answers.answer({"object": came.object, "id": came.id, "again": came.again})


def _raw() -> bytes | None:
    """Return the body, None where it is too large to be one of a message."""
    request.max_content_length = LARGEST
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        return None
