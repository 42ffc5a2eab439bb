"""Notices by mail, for who wishes so: each at once, or those of a day together. A mail is written when it is due, in
the language of who gets it and by the rights they have then; each notice is mailed once, whoever dies on the way."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import orjson

from dougong.access import identity
from dougong.access.letters import letter
from dougong.access.mail import Mail, order
from dougong.kernel.errors import Unauthenticated
from dougong.kernel.messages import say
from dougong.processes.effects.kinds import Effect, Row
from dougong.processes.effects.outbox import put
from dougong.processes.talk.notices import Notice, readable
from dougong.processes.talk.notify import TELL
from dougong.processes.talk.wishes import Wishes, wishes
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.together import act_together
from dougong.store.engine.notices import notice_statements
from dougong.store.session import Rows
from dougong.store.sql import Statement
from dougong.store.statements.forms import listed

DIGEST_KIND: Final = "digest"
#: When the notices of a day are mailed, in the time zone of the company.
MORNING: Final = time(8)
#: Notices a mail tells, and characters of each.
MOST: Final = 50
LONGEST: Final = 500


def _tell(runtime: Runtime, row: Row) -> None:
    """Mail the notices of one key to who wishes that at once; of the others, who wishes so hears in the morning."""
    kind, key, users = row.payload["kind"], row.payload["key"], row.payload["users"]
    for user, wished in wishes(runtime.database, users).items():
        if wished[kind].mail == "never":
            continue
        context = reader(runtime, user, row)
        if context is None or not context.actor.me.get("email"):
            continue
        if wished[kind].mail == "daily":
            _put_off(runtime, context)
            continue
        found = readable(context, _rows(context, notice_statements(context.database.dialect).by_key, key=key))
        if found:
            _send(context, found, _letter(runtime, context, found[0]))


def _digest(runtime: Runtime, row: Row) -> None:
    """Mail what somebody has not read and wishes to hear of once a day."""
    user = row.payload["user"]
    kinds = _daily(wishes(runtime.database, [user])[user])
    context = reader(runtime, user, row)
    if context is None or not kinds or not context.actor.me.get("email"):
        return
    found = readable(context, _rows(context, notice_statements(context.database.dialect).to_mail,
                                    kinds=orjson.dumps(kinds).decode(), limit=MOST))
    if found:
        _send(context, found, _gathered(runtime, context, found))


def _daily(wished: Wishes) -> list[str]:
    return sorted(kind for kind, wish in wished.items() if wish.mail == "daily")


def reader(runtime: Runtime, user: int, row: Row) -> Context | None:
    """Return the context of who is to read a mail, None for who is no longer active."""
    try:
        found = identity.by_user(runtime.database, user)
    except Unauthenticated:
        return None
    return runtime.signed(found, "rule", row.correlation or TELL)


def _put_off(runtime: Runtime, context: Context) -> None:
    """Leave a mail for the next morning; however many notices ask for it, it is one."""
    day, due = morning(context)
    act_together(context, runtime.renewed, lambda work: put(
        work, DIGEST_KIND, {"user": context.actor.id}, key=f"{context.actor.id}/{day.isoformat()}", due=due))


def morning(context: Context) -> tuple[date, datetime]:
    """Return the next day notices are mailed on, and when."""
    local = context.now.astimezone(context.zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return day, datetime.combine(day, MORNING, context.zone)


def _rows(context: Context, statement: Statement, **asked: Any) -> Rows:
    with context.database.read() as session:
        return session.rows(statement, {"user_id": context.actor.id, **asked})


def _send(context: Context, told: Iterable[Notice], mail: Mail) -> None:
    """Write down that these notices are mailed and the mail that does it, unless somebody was quicker."""
    dialect = context.database.dialect
    with context.database.write(None) as session:
        done = session.affected(notice_statements(dialect).mailed, {
            "user_id": context.actor.id, "ids": listed(sorted(each.number for each in told), dialect),
            "at": context.plans.engine.moment(context.now)})
        if done:
            session.send(*order(mail, dialect, context.now))
        session.commit()


def _letter(runtime: Runtime, context: Context, told: Notice) -> Mail:
    lang = context.actor.language
    return letter(told.kind, lang, context.actor.me["email"], name=context.actor.name, company=_company(context),
                  who=_who(told, lang), title=told.title, text=told.text[:LONGEST], link=_link(runtime, told),
                  wishes=_wishes(runtime))


def _gathered(runtime: Runtime, context: Context, told: Sequence[Notice]) -> Mail:
    lang = context.actor.language
    lines = "\n\n".join(f"{_first(each, lang)}\n{each.text[:LONGEST]}\n{_link(runtime, each)}" for each in told)
    return letter(DIGEST_KIND, lang, context.actor.me["email"], name=context.actor.name, company=_company(context),
                  count=str(len(told)), lines=lines, wishes=_wishes(runtime))


def _first(told: Notice, lang: str) -> str:
    return told.title if told.kind == "message" else f"{_who(told, lang)} · {told.title}"


def _who(told: Notice, lang: str) -> str:
    return told.who or say("notice_somebody", lang)


def _company(context: Context) -> str:
    return context.company or "Dougong"


def _link(runtime: Runtime, told: Notice) -> str:
    return f"{runtime.settings.base_url}/o/{told.object}/{told.id}"


def _wishes(runtime: Runtime) -> str:
    return f"{runtime.settings.base_url}/account#notices"


#: Mails what somebody was told, and what they were told since yesterday. What mails say is kept with the mails alone.
EFFECTS: Final = (Effect(TELL, _tell, near=True), Effect(DIGEST_KIND, _digest, near=True))
