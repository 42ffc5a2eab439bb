"""The command line: `dougong --help`, one command per file. Exit codes: 0 done, 1 refused, 2 wrong usage."""

import click

from dougong import __version__
from dougong.cli.apply import apply
from dougong.cli.backup import backup
from dougong.cli.doctor import doctor
from dougong.cli.evaluate import evaluate
from dougong.cli.explain import explain
from dougong.cli.export import export
from dougong.cli.files import sweep_files
from dougong.cli.history import history, revert
from dougong.cli.init import init
from dougong.cli.load import load
from dougong.cli.move import move
from dougong.cli.pack import pack
from dougong.cli.plan import plan
from dougong.cli.purge import purge
from dougong.cli.reindex import reindex
from dougong.cli.restore import restore
from dougong.cli.serve import serve
from dougong.cli.sweep import sweep
from dougong.cli.token import token
from dougong.cli.user import user
from dougong.cli.verify import verify
from dougong.cli.violations import violations


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dougong")
def main() -> None:
    """Dougong, a low-code business platform. Settings are environment variables: docs/guides/settings.md."""


for command in (init, serve, plan, apply, evaluate, pack, token, user, backup, restore, move, doctor, verify,
                purge, sweep, violations, explain, export, history, revert, reindex, load, sweep_files):
    main.add_command(command)
