"""`dougong export records`: records of an object as a table, with the filters of a list."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import click

from dougong.cli import session
from dougong.kernel.labels import LANGUAGES
from dougong.records.lists.query import query_of
from dougong.records.transfer import exporting


@click.command("records")
@click.argument("object")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--filter", "-f", "filters", multiple=True, metavar="NAME=VALUE",
              help="As the API takes it: level=A, amount[gte]=100, sort=-name, where=..., q=...")
@click.option("--fields", help="Columns with commas between; all fields, as a rule.")
@click.option("--identity", is_flag=True,
              help="Begin with id and version, so that the file can be edited and brought back.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the headers.")
@session.command
def unload(*, object: str, file: Path, filters: tuple[str, ...], fields: str | None, identity: bool,
           language: str) -> None:
    """Write records of OBJECT to FILE, a spreadsheet when its name ends in .xlsx, else CSV."""
    alive = session.runtime(session.settings())
    with closing(alive.database):
        context = session.machine(alive)
        thing = context.object(object)
        query = query_of(context, thing, [pair for each in filters for pair in parse_qsl(each, keep_blank_values=True)])
        names = tuple(fields.split(",")) if fields else query.fields or exporting.usual(context, thing)
        names = (*exporting.IDENTITY, *names) if identity else names
        count = [0]
        table = exporting.export(context, replace(query, fields=None),
                                 exporting.columns(context, thing, names, language), language,
                                 lambda rows: count.__setitem__(0, rows))
        exporting.written(table, "xlsx" if file.suffix.lower() == ".xlsx" else "csv", file)
    click.echo(f"{count[0]} rows in {file}")
