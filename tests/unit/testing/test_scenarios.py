"""Scenarios: what is told of files that cannot be, and where and how a scenario that does not hold says so."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.cli import main
from dougong.kernel.problems import MetadataError
from dougong.testing.conformance import SQLITE
from dougong.testing.naming import check_names
from dougong.testing.play import played
from dougong.testing.scenario import scenarios
from dougong.testing.stage import compiled, needed

FILES = {
    "pack.yaml": "kind: pack\nname: shop\nformat: 1\nversion: 0.1.0\nlabel: Shop\nlanguage: en\nrequires: [system]\n",
    "objects/shop_box.yaml": """
kind: object
name: shop_box
label: Box
title: "{name}"
number: {pattern: "B{seq:3}", take: create}
fields:
  name:  {type: text, label: Name, required: true, unique: true}
  due:   {type: date, label: Due, default: "=today() + days(1)"}
  late:  {type: flag, label: Late, formula: "due < today()"}
  keeper: {type: user, label: Keeper}
  lines: {type: lines, of: shop_line, label: Lines}
  total: {type: money, label: Total, formula: "sum(lines.amount)"}
  mail: {type: email, label: Mail}
checks:
  small: {must: "total <= 100", message: At most one hundred}
  named: {must: "name != 'Box'", message: A better name, level: warning}
""",
    "objects/shop_line.yaml": """
kind: object
name: shop_line
label: Line
parent: shop_box
title: "{line_no}"
fields:
  qty:    {type: quantity, label: Qty, required: true, min: 0}
  price:  {type: money, label: Price, required: true}
  amount: {type: money, label: Amount, formula: "qty * price"}
""",
}
TOLD = {**FILES, "rules/kept.yaml": """
kind: rule
name: kept
label: Kept
object: shop_box
on: {changed: [keeper]}
when: "keeper is not None"
do:
  - {name: tell, notify: {to: {field: keeper}, message: "Yours: {name}"}}
  - {name: write, mail: {to: {field: keeper, address: mail}, subject: "{name} is kept",
                         message: "{title} is kept by {keeper}, due {due}."}}
  - {name: send, webhook: {to: Shop, fields: [name, due, keeper]}}
""", "i18n/zh-Hans.yaml": "rules.kept.do.write.subject: 已保管：{name}\n"}
HEARD = """
kind: test
name: heard
now: 2026-05-04T09:00+08:00
given:
  anna:  {object: user, values: {login: anna, name: Anna, email: anna@shop.example, language: zh-Hans}}
  bert:  {object: user, values: {login: bert, name: Bert, email: bert@shop.example}}
  hired: {object: membership, values: {member: "@anna", role: {external_id: "role:sys_admin"}, reason: Hired}}
scenarios:
  told:
    says: Who is told what
    steps:
      - create: shop_box
        as: box
        values: {name: One, mail: carl@else.example}
      - expect: {notices: [], mails: [], webhooks: []}
      - update: box
        values: {keeper: "@anna"}
      - expect:
          notices: [{to: anna, about: box, says: "Yours: One"}]
          mails:
            - {to: anna@shop.example, subject: "已保管：One", says: "is kept by Anna"}
            - {to: carl@else.example, subject: "已保管：One", says: "due 2026-05-05."}
          webhooks: [{to: Shop, type: rule.kept, record: {name: One, due: 2026-05-05, keeper: "@anna"}}]
      - expect: {mails: [], webhooks: []}
      - update: box
        values: {keeper: "@bert", mail: null}
      - expect:
          mails: []
  deaf:
    says: What was expected and did not come, and what came besides
    steps:
      - create: shop_box
        as: box
        values: {name: Two, keeper: "@anna"}
      - expect:
          mails: [{to: bert@shop.example}]
          notices: []
          webhooks: [{to: Shop, record: {name: One}}]
"""
GOOD = """
kind: test
name: boxes
now: 2026-05-04T09:00+08:00
given:
  anna:  {object: user, values: {login: anna, name: Anna}}
  hired: {object: membership, values: {member: "@anna", role: {external_id: "role:sys_admin"}, reason: Hired}}
