"""Records of a pack that uses a plugin's kind: what is written besides them, what is refused, what is taken back."""

from decimal import Decimal

import pytest

from dougong.kernel.errors import Denied, Refused
from dougong.records.writing.change import Change
from tests.plugins.cellar import Cellar


def test_a_record_posts_to_the_plugins_tables(cellar: Cellar) -> None:
    jar = cellar.jar()
    pours = [cellar.pour(jar, litres) for litres in ("5.0", "2.5", "-1.5")]
    assert cellar.level(jar) == "6.0"
    assert [(row["source"], row["quantity"]) for row in cellar.rows("jar_level_entry")] == \
        list(zip(pours, ["5.0", "2.5", "-1.5"], strict=True))


def test_what_a_step_computes_reaches_the_record_and_its_formulas(cellar: Cellar) -> None:
    jar = cellar.jar("5.0")
    out = cellar.read("pour", cellar.pour(jar, "-3.5"))
    assert (out["remains"], out["low"]) == ("1.5", True)
    assert cellar.read("pour", cellar.pour(jar, "0.5"))["low"] is False


def test_a_balance_below_the_floor_is_refused_at_the_quantity(cellar: Cellar) -> None:
    jar = cellar.jar("5.0")
    with pytest.raises(Refused) as refused:
        cellar.pour(jar, "-5.1")
    (error,) = refused.value.errors
    assert (error.pointer, error.code, error.text and error.text["en"]) == ("/litres", "tally_short", "Only 5.0 left")


def test_a_refusal_writes_nothing(cellar: Cellar) -> None:
    jar = cellar.jar("5.0")
    empty = cellar.jar()
    for wrong in (jar, empty):
        with pytest.raises(Refused):
            cellar.pour(wrong, "-5.1")
    assert (cellar.level(jar), cellar.level(empty)) == ("5.0", None)
    assert cellar.entries(jar) == ["5.0"]
    assert len(cellar.rows("pour")) == 1


def test_exactly_the_floor_is_allowed(cellar: Cellar) -> None:
    jar = cellar.jar("5.0")
    cellar.pour(jar, "-5.0")
    assert cellar.level(jar) == "0.0"


def test_a_changed_record_posts_the_difference(cellar: Cellar) -> None:
    jar = cellar.jar()
    pour = cellar.pour(jar, "5.0")
    cellar.update("pour", pour, litres="3.0")
    assert (cellar.level(jar), cellar.entries(jar)) == ("3.0", ["5.0", "-2.0"])
    cellar.update("pour", pour, note="stirred")
    assert cellar.entries(jar) == ["5.0", "-2.0"]


def test_a_moved_record_moves_what_it_counted(cellar: Cellar) -> None:
    here, there = cellar.jar("4.0"), cellar.jar()
    (pour,) = (row["id"] for row in cellar.rows("pour"))
    cellar.update("pour", pour, jar=there)
    assert (cellar.level(here), cellar.level(there)) == ("0.0", "4.0")


def test_an_archived_record_takes_back_what_it_counted_unless_the_floor_forbids(cellar: Cellar) -> None:
    jar = cellar.jar()
    first, second = cellar.pour(jar, "5.0"), cellar.pour(jar, "-2.0")
    with pytest.raises(Refused):
        cellar.apply(Change(object="pour", verb="archive", id=first))
    cellar.apply(Change(object="pour", verb="archive", id=second))
    assert cellar.level(jar) == "5.0"
    cellar.apply(Change(object="pour", verb="archive", id=first))
    assert cellar.level(jar) == "0.0"
    with pytest.raises(Refused):
        cellar.apply(Change(object="pour", verb="restore", id=second))
    cellar.apply(Change(object="pour", verb="restore", id=first))
    assert cellar.level(jar) == "5.0"


def test_a_dry_run_says_what_would_be_and_leaves_nothing(cellar: Cellar) -> None:
    jar = cellar.jar("5.0")
    unit = cellar.runtime.unit(cellar.context())
    would = unit.dry_run(Change(object="pour", verb="create", values={"jar": jar, "litres": "-4.0"}))
    assert would.record["remains"] == "1.0"
    with pytest.raises(Refused):
        unit.dry_run(Change(object="pour", verb="create", values={"jar": jar, "litres": "-6.0"}))
    assert (cellar.level(jar), cellar.entries(jar), len(cellar.rows("pour"))) == ("5.0", ["5.0"], 1)


def test_a_replayed_request_posts_once(cellar: Cellar) -> None:
    jar = cellar.jar()
    change = Change(object="pour", verb="create", values={"jar": jar, "litres": "1.0"}, key="k1")
    assert [cellar.apply(change).id for _ in range(2)] == [1, 1]
    assert (cellar.level(jar), cellar.entries(jar)) == ("1.0", ["1.0"])


def test_a_function_of_the_plugin_is_stored_computed_and_filtered(cellar: Cellar) -> None:
    plum, elder = cellar.jar("1.0", "plum"), cellar.jar("1.0", "elder")
    assert [cellar.read("jar", jar)["lid"] for jar in (plum, elder)] == ["P", "E"]
    assert [row["lid"] for row in cellar.rows("pour")] == ["P", "E"]                       # virtual, by SQL
    assert cellar.read("pour", 1)["lid"] == "P"                                            # virtual, by the closure
    assert [row["jar"] for row in cellar.rows("pour", where="mark(jar.name) == 'E'")] == [elder]


def test_nobody_writes_the_plugins_tables_past_it(cellar: Cellar) -> None:
    jar = cellar.jar("5.0")
    (balance,) = cellar.rows("jar_level_balance")
    with pytest.raises(Denied):
        cellar.update("jar_level_balance", balance["id"], balance="99.0")
    with pytest.raises(Denied):
        cellar.add("jar_level_entry", bucket=jar, quantity="99.0")
    with pytest.raises(Denied):
        cellar.apply(Change(object="jar_level_balance", verb="archive", id=balance["id"]))
    assert (cellar.level(jar), cellar.entries(jar)) == ("5.0", ["5.0"])


def test_balances_keep_no_history(cellar: Cellar) -> None:
    cellar.jar("5.0")
    objects = cellar.runtime.live.catalog.objects
    assert not objects["jar_level_balance"].history
    assert Decimal(cellar.rows("jar_level_balance")[0]["balance"]) == 5
