"""People who come in: a server on each engine, browsers without a face, and the mails that were written."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from dougong.access import mail
from tests.engines import ENGINES, fresh
from tests.journeys.api.conftest import Api, opened
from tests.unit.web.conftest import OURS, fields

PASSWORD = "vier Kraniche fliegen"


class Browser:
    """A browser at the door or behind it; forms are filled in as they stand."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.client = api.app.test_client()
        self.client.set_cookie("dougong-language", "en")

    def get(self, address: str, **headers: str) -> TestResponse:
        """Open a page."""
        return self.client.get(address, headers=headers)

    def fill(self, page: str, action: str | None = None, /, **typed: Any) -> TestResponse:
        """Open a page, type over the form that goes to `action` (the page itself) and send it."""
        at = action or page.partition("?")[0]
        held = dict(fields(self.get(page), at))
        return self.client.post(at, headers=OURS, data={**held, **typed})

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        """Give name and password at the door."""
        return self.fill("/sign-in", login=login, password=password)

    def is_in(self) -> bool:
        """Return whether somebody is signed in here."""
        return self.get("/account").status_code == 200


@pytest.fixture(scope="module", params=ENGINES)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server of the module's own, once on each engine: passwords change here."""
    home = tmp_path_factory.mktemp("accounts")
    with fresh(request, home) as address:
        yield from opened(address, home)


def mails_to(api: Api, address: str) -> list[mail.Posted]:
    """Return the mails written to an address, the newest first."""
    return [each for each in mail.recent(api.runtime.database) if each.mail.address == address]


def link_in(text: str) -> str:
    """Return the one link of a mail, below our own address."""
    (found,) = re.findall(r"http://127\.0\.0\.1:8000(/\S+)", text)
    return str(found)
