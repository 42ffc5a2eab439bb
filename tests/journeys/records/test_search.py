"""Search: what is written is found at once, by whom it should be, best first, and stays right through every verb."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dougong.access.policy import AdminPolicy
from dougong.catalog.compile import compile_catalog
from dougong.catalog.model import Expression
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.kernel.errors import Refused
from dougong.records.lists.where import condition
from dougong.records.plans import Plans
from dougong.records.search import words
from dougong.records.search.everywhere import overview, search
from dougong.records.search.rebuild import again, is_behind, rebuild
from dougong.records.upkeep.verify import verify
from dougong.records.writing.change import Change
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.sql import Statement
from tests.engines import ENGINES, fresh
from tests.journeys.records.conftest import SOURCES, World, opened

FIRM = {
    "pack.yaml": "{kind: pack, name: firm, format: 1, version: 1.0.0, label: Firm, language: en, requires: [system]}",
    "objects/firm.yaml": """
kind: object
name: firm
label: Firm
title: "{name}"
number: {pattern: "F-{seq:4}"}
fields:
  name:    {type: text, label: Name, required: true}
  phone:   {type: phone, label: Phone}
  mail:    {type: email, label: Mail}
  tags:    {type: tags, label: Tags}
  secret:  {type: text, label: Secret, search: false}
  remark:  {type: note, label: Remark}
  story:   {type: note, label: Story, search: true}
  size:    {type: integer, label: Size}
  parts:   {type: lines, of: firm_part, label: Parts}
""",
    "objects/firm_part.yaml": """
kind: object
name: firm_part
label: Part
parent: firm
title: "{word}"
fields:
  word:  {type: text, label: Word, required: true}
  quiet: {type: text, label: Quiet, search: false}
""",
    "objects/deal.yaml": """
kind: object
name: deal
label: Deal
title: "{about}"
fields:
  about: {type: text, label: About}
  firm:  {type: link, to: firm, label: Firm, on_delete: cascade}
""",
}
PACKS = (SOURCES[0], PackSource.of("firm", FIRM))


@pytest.fixture(scope="module", params=ENGINES)
def bare(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world whose records have their rows."""
    catalog = compile_catalog(PACKS, registry(), {})
    with fresh(request, tmp_path_factory.mktemp("db")) as address:
        yield from opened(address, PACKS, catalog)


@pytest.fixture
def world(bare: World) -> World:
    assert all(done.count < 500 for done in rebuild(bare.context))
    return bare


def titles(world: World, q: str, **said: object) -> list[str]:
    return [hit.title for hit in search(world.context, q, **said)]


def listed(world: World, q: str, url: str = "") -> list[str]:
    return sorted(row["name"] for row in world.list("firm", url, q=q).rows)


def sound(world: World) -> bool:
    return not [each for each in verify(world.context) if each.what == "search"]


def test_a_new_record_is_found_by_all_it_says_and_nothing_else(world: World) -> None:
    made = world.create("firm", name="青岛海尔贸易", phone="0532-8888 1234", mail="sales@haier.test",
                        tags=["家电", "出口"], secret="密语", remark="无关", story="成立于一九八四",
                        external_id="erp:QD77", parts=[{"word": "洗衣机", "quiet": "静音"}])
    for q in ("青岛", "青島", "海尔贸易", "qingdao", "qdhe", "haier", "8888", "053288881234", "1234", "sales@haier",
              "家电", made["number"], made["number"].lower().replace("-", ""), "一九八四", "erp:QD77", "洗衣机"):
        assert titles(world, q) == ["青岛海尔贸易"], q
        assert listed(world, q) == ["青岛海尔贸易"], q
    for q in ("密语", "无关", "静音", "海贸", "8889"):
        assert titles(world, q) == [], q
        assert listed(world, q) == [], q
    assert sound(world)


def test_the_best_comes_first_and_objects_are_mixed(world: World) -> None:
    for about in ("说到雷霆的交易", "雷霆交易"):
        world.create("deal", about=about)
    for name, tags in (("别的公司", ["雷霆"]), ("大雷霆公司", []), ("雷霆", [])):
        world.create("firm", name=name, tags=tags)
    assert titles(world, "雷霆") == ["雷霆", "雷霆交易", "大雷霆公司", "说到雷霆的交易", "别的公司"]
    assert titles(world, "leiting")[:2] == ["雷霆", "雷霆交易"]
    assert titles(world, "雷霆", objects={"deal"}) == ["雷霆交易", "说到雷霆的交易"]
    assert titles(world, "雷霆", limit=2) == ["雷霆", "雷霆交易"]
    number = world.list("firm", q="大雷霆").rows[0]["number"]
    world.create("firm", name=f"{number} 的对手")
    assert titles(world, number) == ["大雷霆公司", f"{number} 的对手"]


