"""The command line: `dougong --help`, one command per file. Exit codes: 0 done, 1 refused, 2 wrong usage."""

from collections.abc import Mapping
from typing import Final

import click

from dougong import __version__
from dougong.cli.commands import Commands

#: What each command does, and where it is. A command is imported when it is run: planning needs no server.
COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "access": ("access.access",
               "Say what LOGIN may do: with every object, with OBJECT, or with its record ID, and why."),
    "apply": ("apply.apply",
              "Plan, then apply: tables change and the new catalog number is in force, or nothing happened at all."),
    "audit": ("audit.audit", "Sign-ins, denied attempts, rights given and taken, exports, erasures."),
    "backup": ("backup.backup", "Write everything the database holds at this moment to FILE."),
    "doctor": ("doctor.doctor", "Look at settings, database, definitions, servers and uploaded files; change nothing."),
    "effects": ("effects.effects", "What the world was to be told: mails, webhooks, notices."),
    "eval": ("evaluate.evaluate", "Print what EXPRESSION gives."),
    "explain": ("explain.explain", "Say where the definitions in force have PATH from."),
    "export": ("export.export", "Write what this installation holds to files."),
    "history": ("history.history", "List who changed which definitions when, newest first."),
    "hooks": ("hooks.hooks", "Messages from outside that rules hear: where they arrive, and their secrets."),
    "import": ("load.load", "Import records of OBJECT from FILE (CSV or XLSX)."),
    "init": ("init.init", "Make the database ready to serve."),
    "move": ("move.move", "Copy everything into the empty database at URL and compare every row."),
    "pack": ("pack.pack", "Tools for those who write packs."),
    "plan": ("plan.plan", "Show what `dougong apply` would do; changes nothing."),
    "purge": ("sweep.sweep", "List what dropped and converted fields and objects left in the database."),
    "purge-bin": ("purge.purge", "Remove records that have been in the bin for DAYS days, for good."),
    "reindex": ("reindex.reindex", "Make the rows that search looks through."),
    "restore": ("restore.restore", "Fill an empty database from FILE."),
    "revert": ("history.revert", "Take back the change of definitions that made catalog NUMBER."),
    "rules": ("rules.rules", "Rules tried before they are trusted: on a record, on what was, on what is to come."),
    "serve": ("serve.serve", "Serve screens and API on DOUGONG_HOST:DOUGONG_PORT until interrupted."),
    "setting": ("setting.setting", "List all settings with the values in force."),
    "sweep-files": ("files.sweep_files", "Remove files no record and no field has any more."),
    "token": ("token.token", "Keys by which programs call the API."),
    "user": ("user.user", "People who sign in."),
    "verify": ("verify.verify",
               "Compute stored formulas, rollups and search rows again, follow all links, and print what differs."),
    "violations": ("violations.violations", "Count the live records that break a check or lack what is required."),
    "worker": ("worker.worker", "Do what servers leave to workers: effects, mails, schedules."),
}


@click.group(cls=Commands, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dougong")
def main() -> None:
    """Dougong, a low-code business platform. Settings are environment variables: docs/guides/settings.md."""
