"""Who may what, and how they prove who they are."""

from sqlalchemy import Column, Index, Table

from dougong.store.columns import JSON, MOMENT, NUMBER, TEXT
from dougong.store.engine_tables.base import ENGINE, counted

#: At most one row: moves on whenever a membership, unit, role or user changes, so that processes look again.
STANDING = Table(
    "dg_standing", ENGINE,
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    Column("version", NUMBER, nullable=False),
)

#: Records that are shared beyond what roles allow: `whom` is user/<id>, unit/<id> or role/<code>, `verb` read or write,
#: `until` the last day (null: for good).
SHARE = Table(
    "dg_share", ENGINE,
    counted(),
    Column("object_uid", TEXT, nullable=False),
    Column("record_id", NUMBER, nullable=False),
    Column("whom", TEXT, nullable=False),
    Column("verb", TEXT, nullable=False),
    Column("until", TEXT),
    Column("by", NUMBER, nullable=False),
    Column("at", MOMENT, nullable=False),
    Index("uq_dg_share_record", "object_uid", "record_id", "whom", unique=True),
    Index("ix_dg_share_whom", "whom", "object_uid", "record_id"),
    sqlite_autoincrement=True,
)

CREDENTIAL = Table(
    "dg_credential", ENGINE,
    Column("user_id", NUMBER, primary_key=True, autoincrement=False),
    Column("hash", TEXT, nullable=False),
    Column("changed_at", MOMENT),
)

SESSION = Table(
    "dg_session", ENGINE,
    Column("id_hash", TEXT, primary_key=True),
    Column("user_id", NUMBER, nullable=False, index=True),
    Column("csrf", TEXT, nullable=False),
    Column("language", TEXT),
    Column("created_at", MOMENT, nullable=False),
    Column("seen_at", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
    Column("agent", TEXT),                   # what the browser calls itself
    Column("address", TEXT),                 # where it signed in from
    Column("confirmed_at", MOMENT),          # when its owner last proved again to be at the screen
)

TOKEN = Table(
    "dg_token", ENGINE,
    counted(),
    Column("hash", TEXT, nullable=False, unique=True),
    Column("user_id", NUMBER, nullable=False, index=True),
    Column("name", TEXT, nullable=False),
    Column("scopes", JSON),
    Column("created_at", MOMENT, nullable=False),
    Column("expires_at", MOMENT),
    Column("revoked_at", MOMENT),
    Column("last_used_at", MOMENT),
    sqlite_autoincrement=True,
)

#: What lets somebody do one thing once, by a link or between two steps of signing in: only its digest is kept.
PASS = Table(
    "dg_pass", ENGINE,
    Column("hash", TEXT, primary_key=True),
    Column("user_id", NUMBER, nullable=False, index=True),
    Column("purpose", TEXT, nullable=False),
    Column("expires_at", MOMENT, nullable=False),
)

#: The second factor of a user: the shared secret, sealed, when it was confirmed, and the last step of time a code was
#: taken of, so that none is taken twice.
FACTOR = Table(
    "dg_factor", ENGINE,
    Column("user_id", NUMBER, primary_key=True, autoincrement=False),
    Column("secret", TEXT, nullable=False),
    Column("confirmed_at", MOMENT),
    Column("step", NUMBER, nullable=False),
)

#: Codes that stand in for a lost second factor, each once: only their digests are kept.
RECOVERY = Table(
    "dg_recovery", ENGINE,
    Column("user_id", NUMBER, primary_key=True, autoincrement=False),
    Column("hash", TEXT, primary_key=True),
)

#: Who signed in when, from where and by what (password, second, recovery, oidc).
SIGN_IN = Table(
    "dg_sign_in", ENGINE,
    counted(),
    Column("user_id", NUMBER, nullable=False, index=True),
    Column("way", TEXT, nullable=False),
    Column("agent", TEXT, nullable=False),
    Column("address", TEXT, nullable=False),
    Column("at", MOMENT, nullable=False),
    sqlite_autoincrement=True,
)

#: As whom a provider of OpenID Connect knows a user.
SUBJECT = Table(
    "dg_subject", ENGINE,
    Column("issuer", TEXT, primary_key=True),
    Column("subject", TEXT, primary_key=True),
    Column("user_id", NUMBER, nullable=False, index=True),
)

#: Passwords that were wrong, for a quarter of an hour: `account` is what was asked for, in small letters.
GUESS = Table(
    "dg_guess", ENGINE,
    counted(),
    Column("account", TEXT, nullable=False, index=True),
    Column("address", TEXT, nullable=False, index=True),
    Column("at", MOMENT, nullable=False),
    sqlite_autoincrement=True,
)