def test_counts_tell_each_object_and_none_is_crowded_out(world: World) -> None:
    for at in range(7):
        world.create("firm", name=f"群星 {at}")
    world.create("deal", about="谈群星")
    found = overview(world.context, "群星", limit=3, each=2)
    assert found.counts == {"firm": 7, "deal": 1}
    assert [hit.object for hit in found.hits] == ["firm", "firm", "firm", "deal"]
    assert not found.capped


def test_it_follows_every_verb(world: World) -> None:
    made = world.create("firm", name="飞鹰一号", parts=[{"word": "螺丝"}, {"word": "螺母"}])
    made = world.change("firm", made, name="飞鹤二号")
    assert (titles(world, "飞鹰"), titles(world, "飞鹤")) == ([], ["飞鹤二号"])
    made = world.change("firm", made, parts=[{"id": made["parts"][0]["id"]}])
    assert (titles(world, "螺母"), titles(world, "螺丝")) == ([], ["飞鹤二号"])
    world.apply("firm", "archive", id=made["id"])
    assert titles(world, "飞鹤") == []
    assert listed(world, "飞鹤") == []
    assert listed(world, "飞鹤", "archived=true") == ["飞鹤二号"]
    world.apply("firm", "restore", id=made["id"])
    assert titles(world, "飞鹤") == ["飞鹤二号"]
    world.apply("firm", "erase", id=made["id"], values={"fields": ["parts.word"], "reason": "asked for"})
    assert titles(world, "螺丝") == []
    deal = world.create("deal", about="飞鹤的交易", firm=made["id"])
    world.apply("firm", "archive", id=made["id"])
    world.apply("firm", "purge", id=made["id"])
    assert titles(world, "飞鹤") == [], f"deal {deal['id']} went with its firm"
    assert sound(world)


def test_what_is_refused_or_only_tried_leaves_nothing(world: World) -> None:
    world.dry_run("firm", values={"name": "虚幻公司"})
    with pytest.raises(Refused):
        world.create("firm", name="虚幻公司", size="many")
    assert titles(world, "虚幻") == []
    change = Change(object="firm", verb="create", values={"name": "重放公司"}, key="once")
    assert world.unit.apply(change).id == world.unit.apply(change).id
    assert titles(world, "重放") == ["重放公司"]
    assert sound(world)


def test_nothing_is_written_when_nothing_it_looks_at_has_changed(world: World) -> None:
    made = world.create("firm", name="不变公司")
    with world.context.database.write(None) as session:
        session.rows(Statement("update dg_search set title = 'untouched' where title = '不变公司'"))
        session.commit()
    made = world.change("firm", made, size=7, secret="别的", remark="别的")
    assert titles(world, "不变") == ["untouched"]
    world.change("firm", made, tags=["新"])
    assert titles(world, "不变") == ["不变公司"]


def test_one_letter_and_signs_ask_the_list_as_before(world: World) -> None:
    world.create("firm", name="Vz%_9")
    assert "Vz%_9" in listed(world, "%_")
    assert "Vz%_9" in listed(world, "v")
    assert listed(world, "%%%") == []
    assert titles(world, "%_") == []
    assert titles(world, "v") == ["Vz%_9"], "of one letter only what begins with it"


def test_merging_edits_keeps_both(world: World) -> None:
    made = world.create("firm", name="合流", tags=["甲"])
    world.apply("firm", "update", id=made["id"], version=1, values={"name": "汇流"})
    world.apply("firm", "update", id=made["id"], version=1, values={"tags": ["乙乙"]})
    assert titles(world, "汇流 乙乙") == ["汇流"]
    assert sound(world)


def test_rows_are_made_anew_in_batches_that_go_on_where_they_stopped(world: World) -> None:
    database = world.context.database
    for at in range(120):
        world.create("firm", name=f"批量 {at}")
    before = listed(world, "批量", "limit=500")
    with database.write(None) as session:
        session.rows(Statement("delete from dg_indexed"))
        if database.dialect == "sqlite":
            session.rows(Statement("insert into dg_search_words (dg_search_words, rowid, words) "
                                   "select 'delete', id, words from dg_search"))
        session.rows(Statement("delete from dg_search"))
        session.commit()
    fresh = world.with_steps()
    assert listed(fresh, "批量", "limit=500") == before, "what has no row is looked for as before"
    assert len(search(fresh.context, "批量", limit=200)) == len(before)
    assert is_behind(fresh.context)
    assert next(rebuild(fresh.context)).count > 0, "and nobody goes on with it for now"
    world.create("firm", name="批量之间")
    halfway = fresh.with_steps()
    assert listed(halfway, "批量", "limit=500") == sorted([*before, "批量之间"])
    done = list(rebuild(halfway.context))
    assert sum(each.count for each in done) > 0
    assert listed(halfway, "批量", "limit=500") == sorted([*before, "批量之间"])
    assert list(rebuild(halfway.context)) == []
    assert sound(halfway)
    again(halfway.context, {"firm"})
    assert {each.object for each in rebuild(halfway.context)} == {"firm"}


