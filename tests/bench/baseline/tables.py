"""The tables of the yardstick: those of the bench pack, with the columns and indexes the platform gives them.

As many indexes on each table as on ours, on the same columns but for two: where ours indexes the pinyin key of a title,
which a server for one table would not keep, these index the text the title is made of; and the list has the index
(status, due, id) that one gives it by hand.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Sequence,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()


def _text() -> Text:
    """Text compared by code point, as on the platform."""
    return Text(collation="C")


def _system() -> list[Column[Any]]:
    """Return the columns every record has."""
    return [
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("version", Integer, nullable=False, server_default="1"),
        Column("owner", ForeignKey("app_user.id"), nullable=False, index=True),
        Column("external_id", _text()),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("created_by", ForeignKey("app_user.id"), nullable=False, index=True),
        Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("updated_by", ForeignKey("app_user.id"), nullable=False, index=True),
        Column("archived_at", DateTime(timezone=True)),
        Column("archived_by", ForeignKey("app_user.id"), index=True),
    ]


def _number(prefix: str, sequence: Sequence) -> Column[str]:
    """Return a number column filled by the database, such as BI000042."""
    filled = text(f"'{prefix}' || lpad(nextval('{sequence.name}')::text, 6, '0')")
    return Column("number", _text(), nullable=False, server_default=filled)


user = Table(
    "app_user",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", _text(), nullable=False, unique=True),
    Column("active", Boolean, nullable=False, server_default="true"),
)

token = Table(
    "app_token",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("user_id", ForeignKey("app_user.id"), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)

history = Table(
    "history",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("actor", BigInteger, nullable=False),
    Column("object", _text(), nullable=False),
    Column("record", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("verb", _text(), nullable=False),
    Column("changes", JSONB, nullable=False),
    Index("history_of_record", "object", "record", "id"),
)

#: What a clerk may see beside their own; only `--narrow` looks here.
share = Table(
    "share",
    metadata,
    Column("object", _text(), primary_key=True),
    Column("record", BigInteger, primary_key=True),
    Column("user_id", ForeignKey("app_user.id"), primary_key=True),
    Column("until", Date),
    Index("share_with_user", "user_id", "object", "record"),
)

family = Table("bench_family", metadata, *_system(), Column("name", _text(), nullable=False))

item_numbers = Sequence("bench_item_number", metadata=metadata)
item = Table(
    "bench_item",
    metadata,
    *_system(),
    _number("BI", item_numbers),
    Column("name", _text(), nullable=False),
    Column("remark", _text()),
    Column("pieces", BigInteger, nullable=False),
    Column("weight", Numeric(18, 3)),
    Column("price", Numeric(18, 2), nullable=False),
    Column("due", Date, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("status", _text(), nullable=False),
    Column("family", ForeignKey("bench_family.id"), nullable=False),
    Column("contact", _text()),
)
_live_item = item.c.archived_at.is_(None)
Index("bench_item_external_once", item.c.external_id, unique=True, postgresql_where=_live_item)
Index("bench_item_number_once", item.c.number, unique=True, postgresql_where=_live_item)
Index("bench_item_by_status", item.c.status, item.c.due.desc(), item.c.id, postgresql_where=_live_item)
Index("bench_item_by_due", item.c.due.desc(), item.c.id, postgresql_where=_live_item)
Index("bench_item_by_name", item.c.name, item.c.id, postgresql_where=_live_item)
Index("bench_item_of_family", item.c.family)

doc_numbers = Sequence("bench_doc_number", metadata=metadata)
doc = Table(
    "bench_doc",
    metadata,
    *_system(),
    _number("BD", doc_numbers),
    Column("partner", _text(), nullable=False),
    Column("doc_date", Date, nullable=False),
    Column("remark", _text()),
    Column("total", Numeric(18, 2), nullable=False),
)
_live_doc = doc.c.archived_at.is_(None)
Index("bench_doc_external_once", doc.c.external_id, unique=True, postgresql_where=_live_doc)
Index("bench_doc_number_once", doc.c.number, unique=True, postgresql_where=_live_doc)
Index("bench_doc_by_partner", doc.c.partner, doc.c.id, postgresql_where=_live_doc)
Index("bench_doc_by_date", doc.c.doc_date.desc(), doc.c.id, postgresql_where=_live_doc)

line = Table(
    "bench_doc_line",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("parent", ForeignKey("bench_doc.id"), nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("product", _text(), nullable=False),
    Column("qty", Numeric(18, 3), nullable=False),
    Column("price", Numeric(18, 2), nullable=False),
    Column("amount", Numeric(18, 2), nullable=False),
    Index("bench_doc_line_of_doc", "parent", "line_no"),
    Index("bench_doc_line_by_product", "product", "id"),
)
