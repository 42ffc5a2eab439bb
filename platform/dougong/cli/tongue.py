"""The language a command speaks in: the one asked for, else that of the terminal."""

import os
from collections.abc import Mapping
from typing import Final

import click

from dougong.catalog.called import naming
from dougong.cli import session
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.saying import Naming
from dougong.store.change.plan import Plan
from dougong.store.database import Database

#: Where a terminal says which language its user reads, the strongest first.
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_TRADITIONAL: Final = ("zh_tw", "zh_hk", "zh_mo", "zh_hant")


def of_terminal(environment: Mapping[str, str]) -> str:
    """Return which of LANGUAGES a terminal speaks; English where it says nothing of Chinese."""
    said = next((text for each in _VARIABLES if (text := environment.get(each, ""))), "").lower().replace("-", "_")
    if not said.startswith("zh"):
        return "en"
    return "zh-Hant" if said.startswith(_TRADITIONAL) else "zh-Hans"


LANGUAGE = click.option("--language", type=click.Choice(LANGUAGES), default=lambda: of_terminal(os.environ),
                        show_default="the terminal's", help="The language plans are told in.")


def labels(language: str, wanted: Plan, database: Database) -> Naming:
    """Return what a plan's names are called: as in the catalog to come, else as in the one in force."""
    try:
        former = session.current(database)
    except LookupError:
        return naming(language, wanted.catalog)
    return naming(language, wanted.catalog, former)
