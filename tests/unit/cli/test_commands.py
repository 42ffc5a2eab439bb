"""The list of commands: what it says of each is what that says of itself, and none is imported for another."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from dougong.cli import COMMANDS, main
from dougong.cli.pack import TOOLS, pack


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_list_says_of_a_command_what_its_own_help_begins_with(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert " ".join((command.help or "").split()).startswith(COMMANDS[name][1].rstrip("."))


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_so_does_the_list_of_tools_for_packs(name: str) -> None:
    command = pack.get_command(click.Context(pack), name)
    assert command is not None
    assert command.name == name
    assert " ".join((command.help or "").split()).startswith(TOOLS[name][1].rstrip("."))


def test_the_help_lists_them_all_and_an_unknown_one_is_wrong_usage() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    assert set(COMMANDS) <= {line.split()[0] for line in shown.output.splitlines() if line.strip()}
    wrong = CliRunner().invoke(main, ["serves"])
    assert (wrong.exit_code, "No such command 'serves'" in wrong.output) == (2, True)


@pytest.mark.parametrize(("begun", "left_out"), [
    (("--help",), {"sqlalchemy", "flask"}), (("plan", "--help"), {"flask", "jinja2", "waitress"})])
def test_a_command_imports_no_more_than_it_needs(begun: tuple[str, ...], left_out: set[str]) -> None:
    said = subprocess.run([sys.executable, "-X", "importtime", "-m", "dougong", *begun],
                          capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in said.stderr.splitlines()}
    assert "dougong.cli" in imported
    assert not left_out & imported
