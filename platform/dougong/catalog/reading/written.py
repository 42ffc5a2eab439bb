"""A definition as canonical YAML: what the engine writes where people have not."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from dougong.catalog.reading.scalars import scalar


class _Writer(yaml.SafeDumper):
    """Writes no anchors, and quotes every text our reading would take for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return that everything is written out."""
        return True


def _text(writer: _Writer, value: str) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:str", value, None if _is_plain(value) else "'")


def _is_plain(value: str) -> bool:
    try:
        return bool(scalar(value) == value)
    except ValueError:
        return False


_Writer.add_representer(str, _text)


def written(body: Mapping[str, Any]) -> bytes:
    """Return the definition as YAML, keys in the order given; read again, it is equal."""
    text: str = yaml.dump(_plain(body), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=110)
    return text.encode()


def _plain(value: Any) -> Any:
    """Return maps, lists and numbers as YAML has them; a number with more digits than a float keeps is a text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        near = float(value)
        return int(value) if value == value.to_integral() else near if Decimal(repr(near)) == value else str(value)
    return value
