"""How people want to hear of notices: of each kind in the app or not, and by mail never, at once or once a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from dougong.processes.talk.notify import KINDS, Kind
from dougong.processes.talk.rights import admit_writing
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.together import act_together
from dougong.records.writing.work import Work
from dougong.store.database import Database
from dougong.store.engine.notices import notice_statements
from dougong.store.statements.forms import listed

Mailed = Literal["never", "at_once", "daily"]
MAILED: Final[tuple[Mailed, ...]] = get_args(Mailed)


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to hear of a kind of notices."""

    app: bool
    mail: Mailed


Wishes = Mapping[Kind, Wish]
#: What holds for who has not said otherwise.
USUAL: Final[Wishes] = MappingProxyType({
    "mention": Wish(app=True, mail="at_once"), "comment": Wish(app=True, mail="never"),
    "message": Wish(app=True, mail="never")})


def wishes(database: Database, users: Iterable[int]) -> Mapping[int, Wishes]:
    """Return how each of the users wants to hear of every kind; one wait."""
    asked = sorted(set(users))
    with database.read() as session:
        rows = session.rows(notice_statements(database.dialect).wishes, {"ids": listed(asked, database.dialect)})
    said: dict[int, dict[Kind, Wish]] = {}
    for user, kind, app, mail in rows:
        said.setdefault(user, {})[kind] = Wish(bool(app), mail)
    return {user: {**USUAL, **said.get(user, {})} for user in asked}


def of_caller(context: Context) -> Wishes:
    """Return how the caller wants to hear of every kind."""
    return wishes(context.database, [context.actor.id])[context.actor.id]


def choose(context: Context, runtime: Runtime, wished: Wishes) -> Wishes:
    """Let the caller hear of these kinds as wished from now on; return what holds of every kind."""
    admit_writing(context)

    def act(work: Work) -> None:
        work.session.send_each(notice_statements(context.database.dialect).wish, [
            {"user_id": context.actor.id, "kind": kind, "app": int(wished[kind].app), "mail": wished[kind].mail}
            for kind in KINDS if kind in wished])
    act_together(context, runtime.renewed, act)
    return of_caller(context)
