"""What rules have plugins do: in the transaction of the change, in the rule's name, within its limits."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import freeze_bytes, thaw
from dougong.kernel.errors import Conflict, Refused
from dougong.kernel.problems import MetadataError
from dougong.processes.rules.step import STEP as RULES
from dougong.processes.rules.trying import tried
from dougong.records.history import history
from dougong.spi import Action, Argument, Plugin, registry_of
from tests.plugins.cellar import Cellar, packs, plugins, serving

RULE = {"rules/again.yaml": """
kind: rule
name: again
label: Again
object: pour
on: {created: true}
when: note == 'twice' or note == 'for ever'
do:
  - {name: more, call: {action: tally.pour_again, with: {quantity: "=litres * 2",
                        note: "='echo' if note == 'twice' else note"}}}
"""}


@pytest.fixture
def cellar(database_url: str, tmp_path: Path) -> Iterator[Cellar]:
    """The cellar, whose pours are poured again where they say so."""
    with serving(database_url, tmp_path / "home", [RULES], RULE) as found:
        yield found


@pytest.mark.req("R004")
def test_a_rule_has_a_plugin_act_in_the_same_transaction_and_in_its_name(cellar: Cellar) -> None:
    jar = cellar.jar()
    cellar.pour(jar, "1.5", note="twice")
    first, second = cellar.rows("pour")
    assert [(row["note"], row["litres"]) for row in (first, second)] == [("twice", "1.5"), ("echo", "3.0")]
    assert cellar.level(jar) == "4.5"
    rule = cellar.runtime.live.catalog.rule("again")
    assert rule is not None
    (entry,) = history(cellar.context(), "pour", second["id"]).rows
    assert (entry["door"], entry["cause"]) == ("rule", f"pour.create(rule/{rule.uid})")


def test_what_is_refused_of_it_undoes_the_whole(cellar: Cellar) -> None:
    jar = cellar.jar("5.0")
    with pytest.raises(Refused):
        cellar.pour(jar, "-2.0", note="twice")              # then 4 of the 3 that are left
    assert (cellar.level(jar), len(cellar.rows("pour"))) == ("5.0", 1)


def test_it_is_cut_off_where_rules_are(cellar: Cellar) -> None:
    jar = cellar.jar("1.0")
    with pytest.raises(Conflict) as endless:
        cellar.pour(jar, "1.0", note="for ever")
    assert endless.value.code == "chain_too_long"
    assert (cellar.level(jar), len(cellar.rows("pour"))) == ("1.0", 1)


def test_trying_a_rule_tells_what_it_calls_and_what_comes_of_it(cellar: Cellar) -> None:
    jar = cellar.jar()
    cellar.pour(jar, "1.0", note="twice")
    context, catalog = cellar.context(), cellar.runtime.live.catalog
    rule = catalog.rule("again")
    assert rule is not None
    found = tried(context, catalog, rule, cellar.rows("pour")[0]["id"])
    assert [each.name for each in found.called] == ["tally.pour_again"]
    assert [(each.verb, each.object) for each in found.made] == [("create", "pour")]
    assert cellar.level(jar) == "3.0"                        # nothing of it lasts


def test_a_catalog_that_calls_what_is_gone_is_not_served() -> None:
    known = registry_of(plugins())
    held = freeze_bytes(compile_catalog(packs(RULE), known, {}))
    assert thaw(held, known, 1).rule("again") is not None
    with pytest.raises(MetadataError) as gone:
        thaw(held, replace(known, actions={}), 1)
    assert [(each.code, each.message) for each in gone.value.findings] == [("M344", "no action 'tally.pour_again'")]


@pytest.mark.parametrize(("args", "twice", "said"), [
    ((Argument(name="who", type="user"),), False, "odd.look cannot be told a user: who"),
    ((Argument(name="who", type="usr"),), False, "odd.look cannot be told a usr: who"),
    ((), True, "two actions are called odd.look")])
def test_an_action_no_rule_could_call_is_refused(args: tuple[Argument, ...], twice: bool, said: str) -> None:
    look = Action("look", {"en": "Look"}, args, lambda _: True, lambda _: None)
    with pytest.raises(ValueError, match=said):
        registry_of([Plugin(name="odd", actions=(look, look) if twice else (look,))])