def test_verify_tells_and_mends_what_somebody_altered(world: World) -> None:
    lost, other = world.create("firm", name="失踪公司"), world.create("firm", name="篡改公司")
    with world.context.database.write(None) as session:
        session.rows(Statement("update dg_search set object_uid = '#' || object_uid where title = '失踪公司'"))
        session.rows(Statement("update dg_search set title = '假' where title = '篡改公司'"))
        session.commit()
    found = [(each.id, each.stored, each.right) for each in verify(world.context, objects={"firm"})]
    assert found == [(lost["id"], None, "失踪公司"), (other["id"], "假", "篡改公司")]
    assert all(each.mended for each in verify(world.context, objects={"firm"}, repair=True))
    assert titles(world, "失踪") == ["失踪公司"]
    assert sound(world)
    with world.context.database.write(None) as session:
        session.rows(Statement("update dg_search set object_uid = substr(object_uid, 2), record_id = 999999 "
                               "where object_uid like '#%'"))
        session.commit()
    told = [(each.id, each.stored, each.right) for each in verify(world.context, objects={"firm"}, repair=True)]
    assert told == [(999999, "失踪公司", None)]
    assert titles(world, "失踪") == ["失踪公司"]


@dataclass(frozen=True, slots=True)
class Blinkered(AdminPolicy):
    """A policy that hides a field."""

    fingerprint: str = "blinkered"

    def field(self, object, name, right="read"):
        return None if name == "tags" else AdminPolicy.field(self, object, name, right)


def test_who_may_not_read_a_field_does_not_find_by_it(world: World) -> None:
    made = world.create("firm", name="隐私公司", tags=["秘密标签"])
    actor = replace(world.context.actor, policy=Blinkered())
    other = World(replace(world.context, actor=actor))
    firm = world.context.catalog.objects["firm"]
    assert words.readership(world.context.catalog, firm, Blinkered()) != words.ALL
    assert [hit.id for hit in search(other.context, "隐私")] == [made["id"]], "found as lists find it"
    assert search(other.context, "秘密标签") == []
    assert listed(other, "秘密标签") == []
    assert listed(world, "秘密标签") == ["隐私公司"]


@dataclass(frozen=True, slots=True)
class Narrow(AdminPolicy):
    """A policy that lets a person read some records only."""

    fingerprint: str = "narrow"
    scope: Expression | None = None

    def rows(self, object, verb):
        return self.scope if object.name == "firm" else None


def test_records_out_of_reach_are_not_found(world: World) -> None:
    for name, size in (("边界甲", 1), ("边界乙", 2)):
        world.create("firm", name=name, size=size)
    scope = condition(world.context.plans.world(AdminPolicy()), world.context.plans.functions,
                      world.context.catalog.objects["firm"], "size == 1")
    other = World(replace(world.context, actor=replace(world.context.actor, policy=Narrow(scope=scope))))
    assert titles(world, "边界") == ["边界乙", "边界甲"]
    assert titles(other, "边界") == ["边界甲"]


def test_a_field_that_comes_or_goes_is_found_after_the_apply(bare: World, tmp_path: Path) -> None:
    for _ in rebuild(bare.context):
        pass
    database = bare.context.database
    made = bare.create("firm", name="变更公司", remark="悄悄话")
    wanted = FIRM["objects/firm.yaml"].replace("remark:  {type: note, label: Remark}",
                                               "remark:  {type: note, label: Remark, search: true}")
    packs = (SOURCES[0], PackSource.of("firm", {**FIRM, "objects/firm.yaml": wanted}))
    catalog = compile_catalog(packs, registry(), snapshot.uids(database))
    number = apply(database, plan(database, catalog), packs)
    now = World(replace(bare.context, catalog=replace(catalog, number=number),
                        plans=Plans(replace(catalog, number=number), database.dialect)))
    assert listed(now, "变更") == ["变更公司"], "served while it is made anew"
    assert titles(now, "悄悄话") == []
    assert {each.object for each in rebuild(now.context) if each.count} == {"firm"}
    assert titles(now, "悄悄话") == ["变更公司"]
    assert sound(now)
    now.change("firm", made, remark="大声说")
    assert (titles(now, "悄悄话"), titles(now, "大声说")) == ([], ["变更公司"])


