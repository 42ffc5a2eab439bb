"""A person's own account: password, where they are signed in, the keys of their programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dougong.access.account import Key, SignedIn
from dougong.access.factor import Factor
from dougong.access.policy import Verb
from dougong.access.scope import Scope
from dougong.processes.talk.wishes import MAILED, Wishes
from dougong.web import agents
from dougong.web.picture import picture
from dougong.web.record.inputs import Choice
from dougong.web.record.timeline import since
from dougong.web.scene import Scene

#: What a key may be narrowed to, and by which verbs.
RIGHTS: Mapping[str, tuple[Verb, ...]] = {
    "all": (), "read": ("read",), "write": ("read", "create", "update")}
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
    used: str
    may: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRow:
    """How the second factor stands: off, begun (with what an app needs to know) or on; recovery codes just made."""

    on: bool
    picture: Markup | None = None
    secret: str = ""
    left: str = ""
    codes: tuple[str, ...] = ()
    demanded: bool = False


@dataclass(frozen=True, slots=True)
class WishRow:
    """A kind of notices: whether one hears of it in the app, and how by mail."""

    name: str
    label: str
    app: bool
    mails: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """Everything the page shows; `errors` are texts by the input they belong to, `secret` a key just made."""

    name: str
    login: str
    sessions: tuple[SessionRow, ...]
    keys: tuple[KeyRow, ...]
    days: tuple[tuple[str, str], ...]
    rights: tuple[tuple[str, str], ...]
    objects: tuple[tuple[str, str], ...]
    second: SecondRow
    errors: Mapping[str, str]
    secret: str = ""
    key_name: str = ""
    wishes: tuple[WishRow, ...] = ()
    mailed_to: str = ""


def wish_rows(scene: Scene, wishes: Wishes) -> tuple[WishRow, ...]:
    """Return how one hears of each kind of notices."""
    say = scene.say
    return tuple(WishRow(kind, say(f"wish.{kind}"), wish.app, tuple(
        Choice(each, say(f"wish.mail_{each}"), each == wish.mail) for each in MAILED)) for kind, wish in wishes.items())


def account_page(scene: Scene, sessions: Sequence[SignedIn], keys: Sequence[Key], second: SecondRow, *,
                 errors: Mapping[str, str] | None = None, made: tuple[str, str] = ("", "")) -> AccountPage:
    """Return the page of the person at the screen; `made` is the name and secret of a key just made."""
    me, say = scene.context.actor.me, scene.say
    return AccountPage(
        name=scene.context.actor.name, login=me["login"], errors=errors or {}, key_name=made[0],
        secret=made[1],
        second=second, rights=tuple((name, say(f"account.may_{name}")) for name in RIGHTS),
        objects=tuple(sorted(((thing.name, scene.plural(thing)) for thing in scene.context.catalog.objects.values()
                              if thing.parent is None and scene.may(thing, "read")), key=lambda each: each[1])),
        sessions=tuple(_session(scene, each) for each in sessions), keys=tuple(_key(scene, each) for each in keys),
        days=(*((str(days), say("account.days", n=days)) for days in DAYS), ("", say("account.for_ever"))))


def second_row(scene: Scene, factor: Factor | None, left: int, *, demanded: bool, issuer: str,
               codes: tuple[str, ...] = ()) -> SecondRow:
    """Return how the second factor of the person at the screen stands, of whose recovery codes so many are left."""
    if factor is None or (not factor.confirmed and not factor.secret):
        return SecondRow(on=False, demanded=demanded)
    if not factor.confirmed:
        return SecondRow(on=False, demanded=demanded, secret=factor.secret,
                         picture=picture(factor.uri(scene.context.actor.me["login"], issuer)))
    return SecondRow(on=True, demanded=demanded, left=scene.say("second.left", n=left), codes=codes)


def _session(scene: Scene, one: SignedIn) -> SessionRow:
    return SessionRow(id=one.id, device=agents.known(one.agent) or scene.say("account.device"), address=one.address,
                      began=since(scene, one.began), seen=since(scene, one.seen), here=one.here)


def _key(scene: Scene, one: Key) -> KeyRow:
    return KeyRow(id=one.id, name=one.name, made=since(scene, one.made),
                  until="" if one.until is None else f"{one.until.astimezone(scene.zone):%Y-%m-%d}",
                  used="" if one.used is None else since(scene, one.used), may=_may(scene, one.scope))


def _may(scene: Scene, scope: Scope | None) -> str:
    """Return in words what a key is narrowed to."""
    if scope is None:
        return scene.say("account.may_all")
    right = next((name for name, verbs in RIGHTS.items() if scope.verbs == (frozenset(verbs) or None)), "some")
    told = scene.say(f"account.may_{right}")
    if scope.objects is None:
        return told
    named = sorted(scene.plural(thing) for thing in scene.context.catalog.objects.values()
                   if thing.uid in scope.objects and scene.may(thing, "read"))
    return f"{told} · {scene.say('account.and').join(named)}"
