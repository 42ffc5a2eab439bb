"""Who gives rights proves again who they are: somebody else may sit at their screen (safety.md R10).

A session remembers when its owner last did; signing in counts.
"""

from datetime import timedelta
from typing import Final

from dougong.access.account import Owner
from dougong.access.deeds import deed
from dougong.access.hashing import digest
from dougong.store.engine.accounts import accounts
from dougong.store.engine.organisation import OBJECTS
from dougong.store.snapshot import moment, when

#: For how long a proof is good.
LASTS: Final = timedelta(minutes=15)
#: The objects whose records say who may do what, and how people come in.
GIVING: Final = OBJECTS | {"sign_in_setting"}


def is_due(owner: Owner) -> bool:
    """Return whether the owner of the session has to prove again who they are before giving rights; one wait."""
    dialect = owner.database.dialect
    with owner.database.read() as session:
        rows = session.rows(accounts(dialect).proved, {"hash": digest(owner.cookie)})
    return not rows or when(dialect, rows[0][0]) <= owner.clock.now() - LASTS


def confirm(owner: Owner) -> None:
    """Note that the owner of the session has just proved who they are."""
    dialect, now = owner.database.dialect, owner.clock.now()
    with owner.database.write(None) as session:
        session.send(accounts(dialect).prove_session, {"hash": digest(owner.cookie), "at": moment(dialect, now)})
        session.commit([deed(dialect, "confirmed", owner.user, owner.user, now)])


def failed(owner: Owner) -> None:
    """Account for a proof that was none."""
    dialect, now = owner.database.dialect, owner.clock.now()
    with owner.database.write(None) as session:
        session.commit([deed(dialect, "unconfirmed", owner.user, owner.user, now)])
