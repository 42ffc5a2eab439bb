"""Mails are written with what causes them and sent at least once, by a mail server or into a folder."""

import socketserver
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from dougong import config
from dougong.access import mail
from dougong.access.letters import letter
from dougong.access.mail import Mail
from dougong.kernel.clock import FixedClock
from dougong.kernel.labels import LANGUAGES
from dougong.records.posting import WAITS, Carrier, Postman
from dougong.records.smtp import carrier
from dougong.store.database import Database

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOLD = Mail("mei@example.com", "你的密码已修改", "梅，你好：\n\n账号 mei 的密码刚刚修改过。\n")


@dataclass
class Server:
    """A mail server that says yes, or 451 while it is `busy`; what it was given."""

    port: int = 0
    busy: bool = False
    given: list[bytes] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    said = Server()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 test\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = iter(self.rfile.readline, b".\r\n")
                    said.given.append(b"".join(each for each in lines))
                reply = b"451 later" if said.busy and word == b"MAIL" else b"250 ok"
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else reply + b"\r\n")

    class Listen(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Listen(("127.0.0.1", 0), Talk) as listening:
        said.port = listening.server_address[1]
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield said
        listening.shutdown()


def written(database: Database, *mails: Mail) -> None:
    with database.write(None) as session:
        for each in mails:
            session.send(*mail.order(each, database.dialect, NOON))
        session.commit()


def postman(database: Database, home: Path, clock: FixedClock, url: str | None = None) -> Postman:
    told = {"DOUGONG_HOME": str(home), **({"DOUGONG_SMTP_URL": url} if url else {})}
    return Postman(database, clock, carrier(config.load(told)))


def test_a_mail_of_a_transaction_that_is_undone_was_never_written(database: Database) -> None:
    with database.write(None) as session:
        session.send(*mail.order(TOLD, database.dialect, NOON))
    assert list(mail.recent(database)) == []


def test_without_a_mail_server_each_mail_is_a_file_for_our_eyes_only(database: Database, tmp_path: Path) -> None:
    written(database, TOLD)
    postman(database, tmp_path, FixedClock(NOON)).step()
    (file,) = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = message_from_bytes(file.read_bytes(), policy=default)
    assert (found["To"], found["Subject"], found["From"]) == (TOLD.address, TOLD.subject, "dougong@127.0.0.1")
    assert found.get_content().replace("\r\n", "\n") == TOLD.body
    (shown,) = mail.recent(database)
    assert (shown.state, shown.mail) == ("sent", TOLD)


def test_a_mail_server_is_given_each_mail_once_and_its_text_is_not_kept(
        database: Database, tmp_path: Path, server: Server) -> None:
    written(database, TOLD, Mail("wang@example.com", "Second", "x\n"))
    post = postman(database, tmp_path, FixedClock(NOON), f"smtp://127.0.0.1:{server.port}?from=erp@example.com")
    assert (post.step(), post.step()) == (2, 0)
    first, second = (message_from_bytes(each, policy=default) for each in server.given)
    assert (first["To"], first["From"], second["To"]) == (TOLD.address, "erp@example.com", "wang@example.com")
    assert first.get_content().replace("\r\n", "\n") == TOLD.body
    assert first["Message-ID"] != second["Message-ID"]
    assert [(each.state, each.mail.body) for each in mail.recent(database)] == [("sent", ""), ("sent", "")]


def test_a_server_that_is_busy_is_asked_again_later_and_in_the_end_no_more(
        database: Database, tmp_path: Path, server: Server) -> None:
    written(database, TOLD)
    clock = FixedClock(NOON)
    post = postman(database, tmp_path, clock, f"smtp://127.0.0.1:{server.port}")
    server.busy = True
    assert (post.step(), post.step()) == (1, 0)
    clock.moment += timedelta(seconds=61)
    assert post.step() == 1
    clock.moment += timedelta(seconds=61)
    assert post.step() == 0                                    # five minutes, after the second time
    for wait in WAITS[1:]:
        clock.moment += wait
        assert post.step() == 1
    (shown,) = mail.recent(database)
    assert (shown.state, shown.tries, "451" in shown.error) == ("failed", 8, True)
    clock.moment += timedelta(days=9)
    assert post.step() == 0
    server.busy = False
    mail.again(database, shown.id, clock)
    assert post.step() == 1
    assert (mail.recent(database)[0].state, len(server.given)) == ("sent", 1)


def test_a_sender_that_dies_leaves_the_mail_to_another_under_the_same_name(
        database: Database, tmp_path: Path) -> None:
    class Killed(BaseException):
        pass

    def carry(id: int, told: Mail) -> None:
        raise Killed

    written(database, TOLD)
    clock = FixedClock(NOON)
    with pytest.raises(Killed):
        Postman(database, clock, Carrier(carry, keeps=False)).step()
    post = postman(database, tmp_path, clock)
    assert post.step() == 0                                    # somebody may be at it still
    clock.moment += timedelta(minutes=3, seconds=1)
    assert post.step() == 1
    assert mail.recent(database)[0].state == "sent"


def test_of_many_senders_each_mail_has_one(database: Database) -> None:
    written(database, *(Mail(f"m{number}@example.com", "s", "b") for number in range(20)))
    sent: list[int] = []
    posts = [Postman(database, FixedClock(NOON), Carrier(lambda id, _: sent.append(id), keeps=False)) for _ in range(4)]
    threads = [threading.Thread(target=post.step) for post in posts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(sent) == len(set(sent)) == 20


def test_an_address_that_is_none_stops_no_other_mail(database: Database, tmp_path: Path) -> None:
    written(database, Mail("a\nBcc: b@example.com", "s", "b"), TOLD)
    postman(database, tmp_path, FixedClock(NOON)).step()
    assert [each.state for each in mail.recent(database)] == ["sent", "waiting"]


def test_letters_exist_in_every_language_with_the_same_slots() -> None:
    slots = {name: f"<{name}>" for name in ("name", "login", "link", "company", "by")}
    for key in ("invite", "reset", "changed"):
        held = [{name for name, mark in slots.items() if mark in made.subject + made.body}
                for language in LANGUAGES for made in (letter(key, language, "a@example.com", **slots),)]
        assert held[0] == held[1] == held[2]
        assert "\n" not in letter(key, "en", "a@example.com", **{**slots, "company": "Two\nlines"}).subject
