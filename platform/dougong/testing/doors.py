"""The two doors of a server: a program with a token at the API, a person signed in at the forms; and their verdicts."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.access import identity
from dougong.testing.stage import ADMIN, Stage
from dougong.web.cookies import session_name

_PASSWORD: Final = "only for tests"
_OURS: Final = {"Sec-Fetch-Site": "same-origin"}
_HIDDEN: Final = re.compile(r'<input type="hidden" name="(_[^"]+)" value="([^"]*)"')
_BOX: Final = re.compile(r'id="faults".*?<ul>(.*?)</ul>', re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_FAULT: Final = re.compile(r'<li>(?:<a href="#(?:f|part)-([^"]+)">)?(.*?)(?:</a>)?</li>')


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a door says of a document: accepted or not, and what is wrong where, in words."""

    accepted: bool
    faults: frozenset[tuple[str, str]] = frozenset()


class Program:
    """A program with a token of the administrator: says a method and an address, gets the answer."""

    def __init__(self, stage: Stage) -> None:
        database, clock = stage.runtime.database, stage.runtime.clock
        self._token = identity.create_token(database, ADMIN, "test", clock)
        self._client = stage.app.test_client(use_cookies=False)

    def __call__(self, method: str, address: str, json: Any = None, **headers: str) -> Any:
        """Return the answer to a request below /api/v1, in English; headers are written with underscores."""
        told = {"Authorization": f"Bearer {self._token}", "Accept-Language": "en",
                **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self._client.open(f"/api/v1{address}", method=method, headers=told, json=json)

    def outside(self, address: str) -> Any:
        """Return the answer to a GET of an address that has no version, as the description of the API."""
        return self._client.get(address, headers={"Authorization": f"Bearer {self._token}"})


class Person:
    """The administrator at the screens, who fills in forms as a browser without scripts would."""

    def __init__(self, stage: Stage) -> None:
        runtime = stage.runtime
        identity.set_password(runtime.database, ADMIN, _PASSWORD, runtime.clock)
        self._client = stage.app.test_client()
        self._stage = stage
        door = hidden(self._client.get("/sign-in").text)
        self._client.post("/sign-in", headers=_OURS, data={**door, "login": ADMIN, "password": _PASSWORD})
        self.speak("en")

    def speak(self, language: str) -> None:
        """Read the screens in another language from now on."""
        cookie = self._client.get_cookie(session_name(self._stage.runtime.settings))
        identity.speak(self._stage.runtime.database, cookie.value, language)

    def get(self, address: str) -> Any:
        """Return a page."""
        return self._client.get(address)

    def fill(self, address: str, texts: Mapping[str, Any]) -> Any:
        """Open a form, type over what it holds, save it, and return the answer. What it is like does not keep this
        person from it: told of that, and of nothing else, the form is saved again."""
        sent = {**hidden(self.get(address).text), "_do": "save", **texts}
        answer = self._client.post(address, data=sent, headers=_OURS)
        told = hidden(answer.text).get("_told") if answer.status_code == 422 and not _BOX.search(answer.text) else ""
        return self._client.post(address, data={**sent, "_told": told}, headers=_OURS) if told else answer

    def send(self, address: str, action: str, texts: Mapping[str, Any]) -> Any:
        """Send a form that stands on the page `address` to its `action`, and return the answer."""
        token = hidden(self.get(address).text)["_csrf"]
        return self._client.post(action, data={"_csrf": token, **texts}, headers=_OURS)


def hidden(page: str) -> dict[str, str]:
    """Return what a form sends along unseen."""
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page)}


def by_api(answer: Any) -> Verdict:
    """Return the API's verdict, its pointers as the places of a form; raises AssertionError when it broke."""
    if answer.status_code in (200, 201):
        return Verdict(accepted=True)
    assert 400 <= answer.status_code < 500, answer.text                  # noqa: S101 - what a test stands on
    errors = answer.json.get("errors") or [{"pointer": "", "code": "", "message": answer.json["detail"]}]
    return Verdict(accepted=False, faults=frozenset((_anchor(each), each["message"]) for each in errors))


def by_form(answer: Any) -> Verdict:
    """Return the form's verdict; raises AssertionError when it broke, or refused without saying why."""
    if answer.status_code in (302, 303):
        return Verdict(accepted=True)
    assert 400 <= answer.status_code < 500, answer.text                  # noqa: S101 - as above
    box = _BOX.search(answer.text)
    assert box is not None, answer.text                                  # noqa: S101 - as above
    return Verdict(accepted=False, faults=frozenset(_told(*found) for found in _FAULT.findall(box[1])))


def _told(anchor: str, text: str) -> tuple[str, str]:
    message = html.unescape(_TAG.sub("", text))                          # what it names may be links
    return anchor, message.partition(": ")[2] if anchor else message


def _anchor(error: Mapping[str, str]) -> str:
    """Return the input a form leads to: for a whole line the grid it is in, for a field nobody knows the page."""
    parts = error["pointer"].strip("/").split("/")
    if error["code"] == "unknown_field" and len(parts) == 1:
        return ""
    return parts[0] if len(parts) == 2 else "-".join(parts)
