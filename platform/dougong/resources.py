"""Where the shipped definitions, plugins and screens lie: beside the source in a checkout, else inside the wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_shipped"


def metadata() -> Path:
    """Return the folder of the shipped packs, one sub-folder each."""
    return _home() / "metadata"


def plugins() -> Path:
    """Return the folder of the shipped plugins, one package each."""
    return _home() / "plugins"


def templates() -> Path:
    """Return the folder of the Jinja templates."""
    return _home() / "ui" / "templates"


def static() -> Path:
    """Return the folder served under /static; its sub-folder `vendor` is filled at build time."""
    return _home() / "ui" / "static"


def _home() -> Path:
    """Return the folder that holds metadata/, plugins/ and ui/; raises FileNotFoundError when it has gone."""
    home = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parents[1]
    if not (home / "metadata").is_dir():
        raise FileNotFoundError(f"Dougong is not whole: {home} has no folder metadata; install it again")
    return home
