"""Ids and numbers: never given twice, rising, whoever asks and however often."""

import os
import threading

from dougong.store.database import Database
from dougong.store.engine.sequences import Sequences, taking
from dougong.store.ids import Ids


def test_ids_rise_and_are_never_given_twice(database: Database) -> None:
    ids = Ids(database)
    with database.write(0) as session:
        first = ids.take(session, "dg_token", 3)
        second = ids.take(session, "dg_token", 150)
        session.commit()
    with database.write(0) as session:
        third = ids.take(session, "dg_token")
    taken = [*first, *second, *third]
    assert taken == sorted(set(taken))
    assert len(taken) == 154
    assert taken[0] == 1


def test_a_block_of_ids_costs_one_wait_on_postgresql(postgres_database: str) -> None:
    from dougong.store.init import init

    database = Database.open(postgres_database)
    init(database)
    ids = Ids(database)
    with database.write(0) as session:
        for _ in range(101):
            ids.take(session, "dg_token")
        assert session.waits == 1
        ids.forget()
        for soon in (400, 300, 200, 100, 0):
            ids.take(session, "dg_token", 100, soon)
        assert session.waits == 2, "what will be asked for soon comes with what is asked for"
    database.close()


def test_a_fork_takes_its_own_ids(database: Database) -> None:
    ids = Ids(database)
    with database.write(0) as session:
        mine = ids.take(session, "dg_token")
        session.commit()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with database.write(0) as session:
            os.write(writing, str(ids.take(session, "dg_token")[0]).encode())
            session.commit()
        os._exit(0)
    os.waitpid(child, 0)
    theirs = int(os.read(reading, 20))
    with database.write(0) as session:
        after = ids.take(session, "dg_token")
        session.commit()
    assert len({*mine, theirs, *after}) == 3


def test_fast_numbers_are_unique_under_threads_and_rise_in_each_process(database: Database) -> None:
    processes = [Sequences(database), Sequences(database)]
    taken: dict[int, list[int]] = {0: [], 1: []}
    guard = threading.Lock()

    def work(which: int) -> None:
        for _ in range(15):
            with database.write(0) as session:
                (number,) = processes[which].take(session, "abc", "2026")
                session.commit()
            with guard:
                taken[which].append(number)

    threads = [threading.Thread(target=work, args=(each % 2,)) for each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = taken[0] + taken[1]
    assert len(set(every)) == 120
    assert min(every) == 1
    assert max(every) <= 160                        # two blocks of 20 are under way at most


def test_scopes_count_apart(database: Database) -> None:
    sequences = Sequences(database)
    with database.write(0) as session:
        assert [sequences.take(session, "abc", "2025"), sequences.take(session, "abc", "2026"),
                sequences.take(session, "xyz", "2026"), sequences.take(session, "abc", "2025")] == [[1], [1], [1], [2]]


def test_many_numbers_go_on_where_the_ones_before_ended(database: Database) -> None:
    sequences = Sequences(database)
    with database.write(0) as session:
        assert [sequences.take(session, "abc", "", 3), sequences.take(session, "abc", "", 47),
                sequences.take(session, "abc", "")] == [[1, 2, 3], list(range(4, 51)), [51]]


def test_gapless_numbers_come_back_when_the_unit_is_undone(database: Database) -> None:
    order = (taking(database.dialect), {"object_uid": "abc", "scope": "", "count": 1})
    with database.write(0) as session:
        assert session.rows(*order) == [(1,)]
    with database.write(0) as session:
        assert session.commit([order]) == [[(1,)]]
    with database.write(0) as session:
        assert session.commit([order]) == [[(2,)]]
