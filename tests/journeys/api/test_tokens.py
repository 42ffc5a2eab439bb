"""Who may come in by a token, and until when."""

from datetime import timedelta

import pytest

from dougong.access import identity
from dougong.kernel.clock import SystemClock
from tests.journeys.api.conftest import Api


def status(api: Api, token: str) -> int:
    return int(api("GET", "/me", Authorization=f"Bearer {token}").status_code)


def test_a_token_opens_until_it_is_revoked(api: Api) -> None:
    database, clock = api.runtime.database, SystemClock()
    token, other = (identity.create_token(database, "admin", name, clock) for name in ("one", "other"))
    assert (status(api, token), status(api, other)) == (200, 200)
    identity.revoke_token(database, token, clock)
    assert (status(api, token), status(api, other)) == (401, 200)


def test_a_token_opens_until_its_day(api: Api) -> None:
    class Yesterday(SystemClock):
        def now(self):
            return SystemClock.now(self) - timedelta(days=1, minutes=1)

    over = identity.create_token(api.runtime.database, "admin", "over", Yesterday(), days=1)
    running = identity.create_token(api.runtime.database, "admin", "running", Yesterday(), days=2)
    assert (status(api, over), status(api, running)) == (401, 200)


def test_tokens_of_someone_who_left_open_nothing(api: Api) -> None:
    user = api.made("user", login="leaver", name="Leaver")
    token = identity.create_token(api.runtime.database, "leaver", "t", SystemClock())
    assert status(api, token) == 200
    assert api("DELETE", f"/user/{user['id']}", If_Match='"1"').status_code in {200, 204}
    assert status(api, token) == 401


@pytest.mark.parametrize("token", ["", "dg_", "dg_made_up", "x" * 5000])
def test_what_is_no_token_opens_nothing(api: Api, token: str) -> None:
    answer = api("GET", "/me", Authorization=f"Bearer {token}")
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


def test_the_database_holds_no_token_that_opens(api: Api) -> None:
    from dougong.store.sql import Statement

    token = identity.create_token(api.runtime.database, "admin", "kept", SystemClock())
    with api.runtime.database.read() as session:
        rows = session.rows(Statement("select * from dg_token"))
    assert rows
    assert token.removeprefix("dg_") not in str(rows)
