"""Columns whose form differs between the two databases; SQLAlchemy and the raw driver share the converters."""

from typing import Any

from sqlalchemy import Dialect as Engine
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from dougong.fields.base import Convert

#: Text that compares by code point on both databases.
TEXT: TypeEngine[Any] = Text().with_variant(Text(collation="C"), "postgresql")


class Stored(TypeDecorator[Any]):
    """A column of type `postgresql` there and `sqlite` here, where `bind` and `result` turn values (None: as-is)."""

    impl = Text
    cache_ok = True

    def __init__(self, postgresql: TypeEngine[Any], sqlite: TypeEngine[Any], bind: Convert, result: Convert) -> None:
        super().__init__()
        self.postgresql = postgresql
        self.sqlite = sqlite
        self.bind = bind
        self.result = result

    def load_dialect_impl(self, dialect: Engine) -> TypeEngine[Any]:
        """Return the type of the database at hand."""
        return dialect.type_descriptor(self.sqlite if dialect.name == "sqlite" else self.postgresql)

    def process_bind_param(self, value: Any, dialect: Engine) -> Any:
        """Return what SQLite stores; PostgreSQL's own type takes the value itself."""
        return self.bind(value) if self.bind and value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Engine) -> Any:
        """Return the value of what SQLite stored."""
        return self.result(value) if self.result and value is not None and dialect.name == "sqlite" else value
