"""Templates turned into text: our own environment, strict about names, escaping everything."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dougong.resources import templates
from dougong.web.assets import asset, drawn
from dougong.web.shell import Shell
from dougong.web.words import words


@cache
def environment() -> Environment:
    """Return the environment of ui/templates; a name a template does not get is an error, never a blank."""
    return Environment(loader=FileSystemLoader(templates()), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True)


def render(template: str, shell: Shell, page: Any) -> str:
    """Return the page or fragment `template` for a shell and a view model, in the shell's language."""
    return environment().get_template(template).render(shell=shell, page=page, t=words(shell.lang), asset=asset,
                                                    drawn=drawn)
