"""What all of the engine's tables share."""

from typing import Final

from sqlalchemy import Column, Identity, MetaData

from dougong.store.columns import ID

#: All of the engine's tables.
ENGINE: Final = MetaData()


def counted() -> Column[int]:
    """Return the id of a table whose rows the database counts."""
    return Column("id", ID, Identity(always=False), primary_key=True, nullable=False)
