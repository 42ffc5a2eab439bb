"""The engine's own tables, `dg_*`: no catalog describes them, `init` makes them."""

from typing import Final

from sqlalchemy import Column, Identity, Index, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import TSVECTOR

from dougong.store.columns import BYTES, ID, JSON, MOMENT, NUMBER, TEXT

ENGINE = MetaData()


def _counted() -> Column[int]:
    return Column("id", ID, Identity(always=False), primary_key=True, nullable=False)


#: Every catalog ever applied, packed; `sources` are the definitions as written.
CATALOG = Table(
    "dg_catalog", ENGINE,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("fingerprint", TEXT, nullable=False),
    Column("plan_hash", TEXT, nullable=False),
    Column("sources", BYTES, nullable=False),
    Column("frozen", BYTES, nullable=False),
    Column("applied_at", MOMENT, nullable=False),
    Column("applied_by", TEXT),
)

#: One row: the number every write must have been planned on, 0 before the first apply; and how often settings (or a
#: company) have changed, null for never: who is behind reads them again.
CURRENT = Table(
    "dg_current", ENGINE,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("settings", NUMBER),
)

#: Which uid a path got at its first apply; a uid is never given twice.
UID = Table(
    "dg_uid", ENGINE,
    Column("path", TEXT, primary_key=True),
    Column("uid", TEXT, nullable=False, unique=True),
    Column("kind", TEXT, nullable=False),
    Column("retired_at", MOMENT),
)

#: How each index was made: metadata may come to ask for another of the same name.
INDEX = Table(
    "dg_index", ENGINE,
    Column("name", TEXT, primary_key=True),
    Column("owner", TEXT, nullable=False),
    Column("sql", TEXT, nullable=False),
)

