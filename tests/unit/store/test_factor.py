"""The second factor: a code opens once, a recovery code once, and the database alone makes none."""

import threading
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from dougong.access import factor
from dougong.access.factor import Kept
from dougong.kernel.clock import FixedClock
from dougong.store.database import Database
from dougong.store.sql import Statement

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA, BOB = 7, 8


@pytest.fixture
def kept(database: Database) -> Kept:
    return Kept(database, "k" * 32, FixedClock(NOON))


def code(kept: Kept, seconds: int = 0) -> str:
    held = factor.factor_of(kept, ADA)
    assert held is not None
    return pyotp.TOTP(held.secret).at(NOON + timedelta(seconds=seconds))


def at(kept: Kept, seconds: int) -> Kept:
    return Kept(kept.database, kept.key, FixedClock(NOON + timedelta(seconds=seconds)))


def set_up(kept: Kept) -> tuple[str, ...]:
    factor.begin(kept, ADA)
    return factor.confirm(kept, ADA, code(kept))


def test_it_is_not_asked_for_before_a_code_has_proved_it(kept: Kept) -> None:
    assert factor.factor_of(kept, ADA) is None
    factor.begin(kept, ADA)
    begun = factor.factor_of(kept, ADA)
    assert begun is not None
    assert not begun.confirmed
    factor.begin(kept, ADA)
    assert factor.factor_of(kept, ADA) == begun
    assert factor.take(kept, ADA, code(kept)) is None
    assert factor.confirm(kept, ADA, "000000" if code(kept) != "000000" else "111111") == ()
    assert len(set(factor.confirm(kept, ADA, code(kept)))) == 10
    assert factor.confirm(kept, ADA, code(kept)) == ()


def test_a_code_opens_once_and_an_older_one_not_after_it(kept: Kept) -> None:
    set_up(kept)
    assert factor.take(kept, ADA, code(kept)) is None                  # it confirmed
    later = at(kept, 60)
    assert factor.take(later, ADA, code(kept, 60)) == "second"
    assert factor.take(later, ADA, code(kept, 60)) is None
    assert factor.take(later, ADA, code(kept, 30)) is None
    assert factor.take(later, ADA, f" {code(kept, 90)[:3]} {code(kept, 90)[3:]} ") == "second"
    assert factor.take(at(kept, 600), ADA, code(kept, 540)) is None     # two steps old
    assert factor.take(at(kept, 600), BOB, code(kept, 600)) is None


def test_of_many_who_send_one_code_at_once_one_comes_in(kept: Kept) -> None:
    set_up(kept)
    later, typed, found = at(kept, 300), code(kept, 300), []
    threads = [threading.Thread(target=lambda: found.append(factor.take(later, ADA, typed))) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(map(str, found)) == ["None"] * 7 + ["second"]


def test_a_recovery_code_stands_in_once_however_it_is_typed(kept: Kept) -> None:
    first, second, *_ = set_up(kept)
    assert factor.take(kept, ADA, first.upper().replace("-", " ")) == "recovery"
    assert factor.take(kept, ADA, first) is None
    assert factor.take(kept, BOB, second) is None
    assert factor.spares_left(kept, ADA) == 9
    new = factor.renew_spares(kept, ADA)
    assert factor.take(kept, ADA, second) is None
    assert factor.take(kept, ADA, new[0]) == "recovery"


def test_the_database_holds_no_secret_and_another_key_unseals_none(kept: Kept) -> None:
    spares = set_up(kept)
    held = factor.factor_of(kept, ADA)
    assert held is not None
    with kept.database.read() as session:
        rows = str([session.rows(Statement(f"select * from {table}", keep=False))
                    for table in ("dg_factor", "dg_recovery")])
    assert held.secret not in rows
    assert spares[0] not in rows
    moved = Kept(kept.database, "m" * 32, kept.clock)
    assert factor.take(moved, ADA, code(kept, 30)) is None
    assert factor.take(moved, ADA, spares[0]) == "recovery"


def test_what_is_reset_is_gone_with_its_codes(kept: Kept) -> None:
    spares = set_up(kept)
    factor.drop(kept, ADA, None)
    assert factor.factor_of(kept, ADA) is None
    set_up(kept)
    assert factor.take(kept, ADA, spares[0]) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "-" * 30, "\x00", "1 2 3 4 5 6 7"])
def test_what_is_no_code_opens_nothing(kept: Kept, typed: str) -> None:
    set_up(kept)
    assert factor.take(kept, ADA, typed) is None
