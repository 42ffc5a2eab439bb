"""Expressions in words: no name and no sign of a program is left in what shipped packs say, in any language."""

import re
from collections.abc import Iterator

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.model import Catalog, Expression, Field, Object
from dougong.catalog.phrase.told import condition_phrase, rollup_phrase, value_phrase
from dougong.catalog.reading.source import shipped_packs
from dougong.expressions.functions import AGGREGATES, BUILTIN, SHARE
from dougong.ext import registry
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.messages import messages
from tests.unit.catalog.packs import demo

#: What only programs write: names with an underscore or a dot within, doubled signs, quotation marks, calls.
CODE = re.compile(r"[a-z0-9]_[a-z0-9]|[a-z]\.[a-z]|[=!<>]=|['\"]|[a-z]\(")
#: In Chinese no word of a program stands alone, either; what a unit or a shape of name may be has a capital.
WORD = re.compile(r"(?<![A-Za-z])[a-z]{2,}(?![A-Za-z])")


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return compile_catalog(shipped_packs(), registry(), {})


def conditions(catalog: Catalog) -> Iterator[tuple[Object, Expression, Object | None]]:
    """Yield every condition of a catalog with the object it is over, and for whose sake that is looked through."""
    for thing in catalog.objects.values():
        for field in thing.fields.values():
            yield from _of_field(catalog, thing, field)
        yield from ((thing, each.must, None) for each in thing.checks)
        yield from ((thing, each.where, None) for each in thing.uniques if each.where is not None)
        flow = thing.workflow
        yield from ((thing, each.when, None) for each in (flow.transitions.values() if flow else ())
                    if each.when is not None)
        yield from _of_rules(catalog, thing)
    for role in catalog.roles.values():
        for grant in role.grants:
            yield from ((catalog.objects[name], each, None) for name, each in grant.where.items())


def _of_field(catalog: Catalog, thing: Object, field: Field) -> Iterator[tuple[Object, Expression, Object | None]]:
    said = (field.required, field.readonly, field.visible, field.goes_along)
    yield from ((thing, each, None) for each in said if isinstance(each, Expression))
    yield from ((catalog.objects[target], field.where, thing) for target in field.type.targets(field)
                if field.where is not None)
    yield from ((catalog.objects[found.of], found.where, thing) for found in field.lookup)


def _of_rules(catalog: Catalog, thing: Object) -> Iterator[tuple[Object, Expression, Object | None]]:
    for rule in thing.rules:
        yield from ((thing, each, None) for each in (rule.when, *(act.awaits for act in rule.do)) if each is not None)
        yield from ((catalog.objects[act.object], act.where, None) for act in rule.do if act.where is not None)


def values(catalog: Catalog) -> Iterator[tuple[Object, Expression, Field]]:
    for thing in catalog.objects.values():
        for field in thing.fields.values():
            yield from ((thing, each, field) for each in (field.formula, field.default)
                        if each is not None and not field.hidden)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_packs_say_is_said_without_code(shipped: Catalog, language: str) -> None:
    told = {condition_phrase(shipped, thing, said.text, language, this) for thing, said, this in conditions(shipped)}
    told |= {value_phrase(shipped, thing, said.text, language, field) for thing, said, field in values(shipped)}
    told |= {rollup_phrase(shipped, field.rollup, language) for thing in shipped.objects.values()
             for field in thing.fields.values() if field.rollup is not None}
    assert len(told) > 300
    assert [each for each in sorted(told) if CODE.search(each)] == []
    if language != "en":
        assert [each for each in sorted(told) if WORD.search(re.sub("“[^”]*”|「[^」]*」", "", each))] == []


def test_every_function_has_its_words() -> None:
    known = messages("en")
    bound = {"setting", "role"}
    own = bound | {"text"}                                                  # what it gives is told as the value itself
    assert [name for name in (*BUILTIN, SHARE) if f"phrase_fn_{name}" not in known and name not in own] == []
    assert [name for name in (*AGGREGATES, *bound) if f"phrase_{name}" not in known] == []


@pytest.mark.parametrize(("text", "english", "chinese"), [
    ("done", "Done = yes", "已完成 = 是"),
    ("not done and amount > 1000", "Done = no and Amount > 1,000", "已完成 = 否 且 金额 > 1,000"),
    ("(amount < 1 or level == 'a') and done", "(Amount < 1 or Level is Key) and Done = yes",
     "（金额 < 1 或 等级 是 重点） 且 已完成 = 是"),
    ("level in ('a', 'b')", "Level is one of Key, Plain", "等级 是 重点、普通 之一"),
    ("level not in ('a',)", "Level is not Key", "等级 不是 重点"),
    ("'a' == level", "Key is Level", "重点 是 等级"),
    ("due <= today() - days(1)", "Due is no later than 1 day ago", "到期日 不晚于 1 天前"),
    ("due > today() + workdays(3)", "Due is after 3 working days from now", "到期日 晚于 3 个工作日后"),
    ("today() < due - days(2)", "today is before 2 days before Due", "今天 早于 到期日 之前 2 天"),
    ("old.amount is None and amount is not None", "former Amount is empty and Amount is filled in",
     "原金额 为空 且 金额 不为空"),
    ("amount * (1 + 2) > 3 - (amount - 1)", "Amount × (1 + 2) > 3 − (Amount − 1)",
     "金额 × （1 + 2） > 3 − （金额 − 1）"),
    ("not (done or amount is None)", "not (Done = yes or Amount is empty)", "并非 （已完成 = 是 或 金额 为空）"),
    ("up.level == 'a'", "Above › Level is Key", "上级 › 等级 是 重点"),
    ("contains(name, 'x') and me == owner", "Name contains “x” and who acts is Owner",
     "名称 包含 “x” 且 操作人 是 负责人"),
    ("level == 'a' if done else amount > 2", "(Level is Key) if Done = yes, otherwise (Amount > 2)",
     "若 已完成 = 是，则 （等级 是 重点），否则 （金额 > 2）"),
    ("amount >", "amount >", "amount >"),
    ("nowhere == 1", "nowhere = 1", "nowhere = 1"),
])
def test_a_condition_is_a_sentence(text: str, english: str, chinese: str) -> None:
    catalog = compile_catalog(demo(thing="""
fields:
  name: {type: text, label: {zh-Hans: 名称, en: Name}}
  done: {type: flag, label: {zh-Hans: 已完成, en: Done}}
  amount: {type: decimal, label: {zh-Hans: 金额, en: Amount}}
  due: {type: date, label: {zh-Hans: 到期日, en: Due}}
  up: {type: link, to: thing, label: {zh-Hans: 上级, en: Above}}
  level:
    type: choice
    label: {zh-Hans: 等级, en: Level}
    options: {a: {label: {zh-Hans: 重点, en: Key}}, b: {label: {zh-Hans: 普通, en: Plain}}}
"""), registry(), {})
    thing = catalog.objects["thing"]
    assert condition_phrase(catalog, thing, text, "en") == english
    assert condition_phrase(catalog, thing, text, "zh-Hans") == chinese
