"""`dougong pack new`: a pack to go on from."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

import click

from dougong.cli import session
from dougong.kernel.names import is_name

#: Where each file of the template goes; the name is filled in like the text.
FILES = {
    "pack.yaml": "pack.yaml", "README.md": "README.md", "objects/object.yaml": "objects/$object.yaml",
    "views/list.yaml": "views/${object}_list.yaml", "views/form.yaml": "views/${object}_form.yaml",
    "menus/menu.yaml": "menus/$pack.yaml", "i18n/zh-Hans.yaml": "i18n/zh-Hans.yaml",
    "i18n/zh-Hant.yaml": "i18n/zh-Hant.yaml", "data/samples.yaml": "data/${pack}_samples.yaml",
    "tests/scenarios.yaml": "tests/$pack.yaml"}


@click.command()
@click.argument("name")
@click.option("--object", "thing", metavar="NAME", help="What its first object is called; NAME_item when left out.")
@click.option("--in", "folder", default=".", help="The folder to make it in; this one when left out.",
              type=click.Path(exists=True, file_okay=False, path_type=Path))
@session.command
def new(*, name: str, thing: str | None, folder: Path) -> None:
    """Make a folder with a pack that passes `check` and `test` at once, to go on from.

    It has one object with a list, a form, a menu entry, words in three languages, sample records and scenarios.
    """
    one = thing or f"{name}_item"
    for each in (name, one):
        if not is_name(each):
            raise click.BadParameter(f"{each!r} is no name: lower-case ASCII words joined by _, at most 48 characters")
    root = folder / name
    if root.exists():
        raise click.BadParameter(f"{root} is there already")
    label = one.replace("_", " ").capitalize()
    said = {"pack": name, "object": one, "title": name.replace("_", " ").capitalize(), "label": label,
            "plural": f"{label}s", "letters": "".join(word[0] for word in one.split("_")).upper()}
    template = files("dougong.cli") / "new_pack"
    for source, target in FILES.items():
        _write(template / source, root / Template(target).substitute(said), said)
        click.echo(str(root / Template(target).substitute(said)))


def _write(source: Traversable, target: Path, said: dict[str, str]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(Template(source.read_text("utf-8")).substitute(said), "utf-8")