#: What left the catalog and is still here until `purge`: columns of dropped and converted fields, tables of dropped
#: objects. `columns` and `definition` are JSON.
PARKED = Table(
    "dg_parked", ENGINE,
    _counted(),
    Column("uid", TEXT, nullable=False),
    Column("owner", TEXT, nullable=False),
    Column("why", TEXT, nullable=False),
    Column("path", TEXT, nullable=False),
    Column("place", TEXT, nullable=False),
    Column("columns", TEXT, nullable=False),
    Column("definition", TEXT, nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("parked_at", MOMENT, nullable=False),
    sqlite_autoincrement=True,
)

#: What apply did, step by step; a row in state `started` after a crash is settled by the next apply.
JOURNAL = Table(
    "dg_journal", ENGINE,
    _counted(),
    Column("plan_hash", TEXT, nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("step", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("sql", TEXT),
    Column("started_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    sqlite_autoincrement=True,
)

#: Heartbeats: which process serves which catalog.
WORKER = Table(
    "dg_worker", ENGINE,
    Column("id", TEXT, primary_key=True),
    Column("number", NUMBER, nullable=False),
    Column("seen_at", MOMENT, nullable=False),
)

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
    _counted(),
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

#: What people say about records: plain text; `mentions` is JSON, [[start, length, user], ...]. What was taken back has
#: no text any more.
COMMENT = Table(
    "dg_comment", ENGINE,
    _counted(),
    Column("object_uid", TEXT, nullable=False),
    Column("record_id", NUMBER, nullable=False),
    Column("author", NUMBER, nullable=False),
    Column("body", TEXT, nullable=False),
    Column("mentions", TEXT, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("edited_at", MOMENT),
    Column("removed_at", MOMENT),
    Column("removed_by", NUMBER),
    Index("ix_dg_comment_record", "object_uid", "record_id", "id"),
    sqlite_autoincrement=True,
)

#: Records that became one with another: `into_id` is where everything of the record went.
MERGED = Table(
    "dg_merged", ENGINE,
    Column("object_uid", TEXT, primary_key=True),
    Column("record_id", NUMBER, primary_key=True, autoincrement=False),
    Column("into_id", NUMBER, nullable=False),
    Column("by", NUMBER, nullable=False),
    Column("at", MOMENT, nullable=False),
    Index("ix_dg_merged_into", "object_uid", "into_id"),
)

#: Who follows a record, or (`follows` 0) has said not to want to: its owner and who made it follow without a row.
FOLLOW = Table(
    "dg_follow", ENGINE,
    Column("object_uid", TEXT, primary_key=True),
    Column("record_id", NUMBER, primary_key=True, autoincrement=False),
    Column("user_id", NUMBER, primary_key=True, autoincrement=False),
    Column("follows", NUMBER, nullable=False),
    Column("at", MOMENT, nullable=False),
)

#: What people are told, a row for each of them: of which record, because of which comment, by whom (null: a machine);
#: `said` is JSON, templates by language and the values they speak of. Nobody is told twice with the same `key`.
NOTICE = Table(
    "dg_notice", ENGINE,
    _counted(),
    Column("user_id", NUMBER, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("object_uid", TEXT, nullable=False),
    Column("record_id", NUMBER, nullable=False),
    Column("comment_id", NUMBER),
    Column("by", NUMBER),
    Column("said", TEXT, nullable=False),
    Column("key", TEXT, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("read_at", MOMENT),
    Column("mailed_at", MOMENT),
    Index("uq_dg_notice_key", "user_id", "key", unique=True),
    Index("ix_dg_notice_user", "user_id", "id"),
    Index("ix_dg_notice_record", "object_uid", "record_id"),
    sqlite_autoincrement=True,
)

#: How people want to hear of a kind of notices, where they have said so: in the app (1) or not (0), and by mail never,
#: at_once or daily.
WISH = Table(
    "dg_wish", ENGINE,
    Column("user_id", NUMBER, primary_key=True, autoincrement=False),
    Column("kind", TEXT, primary_key=True),
    Column("app", NUMBER, nullable=False),
    Column("mail", TEXT, nullable=False),
)

SEQUENCE = Table(
    "dg_sequence", ENGINE,
    Column("object_uid", TEXT, primary_key=True),
    Column("scope", TEXT, primary_key=True),
    Column("next", NUMBER, nullable=False),
)

IDEMPOTENCY = Table(
    "dg_idempotency", ENGINE,
    Column("principal", TEXT, primary_key=True),
    Column("key", TEXT, primary_key=True),
    Column("route", TEXT, primary_key=True),
    Column("fingerprint", TEXT, nullable=False),
    Column("status", NUMBER),
    Column("body", TEXT),
    Column("created_at", MOMENT, nullable=False),
)

#: What is done once for ever: by a rule, for a record or a key.
ONCE = Table(
    "dg_once", ENGINE,
    Column("rule_uid", TEXT, primary_key=True),
    Column("key", TEXT, primary_key=True),
    Column("at", MOMENT, nullable=False),
)

#: How far each rule that time triggers is: `since` is the last due time that is over, `due` the one at hand (null:
#: none), of which the records up to the id `after` are done. One not `seen_at` lately was left by a process that died.
SCHEDULE = Table(
    "dg_schedule", ENGINE,
    Column("rule_uid", TEXT, primary_key=True),
    Column("since", MOMENT, nullable=False),
    Column("due", MOMENT),
    Column("after", NUMBER, nullable=False),
    Column("seen_at", MOMENT, nullable=False),
    Column("error", TEXT),
)

HISTORY = Table(
    "dg_history", ENGINE,
    _counted(),
    Column("object_uid", TEXT, nullable=False),
    Column("record_id", NUMBER, nullable=False),
    Column("version", NUMBER, nullable=False),
    Column("catalog", NUMBER, nullable=False),
    Column("actor", NUMBER),
    Column("door", TEXT, nullable=False),
    Column("cause", TEXT),
    Column("correlation", TEXT),
    Column("at", MOMENT, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("told", TEXT),                    # which rules looked at it, what they saw and did (processes/rules/told.py)
    Index("ix_dg_history_record", "object_uid", "record_id", "id"),
    sqlite_autoincrement=True,
)

#: What records are found by: a row per record and readership, its `words` tokens (fields.tokens) with blanks between,
#: on PostgreSQL as a set. Made anew from the records at any time; store/search.py has the indexes over `words`.
SEARCH = Table(
    "dg_search", ENGINE,
    Column("id", ID, Identity(always=False), primary_key=True, nullable=False),
    Column("object_uid", TEXT, nullable=False),
    Column("record_id", NUMBER, nullable=False),
    Column("class", TEXT, nullable=False),
    Column("archived", NUMBER, nullable=False),
    Column("title", TEXT, nullable=False),
    Column("number", TEXT),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
    Index("uq_dg_search_record", "object_uid", "record_id", "class", unique=True),
)

#: How far each object's records are in dg_search: `looks_at` says by what rule their rows are made, `after` which
#: record was the last one done (null: all are). Of an object that is to have no rows any more it is "".
INDEXED = Table(
    "dg_indexed", ENGINE,
    Column("object_uid", TEXT, primary_key=True),
    Column("looks_at", TEXT, nullable=False),
    Column("after", NUMBER),
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
)

TOKEN = Table(
    "dg_token", ENGINE,
    _counted(),
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
    _counted(),
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

#: Mails, written with what causes them and sent by the servers: `state` is waiting, sent or failed. One that is being
#: sent is due again later, should its sender die.
MAIL = Table(
    "dg_mail", ENGINE,
    _counted(),
    Column("address", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("body", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("tries", NUMBER, nullable=False),
    Column("due_at", MOMENT, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("sent_at", MOMENT),
    Column("error", TEXT),
    Index("ix_dg_mail_state", "state", "due_at"),
    sqlite_autoincrement=True,
)

#: What the world is to be told, written with the change that asks for it and run by the servers at least once. `state`
#: is waiting, running, done, dead or cancelled, the last three with `ended_at`; one that is running is due again when
#: its worker's time is over. Of two in one `lane` the later waits for the earlier; a process is at a `target` once at a
#: time. `payload` is JSON text.
EFFECT = Table(
    "dg_effect", ENGINE,
    _counted(),
    Column("kind", TEXT, nullable=False),
    Column("key", TEXT, nullable=False),
    Column("payload", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("tries", NUMBER, nullable=False),
    Column("due_at", MOMENT, nullable=False),
    Column("claimed_by", TEXT),
    Column("error", TEXT),
    Column("lane", TEXT),
    Column("target", TEXT),
    Column("object_uid", TEXT),
    Column("record_id", NUMBER),
    Column("actor", NUMBER),
    Column("door", TEXT, nullable=False),
    Column("cause", TEXT),
    Column("correlation", TEXT),
    Column("created_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Index("uq_dg_effect_key", "kind", "key", unique=True),
    Index("ix_dg_effect_state", "state", "id"),
    Index("ix_dg_effect_target", "target", "id"),
    sqlite_autoincrement=True,
)
_TO_COME: Final = EFFECT.c.ended_at.is_(None)
Index("ix_dg_effect_due", EFFECT.c.due_at, EFFECT.c.id, postgresql_where=_TO_COME, sqlite_where=_TO_COME)
Index("ix_dg_effect_lane", EFFECT.c.lane, EFFECT.c.id, postgresql_where=_TO_COME, sqlite_where=_TO_COME)

#: Who outside is told of changes: `objects` (uids; none for all) and `events` are JSON, `secret` and the one before it
#: are sealed, `stopped` says why it was switched off by itself.
WEBHOOK = Table(
    "dg_webhook", ENGINE,
    _counted(),
    Column("name", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("objects", TEXT, nullable=False),
    Column("events", TEXT, nullable=False),
    Column("active", NUMBER, nullable=False),
    Column("stopped", TEXT),
    Column("secret", TEXT, nullable=False),
    Column("former", TEXT),
    Column("former_until", MOMENT),
    Column("created_by", NUMBER),
    Column("created_at", MOMENT, nullable=False),
    sqlite_autoincrement=True,
)

#: Passwords that were wrong, for a quarter of an hour: `account` is what was asked for, in small letters.
GUESS = Table(
    "dg_guess", ENGINE,
    _counted(),
    Column("account", TEXT, nullable=False, index=True),
    Column("address", TEXT, nullable=False, index=True),
    Column("at", MOMENT, nullable=False),
    sqlite_autoincrement=True,
)

#: Long work: who asked for what (`said`, JSON), how far it is, who does it. A job whose `seen_at` is old was left by a
#: process that died and is taken up again. `state` is draft, waiting, running, done, failed or cancelled.
JOB = Table(
    "dg_job", ENGINE,
    _counted(),
    Column("kind", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("actor", NUMBER, nullable=False),
    Column("said", TEXT, nullable=False),
    Column("result", TEXT),
    Column("done", NUMBER, nullable=False),
    Column("total", NUMBER),
    Column("stop", NUMBER, nullable=False),
    Column("worker", TEXT),
    Column("created_at", MOMENT, nullable=False),
    Column("seen_at", MOMENT, nullable=False),
    Index("ix_dg_job_state", "state", "id"),
    sqlite_autoincrement=True,
)

#: The file a job reads or has made, in parts of some hundred kilobytes.
JOB_PART = Table(
    "dg_job_part", ENGINE,
    Column("job", NUMBER, primary_key=True, autoincrement=False),
    Column("part", NUMBER, primary_key=True, autoincrement=False),
    Column("content", BYTES, nullable=False),
)

#: What an import makes of each document of its file (`row` is its first line there): foreseen, and once `made`, done in
#: the same transaction as the record.
JOB_ROW = Table(
    "dg_job_row", ENGINE,
    Column("job", NUMBER, primary_key=True, autoincrement=False),
    Column("row", NUMBER, primary_key=True, autoincrement=False),
    Column("verdict", TEXT, nullable=False),
    Column("made", NUMBER, nullable=False),
    Column("record_id", NUMBER),
    Column("version", NUMBER),
    Column("told", TEXT),
    Column("cells", TEXT),
)

#: Which field each column of a file meant, by object and the hash of the file's headers.
HEADING = Table(
    "dg_heading", ENGINE,
    Column("object_uid", TEXT, primary_key=True),
    Column("headers", TEXT, primary_key=True),
    Column("columns", TEXT, nullable=False),
)

#: What has to be accounted for: sign-ins, denied attempts, rights, exports, erasures. Rows are only ever added; the
#: database refuses anything else (store/audit.py). `said` is JSON text and holds no secrets.
AUDIT = Table(
    "dg_audit", ENGINE,
    _counted(),
    Column("at", MOMENT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("actor", NUMBER),
    Column("door", TEXT, nullable=False),
    Column("address", TEXT),                 # where the request came from
    Column("object", TEXT),
    Column("record_id", NUMBER),
    Column("said", TEXT, nullable=False),
    Column("correlation", TEXT),
    Index("ix_dg_audit_actor", "actor", "id"),
    Index("ix_dg_audit_kind", "kind", "id"),
    sqlite_autoincrement=True,
)

#: The chain over those rows: each link's hash is over its row and the link before.
AUDIT_LINK = Table(
    "dg_audit_link", ENGINE,
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("audit_id", NUMBER, nullable=False, unique=True),
    Column("hash", TEXT, nullable=False),
)