scenarios:
  all_verbs:
    says: Everything a scenario can say
    shows: [R001]
    steps:
      - create: shop_box
        as: box
        by: anna
        values: {name: One, keeper: "@anna", lines: [{qty: "2", price: "3.50"}]}
        gives: {number: B001, total: "7", due: 2026-05-05, late: false, lines.0.amount: 7.0, owner: "@anna"}
        holds: ["count(lines) == 1", "keeper is not None"]
        warns: []
      - wait: {days: 1, hours: 24}
      - look: box
        gives: {late: true}
      - update: box
        values: {lines: [{id: "@box.lines.0", qty: "29"}]}
        refused: {"": small}
      - create: shop_box
        as: other
        values: {name: Box, due: null}
        warns: [named]
      - create: shop_box
        values: {name: Box}
        refused: {/name: unique}
      - list: shop_box
        filter: {late: true}
        finds: [box]
        count: 1
      - archive: other
      - list: shop_box
        finds: [box]
      - restore: other
        gives: {name: Box, keeper: null}
      - import: shop_box
        match: name
        rows: |
          name,due
          One,2026-05-05
          Two,2026-06-01
          ,2026-06-01
        gives: {create: 1, same: 1, reject: 1}
      - list: shop_box
        count: 3
  begins_anew:
    says: Another scenario knows nothing of the first
    steps:
      - list: shop_box
        count: 0
      - create: shop_box
        values: {name: "@@home"}
        gives: {number: B001, name: "@@home"}
"""
WRONG = """
kind: test
name: wrong
scenarios:
  values:
    says: x
    steps:
      - create: shop_box
        values: {name: A}
        gives: {total: "1", colour: red, name: A, lines.0.qty: 1}
  accepted:
    says: x
    steps:
      - create: shop_box
        values: {name: A}
        refused: {/name: required}
  refused:
    says: x
    steps:
      - create: shop_box
        values: {}
  otherwise:
    says: x
    steps:
      - create: shop_box
        values: {}
        refused: {/name: unique}
  holds:
    says: x
    steps:
      - create: shop_box
        values: {name: A}
        holds: ["total == 0", "total > 5", "colour == 1"]
  warns:
    says: x
    steps:
      - create: shop_box
        values: {name: A}
        warns: [named]
  finds:
    says: x
    steps:
      - create: shop_box
        as: a
        values: {name: A}
      - list: shop_box
        finds: []
  counts:
    says: x
    steps:
      - list: shop_box
        count: 2
  nobody:
    says: x
    steps:
      - look: nobody
        gives: {name: A}
  nothing:
    says: x
    steps:
      - create: shop_shelf
        values: {name: A}
  rows:
    says: x
    steps:
      - import: shop_box
        rows: "name\\nA\\n"
        gives: {create: 2}
