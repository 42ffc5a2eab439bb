"""`dougong serve`: the embedded server, one process with threads; production uses gunicorn on dougong.app."""

import click
from waitress import serve as listen

from dougong.app import create_app
from dougong.cli import session

THREADS = 8
LARGEST_BODY = 80 * 1024 * 1024          # the application refuses at 25 MB, an import at 64 MB, with a reason


@click.command()
@session.command
def serve() -> None:
    """Serve screens and API on DOUGONG_HOST:DOUGONG_PORT until interrupted."""
    given = session.settings()
    app = create_app()
    click.echo(f"Serving on {given.base_url}, Ctrl C stops it")
    listen(app, host=given.host, port=given.port, threads=THREADS, ident="dougong",
           max_request_body_size=LARGEST_BODY)
