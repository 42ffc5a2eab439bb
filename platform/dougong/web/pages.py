"""Templates turned into text: our own environment, strict about names, escaping everything."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dougong.resources import templates
from dougong.web.assets import asset
from dougong.web.listing.groups import Totals
from dougong.web.listing.table import Row
from dougong.web.markup import chip, icon, joined, kbd, value
from dougong.web.shell import Shell
from dougong.web.words import words


@cache
def environment() -> Environment:
    """Return the environment of ui/templates; a name a template does not get is an error, never a blank."""
    made = Environment(loader=FileSystemLoader(templates()), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True, auto_reload=False)
    made.globals.update(asset=asset, icon=icon, kbd=kbd, chip=chip, value=value)
    made.globals["input"] = made.get_template("macros/input.html").module
    return made


def render(template: str, shell: Shell, page: Any) -> str:
    """Return the page or fragment `template` for a shell and a view model, in the shell's language."""
    return environment().get_template(template).render(shell=shell, page=page, t=words(shell.lang),
                                                    spoken=_spoken(shell.lang))


def rows_of(rows: Iterable[Row], lang: str, *, picks: bool) -> Markup:
    """Return rows of a table drawn, each group behind its head."""
    drawn = []
    for each in rows:
        if each.head is not None:
            drawn.append(_tables(lang).group(each.head, picks))
        drawn.append(each.drawn)
    return joined(drawn)


def footing(totals: Totals, lang: str, *, picks: bool) -> Markup:
    """Return the sum row of a table drawn; it fetches what is not added up yet."""
    return joined([_tables(lang).totals(totals, picks, fetches=True)])


@cache
def _tables(lang: str) -> Any:
    """Return the macros of tables in one language."""
    return environment().get_template("macros/table.html").make_module({"t": words(lang)})


def part(name: str, shell: Shell) -> str:
    """Return a part of the frame."""
    return environment().get_template(f"parts/{name}.html").render(shell=shell, t=words(shell.lang))


@cache
def _spoken(lang: str) -> Markup:
    """Return what scripts say, in one language."""
    return joined([environment().get_template("parts/words.html").render(t=words(lang))])
