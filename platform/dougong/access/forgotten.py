"""A password that was forgotten: whoever asks hears the same, whether there is such an account or not."""

from typing import Final

from dougong.access import mail, passes
from dougong.access.guessing import PAUSE, Guesser, standing
from dougong.access.letters import letter
from dougong.kernel.clock import Clock
from dougong.store.database import Database
from dougong.store.engine.accounts import accounts
from dougong.store.engine.guesses import guesses
from dougong.store.snapshot import moment

#: What an account is asked for as, among wrong passwords: the two are counted apart.
_ASKED: Final = "forgot "
#: Accounts one address of mail may stand for.
_MOST: Final = 5


def forgot(database: Database, asked: str, address: str, base_url: str, clock: Clock) -> None:
    """Send whoever signs in as `asked`, or has that address of mail, a link to a new password, good once, 30 minutes.

    Says and raises nothing, and does as much work for nobody; who asks too often (access.guessing) is not served.
    """
    dialect, now, who = database.dialect, clock.now(), Guesser.of(_ASKED + asked, address)
    left = standing(database, who, clock).left
    with database.read() as session:
        rows = session.rows(accounts(dialect).reachable, {"asked": asked, "limit": _MOST})
    with database.write(None) as session:
        session.send(guesses(dialect).put, {"account": who.account, "address": who.address,
                                            "at": moment(dialect, now)})
        session.send(guesses(dialect).forget, {"since": moment(dialect, now - PAUSE)})
        for user, login, name, email, language in rows if left else ():
            secret, orders = passes.issue(dialect, user, "reset", now)
            link = link_of(base_url, "reset", secret)
            for each in (*orders, mail.order(letter("reset", language, email, name=name, login=login, link=link),
                                             dialect, now)):
                session.send(*each)
        session.commit()


def link_of(base_url: str, purpose: passes.Purpose, secret: str) -> str:
    """Return the link that stands in a mail: at the configured address, never at the one a request names."""
    return f"{base_url}/password/{purpose}/{secret}"
