"""As whom a provider knows people: by its own name for them once they came, the first time by their verified mail."""

from dougong.store.database import Database
from dougong.store.engine.sign_ins import sign_ins
from dougong.store.errors import UniqueViolation

#: Two people with one address are neither of them.
_TOO_MANY = 2


def user_of(database: Database, issuer: str, subject: str, email: str) -> int | None:
    """Return the active user whom a provider calls `subject`, None for nobody. Who comes for the first time is known by
    the address of mail the provider has verified ("" for none), and by the subject from then on: the address may
    become another's."""
    said = sign_ins(database.dialect)
    with database.read() as session:
        known, named = session.many([(said.known, {"issuer": issuer, "subject": subject}),
                                     (said.by_email, {"email": email, "limit": _TOO_MANY})])
    if known:
        return int(known[0][0])
    if not email or len(named) != 1:
        return None
    try:
        database.once(said.tie, {"issuer": issuer, "subject": subject, "user": named[0][0]})
    except UniqueViolation:                            # tied to somebody who may not come in
        return None
    return int(named[0][0])
