"""`dougong reindex`: make what search looks through, again or where something is missing, while the server serves."""

import click

from dougong.cli import session
from dougong.records.search.rebuild import again as begin_anew
from dougong.records.search.rebuild import rebuild


@click.command()
@click.option("--object", "-o", "subject", help="Go through one object only.")
@click.option("--again", is_flag=True, help="Begin anew, also where every record has its row.")
@session.command
def reindex(*, subject: str | None, again: bool) -> None:
    """Make the rows that search looks through, of every record that may lack its row, in batches.

    People work on meanwhile. Stopped on the way, it goes on where it was the next time; servers do the same by
    themselves. With --again it begins anew.
    """
    alive = session.runtime(session.settings())
    context = session.machine(alive)
    objects = None if subject is None else (context.object(subject).name,)
    if again:
        begin_anew(context, objects)
    count: dict[str, int] = {}
    for done in rebuild(context, objects):
        count[done.object] = count.get(done.object, 0) + done.count
        if done.whole and count[done.object]:
            click.echo(f"{done.object}: {count[done.object]} records")
    click.echo(f"{sum(count.values())} records gone through")
