"""Sixteen clients that all start at the same moment, over HTTP."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.safety.site import Answer, Client

CLIENTS = 16
#: What each of the clients does: its place among them, its connection.
Act = Callable[[int, Client], Answer]


class Crowd:
    """Clients that all start at the same moment."""

    def __init__(self, port: int, token: str) -> None:
        self.clients = [Client(port, token) for _ in range(CLIENTS)]
        self.one = self.clients[0]

    def rush(self, act: Act) -> list[Answer]:
        """Let every client act at once and return the answers, by their places."""
        start = threading.Barrier(CLIENTS)

        def run(at: int) -> Answer:
            start.wait()
            return act(at, self.clients[at])

        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(run, range(CLIENTS)))

    def made(self, object: str, **values: object) -> int:
        """Make a record that must be accepted."""
        answer = self.one("POST", f"/api/v1/{object}", values)
        assert answer.status == 201, answer.text
        return int(answer.json["id"])

    def all(self, path: str) -> list[dict[str, object]]:
        """Return the rows of a list."""
        rows: list[dict[str, object]] = self.one("GET", f"/api/v1/{path}").json["data"]
        return rows

    def close(self) -> None:
        """Let all connections go."""
        for client in self.clients:
            client.close()