def changed(world: World, *swaps: tuple[str, str]) -> World:
    """Apply the little pack with some of its words in another way."""
    files = dict(FIRM)
    for old, new in swaps:
        files["objects/firm.yaml"] = files["objects/firm.yaml"].replace(old, new)
        files["objects/firm_part.yaml"] = files["objects/firm_part.yaml"].replace(old, new)
    packs, database = (SOURCES[0], PackSource.of("firm", files)), world.context.database
    catalog = compile_catalog(packs, registry(), snapshot.uids(database))
    catalog = replace(catalog, number=apply(database, plan(database, catalog), packs))
    return World(replace(world.context, catalog=catalog, plans=Plans(catalog, database.dialect)))


def rows(world: World, title: str) -> int:
    with world.context.database.read() as session:
        return session.rows(Statement(f"select count(*) from dg_search where title = '{title}'", keep=False))[0][0]


OFF = ("label: Firm\n", "label: Firm\nsearch: false\n")


def test_an_object_nobody_looks_for_has_no_rows_and_its_lists_look_through_titles(bare: World) -> None:
    before = changed(bare)
    for _ in rebuild(before.context):
        pass
    made = before.create("firm", name="流水公司", tags=["流水标签"])
    now = changed(before, OFF)
    assert (titles(now, "流水"), listed(now, "流水"), listed(now, "lsgs")) == ([], ["流水公司"], ["流水公司"])
    assert listed(now, made["number"]) == ["流水公司"]
    assert listed(now, "流水标签") == [], "only title and number"
    assert is_behind(now.context)
    assert list(rebuild(now.context)) == []
    assert not is_behind(now.context)
    assert rows(now, "流水公司") == 0
    now.create("firm", name="无声公司")
    made = now.change("firm", now.list("firm", q="流水").rows[0], name="流水改名")
    for verb in ("archive", "restore"):
        now.apply("firm", verb, id=made["id"])
    assert (rows(now, "无声公司"), rows(now, "流水改名")) == (0, 0)
    assert sound(now)
    on = changed(now)
    assert listed(on, "流水改名") == ["流水改名"], "served while its rows are made"
    assert sum(done.count for done in rebuild(on.context)) >= 2
    assert (titles(on, "流水"), titles(on, "无声")) == (["流水改名"], ["无声公司"])
    assert listed(on, "流水标签") == ["流水改名"]
    assert sound(on)


def test_rows_that_were_to_go_are_not_taken_for_whole_when_the_object_is_looked_for_again(bare: World) -> None:
    before = changed(bare)
    for _ in rebuild(before.context):
        pass
    first, second = before.create("firm", name="静默甲"), before.create("firm", name="静默乙")
    off = changed(before, OFF)                                       # and nobody removes the rows
    off.change("firm", first, name="喧哗甲")
    off.apply("firm", "archive", id=second["id"])
    off.apply("firm", "purge", id=second["id"])
    on = changed(off)
    assert listed(on, "喧哗") == ["喧哗甲"]
    assert sum(done.count for done in rebuild(on.context)) > 0
    assert (titles(on, "静默"), titles(on, "喧哗")) == ([], ["喧哗甲"])
    assert sound(on)


def test_a_rule_that_comes_and_goes_leaves_no_row_made_by_it(bare: World) -> None:
    before = changed(bare)
    for _ in rebuild(before.context):
        pass
    told = changed(before, ("label: Remark}", "label: Remark, search: true}"))
    told.create("firm", name="口风公司", remark="泄漏")
    again_silent = changed(told)                                     # before anyone made rows by the other rule
    for _ in rebuild(again_silent.context):
        pass
    assert (titles(again_silent, "泄漏"), titles(again_silent, "口风")) == ([], ["口风公司"])
    assert sound(again_silent)


def test_an_owner_is_not_found_by_lines_nobody_looks_at(bare: World) -> None:
    before = changed(bare)
    for _ in rebuild(before.context):
        pass
    before.create("firm", name="零件公司", parts=[{"word": "轴承盖"}])
    assert titles(before, "轴承盖") == ["零件公司"]
    now = changed(before, ("label: Part\n", "label: Part\nsearch: false\n"))
    for _ in rebuild(now.context):
        pass
    assert (titles(now, "轴承盖"), titles(now, "零件公司")) == ([], ["零件公司"])
    assert sound(now)


def test_verify_tells_and_mends_rows_of_what_nobody_looks_for(bare: World) -> None:
    before = changed(bare)
    for _ in rebuild(before.context):
        pass
    made = before.create("firm", name="残留公司")
    now = changed(before, OFF)
    told = [(each.id, each.stored, each.right) for each in verify(now.context, objects={"firm"}, repair=True)
            if each.stored == "残留公司"]
    assert told == [(made["id"], "残留公司", None)]
    assert rows(now, "残留公司") == 0
    assert sound(now)
