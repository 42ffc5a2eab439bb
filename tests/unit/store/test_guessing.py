"""Wrong passwords are counted in the database, whoever served them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dougong.access.guessing import FRESH, TRIES_ACCOUNT, TRIES_ADDRESS, Guesser, failed, passed, standing
from dougong.store.database import Database
from dougong.store.sql import Statement

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = Guesser.of("Ada", "10.0.0.1")


@dataclass(frozen=True)
class At:
    """A clock that stands."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


def later(minutes: float) -> At:
    return At(NOON + timedelta(minutes=minutes))


def test_five_wrong_passwords_make_one_wait_a_quarter_of_an_hour(database: Database) -> None:
    for left in (5, 4, 3, 2, 1):
        assert standing(database, ADA, At()).left == left
        failed(database, Guesser.of("ADA", "10.0.0.1"), At())
    assert standing(database, ADA, At()).left == 0
    now = standing(database, ADA, later(5))
    assert (now.left, now.minutes) == (0, 10)
    assert standing(database, ADA, later(15.1)) == FRESH


def test_others_are_not_kept_waiting_and_the_right_password_clears(database: Database) -> None:
    for _ in range(5):
        failed(database, ADA, At())
    assert standing(database, Guesser.of("ada", "10.0.0.2"), At()).left == 5
    assert standing(database, Guesser.of("bob", "10.0.0.1"), At()).left == 5
    passed(database, ADA)
    assert standing(database, ADA, At()) == FRESH


def test_an_account_asked_for_from_everywhere_waits(database: Database) -> None:
    for number in range(TRIES_ACCOUNT - 1):
        failed(database, Guesser.of("ada", f"10.0.1.{number}"), later(number / 10))
    assert standing(database, ADA, later(3)).left == 1
    failed(database, Guesser.of("ada", "10.0.2.1"), later(3))
    now = standing(database, ADA, later(3))
    assert (now.left, now.minutes) == (0, 12)                  # the first of them was at noon: over at 12:15
    assert standing(database, Guesser.of("bob", "10.0.1.1"), later(3)).left == 5


def test_an_address_that_tries_everybody_waits(database: Database) -> None:
    for number in range(TRIES_ADDRESS):
        failed(database, Guesser.of(f"user{number}", "10.0.0.1"), At())
    assert standing(database, ADA, At()).left == 0
    assert standing(database, Guesser.of("ada", "10.0.0.9"), At()).left == 5


def test_what_counts_no_more_is_not_kept(database: Database) -> None:
    failed(database, ADA, At())
    failed(database, ADA, later(16))
    with database.read() as session:
        assert session.rows(Statement("select count(*) from dg_guess", keep=False)) == [(1,)]
