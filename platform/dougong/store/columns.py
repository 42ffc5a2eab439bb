"""Column types of the engine's own tables, in the stored forms every field uses."""

from sqlalchemy import BigInteger, DateTime, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB

from dougong.fields.stored import TEXT

#: An id that counts up. SQLite grants AUTOINCREMENT to INTEGER alone.
ID = BigInteger().with_variant(Integer(), "sqlite")
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
#: timestamptz; microseconds since 1970 in UTC on SQLite.
MOMENT = DateTime(timezone=True).with_variant(Integer(), "sqlite")
#: jsonb; JSON text on SQLite. Both drivers take JSON text.
JSON = Text().with_variant(JSONB(), "postgresql")
BYTES = LargeBinary()

__all__ = ("BYTES", "ID", "JSON", "MOMENT", "NUMBER", "TEXT")
