"""`dougong purge-bin` on a served database: what goes, what stays, and what the command prints."""

import json
import time

import pytest
from click.testing import CliRunner

from dougong.cli import main
from tests.journeys.api.conftest import Api


def purge(api: Api, *arguments: str) -> tuple[int, str]:
    settings = api.runtime.settings
    ran = CliRunner().invoke(main, ["purge-bin", *arguments], env={
        "DOUGONG_DATABASE_URL": settings.database_url, "DOUGONG_HOME": str(settings.home)})
    return ran.exit_code, ran.output


def test_what_lies_in_the_bin_long_enough_goes_with_its_history(api: Api) -> None:
    gone, kept = api.partner(name="Zaphod"), api.partner()
    assert api("DELETE", f"/sample_partner/{gone['id']}").status_code == 204
    assert purge(api, "--older-than", "1") == (0, "nothing has been in the bin that long\n")
    time.sleep(0.01)
    code, printed = purge(api, "--older-than", "0", "--json")
    assert (code, json.loads(printed)) == (0, [{"object": "sample_partner", "purged": 1, "kept": 0}])
    at = f"/sample_partner/{gone['id']}"
    for address in (f"{at}?archived=1", f"{at}/history", f"{at}?as_of=2026-01-01T00:00:00Z"):
        assert api("GET", address).status_code == 404
    assert api("GET", f"/sample_partner/{kept['id']}").status_code == 200


@pytest.mark.parametrize("arguments", [(), ("--older-than", "-1"), ("--older-than", "soon")])
def test_a_wrong_use_is_said_and_purges_nothing(api: Api, arguments: tuple[str, ...]) -> None:
    assert purge(api, *arguments)[0] == 2
