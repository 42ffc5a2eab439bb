"""What was done to somebody's account, for the audit log: password, tokens and second factor; no secret is told."""

from datetime import datetime
from typing import Literal

from dougong.fields.base import Dialect
from dougong.store.engine import audit
from dougong.store.session import Order

#: What was done.
Deed = Literal["password", "token", "token_revoked", "factor", "factor_dropped", "recovery_codes", "confirmed",
               "unconfirmed"]


def deed(dialect: Dialect, what: Deed, user: int | None, by: int | None, at: datetime, name: str = "") -> Order:
    """Return what writes down that this was done to the account of `user` (None: of nobody we know), `by` somebody or
    (None) by a command, for the transaction that does it; `name` is what a token is for."""
    said = {"what": what, **({"name": name} if name else {})}
    return audit.noted(dialect, audit.Entry(kind="account", actor=by, door="cli" if by is None else "screen",
                                            object="user", record_id=user, said=said), at)