"""


def shop(folder: Path, files: Mapping[str, str] = FILES, **tests: str) -> PackSource:
    root = folder / "shop"
    for path, text in {**files, **{f"tests/{name}.yaml": text for name, text in tests.items()}}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return PackSource.folder(root)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> str:
    return SQLITE if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.mark.parametrize("server", ["sqlite", "postgresql"], indirect=True)
def test_a_scenario_that_holds_begins_anew_each_time(server: str, tmp_path: Path) -> None:
    pack = shop(tmp_path, boxes=GOOD)
    told = scenarios([pack], registry())
    assert [each.shows for each in told] == [("R001",), ()]
    assert [str(failure) for each in played(told, [pack], server, tmp_path) for failure in each.failures] == []


@pytest.mark.parametrize("server", ["sqlite", "postgresql"], indirect=True)
def test_what_people_and_programs_are_told_is_held_against_what_is_expected(server: str, tmp_path: Path) -> None:
    pack = shop(tmp_path, TOLD, heard=HEARD)
    results = {each.scenario.name: [str(failure).removeprefix("shop/tests/heard.yaml:") for failure in each.failures]
               for each in played(scenarios([pack], registry()), [pack], server, tmp_path)}
    assert results["told"] == []
    assert [" ".join(each.split(" ")[:3]) for each in results["deaf"]] == [
        "37:19 was not", "37:18 told besides:", "38:20 told besides:", "39:22 was not", "39:21 told besides:"]
    assert "to 'anna@shop.example', subject '已保管：Two'" in results["deaf"][1]
    assert "says 'Yours: Two'" in results["deaf"][2]


def test_what_does_not_hold_is_told_with_file_line_and_column(tmp_path: Path) -> None:
    pack = shop(tmp_path, wrong=WRONG)
    results = list(played(scenarios([pack], registry()), [pack], SQLITE, tmp_path))
    told = {each.scenario.name: [str(failure).removeprefix("shop/tests/wrong.yaml:") for failure in each.failures]
            for each in results}
    assert told == {
        "values": ["10:24 total is '0.00', not '1'", "10:37 colour is not in the record",
                   "10:64 lines.0.qty is not in the record"],
        "accepted": ["16:18 create shop_box is accepted"],
        "refused": ["20:17 create shop_box is refused: /name required: Required"],
        "otherwise": ["27:18 it is refused for other reasons: /name required: Required; not for /name: unique"],
        "holds": ["33:31 total > 5 is false",
                  "33:44 colour == 1: query_where: where, character 1: there is no colour"],
        "warns": ["39:16 it warns of []"],
        "finds": ["47:16 a is found"],
        "counts": ["52:16 0 records are found, not 2"],
        "nobody": ["56:9 the scenario has no record 'nobody'; it has none"],
        "nothing": ["61:9 there is no object 'shop_shelf'"],
        "rows": ["68:25 1 rows came to 'create', not 2; in all {'create': 1}"],
    }


@pytest.mark.parametrize(("step", "told"), [
    ("{create: shop_box, update: box, values: {}}", "7:9 M308 a step does one thing (one of archive, create, expect, "
     "import, list, look, restore, transition, update, wait)"),
    ("{gives: {name: A}}", "7:9 M308 a step does one thing (one of archive, create, expect, import, list, look, "
     "restore, transition, update, wait)"),
    ("{transition: box}", "7:9 M111 key 'do' is missing"),
    ("{create: shop_box}", "7:9 M111 key 'values' is missing"),
    ("{look: box}", "7:9 M111 key 'gives or holds' is missing"),
    ("{wait: {days: 1}, gives: {name: A}}", "7:27 M308 'gives' means nothing beside 'wait'"),
    ("{update: box, values: {name: A}, refused: {/name: x}, gives: {name: A}}",
     "7:51 M308 what is refused gives nothing"),
    ("{create: shop_box, valeus: {}}", "7:28 M110 unknown key 'valeus' (did you mean values?)"),
    ("{wait: {days: -1}}", "7:23 M115 days: at least 0"),
])
def test_a_step_that_makes_no_sense_is_a_finding(step: str, told: str, tmp_path: Path) -> None:
    text = f"kind: test\nname: odd\nscenarios:\n  one:\n    says: x\n    steps:\n      - {step}\n"
    with pytest.raises(MetadataError) as raised:
        scenarios([shop(tmp_path, odd=text)], registry())
    assert f"shop/tests/odd.yaml:{told}" in [str(each) for each in raised.value.findings]


@pytest.mark.parametrize(("step", "told"), [
    ("{create: shop_bix, values: {}}", "7:18 M205 there is no object 'shop_bix' (did you mean shop_box?)"),
    ("{create: shop_box, values: {nam: A}}", "7:37 M207 shop_box has no field 'nam' (did you mean name?)"),
    ("{create: shop_box, values: {lines: [{pric: 1}]}}",
     "7:46 M207 shop_line has no field 'pric' (did you mean price?)"),
    ("{create: shop_box, values: {keeper: '@anna'}}", "7:45 M217 the scenario has no record 'anna'"),
    ("{create: shop_box, values: {}, gives: {lines.0.qyt: 1}}",
     "7:48 M207 shop_line has no field 'qyt' (did you mean qty?)"),
    ("{look: box, gives: {name: A}}", "7:16 M217 the scenario has no record 'box'"),
    ("{list: shop_box, finds: [box]}", "7:34 M217 the scenario has no record 'box'"),
    ("{list: shop_box, by: anna, count: 0}", "7:30 M217 the scenario has no record 'anna'"),
    ("{expect: {notices: [{to: anna, says: x}]}}", "7:34 M217 the scenario has no record 'anna'"),
    ("{import: shop_box, rows: x, gives: {created: 1}}",
     "7:45 M113 rows do not come to 'created' (one of create, update, same, conflict, reject)"),
])
def test_a_name_of_nothing_is_a_finding_before_anything_is_played(step: str, told: str, tmp_path: Path) -> None:
    text = f"kind: test\nname: odd\nscenarios:\n  one:\n    says: x\n    steps:\n      - {step}\n"
    pack = shop(tmp_path, odd=text)
    with pytest.raises(MetadataError) as raised:
        check_names(scenarios([pack], registry()), compiled(needed([pack])))
    assert [str(each) for each in raised.value.findings] == [f"shop/tests/odd.yaml:{told}"]


def test_the_command_says_what_holds_and_what_does_not(tmp_path: Path) -> None:
    shop(tmp_path, boxes=GOOD)
    held = CliRunner().invoke(main, ["pack", "test", str(tmp_path / "shop")])
    assert (held.exit_code, held.output) == (0, "2 scenarios on 1 database: all hold\n")
    shop(tmp_path, boxes=GOOD.replace("count: 0", "count: 7"))
    broken = CliRunner().invoke(main, ["pack", "test", str(tmp_path)])
    assert broken.exit_code == 1
    assert "  shop/tests/boxes.yaml:56:16 0 records are found, not 7" in broken.output
    assert "2 scenarios on 1 database: 1 do not hold" in broken.output
    plain = CliRunner().invoke(main, ["pack", "test", str(tmp_path), "--json"])
    assert '"file": "shop/tests/boxes.yaml", "line": 56, "column": 16' in plain.output
    wrong = CliRunner().invoke(main, ["pack", "test", "costumer"])
    assert (wrong.exit_code, "did you mean customer?" in wrong.output) == (2, True)
