"""Commands as an operator types them: each test has a folder of its own, with the database in it."""

from pathlib import Path

from click.testing import CliRunner, Result

from dougong.cli import main


def books(home: Path) -> Path:
    """Return the file of the database."""
    return home / "books.db"


def environment(home: Path) -> dict[str, str]:
    """Return the settings a command runs with."""
    return {"DOUGONG_HOME": str(home), "DOUGONG_DATABASE_URL": f"sqlite:///{books(home)}"}


def run(home: Path, *args: str) -> Result:
    """Return what came of a command."""
    return CliRunner().invoke(main, args, env=environment(home))
