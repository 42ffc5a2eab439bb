"""`dougong pack`: tools for those who write packs."""

from collections.abc import Mapping
from typing import Final

import click

from dougong.cli.commands import Commands

#: What each does, and where it is.
TOOLS: Final[Mapping[str, tuple[str, str]]] = {
    "check": ("pack_check.check", "Check packs and their scenarios; prints findings like a compiler."),
    "diff": ("pack_diff.diff", "Say what another version of a pack would change, in the words of a plan."),
    "new": ("pack_new.new", "Make a folder with a pack that passes `check` and `test` at once, to go on from."),
    "test": ("pack_test.test", "Play the scenarios of packs, each in a database of its own."),
}


@click.group(cls=Commands, table=TOOLS)
def pack() -> None:
    """Tools for those who write packs."""
