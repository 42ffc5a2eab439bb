"""Sixteen threads on a few hot balances: nothing is lost, doubled or oversold, and nobody waits for ever."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from dougong.kernel.errors import Refused
from dougong.spi import Work
from tests.plugins.cellar import Cellar, serving, worked

THREADS = 16
ROUNDS = 50
BALANCE = "jar_level_balance"


def together(act: Callable[[int, random.Random], None], threads: int = THREADS) -> None:
    """Run `act` in every thread at once, each with its number and its own chances; raise the first thing raised."""
    start = threading.Barrier(threads)

    def run(number: int) -> None:
        start.wait()
        act(number, random.Random(number))

    with ThreadPoolExecutor(threads) as pool:
        for each in [pool.submit(run, number) for number in range(threads)]:
            each.result()


def entries(cellar: Cellar, jar: int) -> Decimal:
    """The sum of a jar's entries."""
    rows = [row for row in paged(cellar, "jar_level_entry") if row["bucket"] == jar]
    return sum((Decimal(row["quantity"]) for row in rows), Decimal(0))


def test_records_never_take_a_balance_below_its_floor_and_entries_make_it_up(cellar: Cellar) -> None:
    jars = [cellar.jar("20.0") for _ in range(3)]
    poured = {jar: Decimal(20) for jar in jars}
    refused, guard = list[str](), threading.Lock()

    def pour(number: int, chance: random.Random) -> None:
        for _ in range(ROUNDS):
            jar, litres = chance.choice(jars), Decimal(chance.randint(-60, 40)) / 10
            told = poured_or_told(cellar, jar, litres)
            with guard:
                if told:
                    refused.append(told)
                else:
                    poured[jar] += litres

    together(pour)
    levels = {jar: Decimal(cellar.level(jar) or 0) for jar in jars}
    assert levels == poured
    assert all(level >= 0 for level in levels.values())
    assert {jar: entries(cellar, jar) for jar in jars} == levels
    assert set(refused) == {"tally_short"}
    made = list(paged(cellar, "pour"))
    assert len(refused) + len(made) == THREADS * ROUNDS + 3
    assert all(Decimal(row["remains"] or 0) >= 0 for row in made)


def poured_or_told(cellar: Cellar, jar: int, litres: Decimal) -> str:
    """Pour; return the code of the refusal, or nothing when it was done."""
    try:
        cellar.pour(jar, str(litres))
    except Refused as refused:
        return " ".join(each.code for each in refused.errors)
    return ""


def paged(cellar: Cellar, object: str) -> Iterator[dict[str, Any]]:
    """Yield the records of an object, however many there are."""
    last = 0
    while page := cellar.rows(object, where=f"id > {last}"):
        yield from page
        last = page[-1]["id"]


def test_a_guarded_change_without_a_lock_gives_out_exactly_what_there_is(cellar: Cellar) -> None:
    """Three hot balances of 100.0 each, 800 takers of one litre: 300 get one, nobody gets a litre that is not there."""
    jars = [cellar.jar("100.0") for _ in range(3)]
    taken, guard = dict.fromkeys(jars, 0), threading.Lock()

    def take(number: int, chance: random.Random) -> None:
        for each in range(ROUNDS):
            jar = jars[(number + each) % 3]
            with worked(cellar) as work:
                done = work.change(BALANCE, {"bucket": jar}, {"balance": -1}, guard={"balance": 0})
            with guard:
                taken[jar] += done

    together(take)
    assert taken == dict.fromkeys(jars, 100)
    assert {cellar.level(jar) for jar in jars} == {"0.0"}


def test_claims_in_any_order_do_not_deadlock(cellar: Cellar) -> None:
    """Each thread names the same balances in its own order; the unit locks them in one order, so no wait is a circle.

    A deadlock would come out of `lock` as Busy, which only a whole unit retries.
    """
    jars = [cellar.jar("1000.0") for _ in range(4)]

    def claim(number: int, chance: random.Random) -> None:
        for _ in range(ROUNDS // 2):
            mixed = chance.sample(jars, 4)
            with worked(cellar) as work:
                work.claim(BALANCE, [{"bucket": jar} for jar in mixed])
                work.lock()
                take(work, mixed)

    together(claim)
    assert {cellar.level(jar) for jar in jars} == {f"{1000 - THREADS * (ROUNDS // 2)}.0"}


def test_rows_are_locked_in_one_order_whichever_a_step_names_first(
        postgres_database: str, tmp_path: Path) -> None:
    """Who waits for the first of them holds none of the later ones yet."""
    with serving(postgres_database, tmp_path / "home") as cellar:
        first, last = sorted((cellar.jar("9.0"), cellar.jar("9.0")), key=str)

        def claim() -> None:
            with worked(cellar) as work:
                work.claim(BALANCE, [{"bucket": last}, {"bucket": first}])
                work.lock()
                take(work, [first])

        held = f"select 1 from {BALANCE} where bucket = %s for update"
        waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        with ThreadPoolExecutor(1) as pool:
            with psycopg.connect(postgres_database) as other, psycopg.connect(postgres_database) as third:
                other.execute(held, (first,))
                waiting = pool.submit(claim)
                until = time.monotonic() + 30
                while third.execute(waits).fetchone() == (0,):
                    third.rollback()                      # what goes on is told as of the transaction's first look
                    assert time.monotonic() < until, "nobody waits"
                    time.sleep(0.02)
                assert third.execute(f"{held} nowait", (last,)).fetchall() == [(1,)]
            waiting.result()
        assert cellar.level(first) == "8.0"


def take(work: Work, jars: Sequence[int]) -> None:
    """Take a litre from each. The guard is one litre below what was read: it fails when another took one since then,
    which the lock forbids."""
    for jar in jars:
        (row,) = work.read_locked(BALANCE, [{"bucket": jar}])
        assert work.change(BALANCE, {"bucket": jar}, {"balance": -1}, guard={"balance": row["balance"] - 1})


def test_the_first_row_of_a_key_is_made_once(cellar: Cellar) -> None:
    jars = [cellar.add("jar", name=f"jar {number}") for number in range(10)]

    def first(number: int, chance: random.Random) -> None:
        for jar in chance.sample(jars, 10):
            with worked(cellar) as work:
                work.claim(BALANCE, [{"bucket": jar}], make={"balance": 0})
                (row,) = work.read_locked(BALANCE, [{"bucket": jar}])
                assert row["balance"] >= 0
                assert work.change(BALANCE, {"bucket": jar}, {"balance": 1})

    together(first)
    assert sorted((row["bucket"], row["balance"]) for row in cellar.rows(BALANCE)) == [(jar, "16.0") for jar in jars]


def test_readers_never_see_a_balance_its_entries_do_not_make_up(cellar: Cellar) -> None:
    """Balance and entries become visible together: a reader in between sees both or neither."""
    jar = cellar.jar("1.0")
    done, odd = threading.Event(), list[tuple[str, Decimal]]()

    def look() -> None:
        while not done.is_set():
            before = cellar.rows("jar_level_entry")
            level = cellar.level(jar)
            after = cellar.rows("jar_level_entry")
            if len(before) == len(after) and level is not None:
                total = sum((Decimal(row["quantity"]) for row in after), Decimal(0))
                if Decimal(level) != total:
                    odd.append((level, total))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        together(lambda number, chance: [cellar.pour(jar, "0.1") for _ in range(10)] and None, threads=4)
    finally:
        done.set()
        reader.join()
    assert odd == []
    assert cellar.level(jar) == "5.0"
