"""A person's own account: password, where they are signed in, the keys of their programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dougong.access.account import Key, SignedIn
from dougong.web import agents
from dougong.web.scene import Scene
from dougong.web.timeline import since

#: For how many days a key may be good, and for ever.
DAYS = (30, 90, 365)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One place where the person is signed in."""

    id: str
    device: str
    address: str
    began: str
    seen: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """One key; `until` is empty for one that is good for ever."""

    id: int
    name: str
    made: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """Everything the page shows; `errors` are texts by the input they belong to, `secret` a key just made."""

    name: str
    login: str
    sessions: tuple[SessionRow, ...]
    keys: tuple[KeyRow, ...]
    days: tuple[tuple[str, str], ...]
    errors: Mapping[str, str]
    secret: str = ""
    key_name: str = ""


def account_page(scene: Scene, sessions: Sequence[SignedIn], keys: Sequence[Key], *,
                 errors: Mapping[str, str] | None = None, secret: str = "", key_name: str = "") -> AccountPage:
    """Return the page of the person at the screen."""
    me, say = scene.context.actor.me, scene.say
    return AccountPage(
        name=scene.context.actor.name, login=me["login"], errors=errors or {}, secret=secret, key_name=key_name,
        sessions=tuple(_session(scene, each) for each in sessions), keys=tuple(_key(scene, each) for each in keys),
        days=(*((str(days), say("account.days", n=days)) for days in DAYS), ("", say("account.for_ever"))))


def _session(scene: Scene, one: SignedIn) -> SessionRow:
    return SessionRow(id=one.id, device=agents.known(one.agent) or scene.say("account.device"), address=one.address,
                      began=since(scene, one.began), seen=since(scene, one.seen), here=one.here)


def _key(scene: Scene, one: Key) -> KeyRow:
    return KeyRow(id=one.id, name=one.name, made=since(scene, one.made),
                  until="" if one.until is None else f"{one.until.astimezone(scene.zone):%Y-%m-%d}")
