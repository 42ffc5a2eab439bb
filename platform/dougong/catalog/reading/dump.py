"""A catalog as canonical YAML: what golden tests compare and people read."""

import yaml

from dougong.catalog.model import Catalog
from dougong.catalog.plain import plain


def dump(catalog: Catalog) -> str:
    """Return everything the catalog says except uids, as YAML in a fixed order."""
    text: str = yaml.safe_dump(plain(catalog), allow_unicode=True, sort_keys=False, width=120)
    return text
