"""The catalog a process serves: one value, swapped whole."""

from dougong.catalog.model import Catalog


class Live:
    """Holds one catalog. A request takes it once; a build that fails leaves the old one serving."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    @property
    def catalog(self) -> Catalog:
        """Return the catalog that serves now."""
        return self._catalog

    def swap(self, catalog: Catalog) -> None:
        """Serve `catalog` from now on, unless it is older than what serves (two threads may have caught up)."""
        if catalog.number >= self._catalog.number:
            self._catalog = catalog
