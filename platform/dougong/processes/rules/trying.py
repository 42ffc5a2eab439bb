"""A rule tried on one record: what it makes of it as it is now, and what it would do. Nothing of it lasts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from dougong.catalog.model import Catalog, Object
from dougong.catalog.phrase.told import condition_phrase
from dougong.catalog.rule import Called, Rule
from dougong.expressions.errors import ExpressionError
from dougong.kernel.errors import AppError, Missing, Unavailable
from dougong.kernel.messages import say
from dougong.processes.rules import told as words
from dougong.processes.rules.beneath import bring, wanted
from dougong.processes.rules.case import Case
from dougong.processes.rules.deck import Held, held
from dougong.processes.rules.judging import standing
from dougong.processes.rules.once import first
from dougong.processes.rules.tryable import looked_at
from dougong.processes.rules.waiting import carry_out
from dougong.records.batch import Batch
from dougong.records.causes import spoken
from dougong.records.context import Context
from dougong.records.dumping import changes
from dougong.records.history import visible
from dougong.records.reasons.conditions import Part, parts
from dougong.records.title import title_of
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.found import ask
from dougong.records.writing.gate import authorise
from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.unit import drain, told
from dougong.records.writing.untouched import unchanged
from dougong.records.writing.work import Work
from dougong.store.engine.effects import LEFT
from dougong.store.errors import Busy, Fenced, StoreError


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule makes of a record, or of its line at the place `line` (0: the record itself): told.FIRED or why it is
    silent, and its conditions with what they see."""

    line: int
    verdict: str | int
    parts: tuple[Part, ...]

    @property
    def fires(self) -> bool:
        """Return whether it would fire."""
        return self.verdict == words.FIRED

    def text(self, catalog: Catalog, rule: Rule, language: str) -> str:
        """Return in a sentence whether the rule would fire, or why it would not."""
        if self.fires:
            return say("try_rule_rises" if rule.fire == "on_rise" else "try_rule_fired", language)
        failed = "" if isinstance(self.verdict, str) else condition_phrase(
            catalog, catalog.objects[rule.object], self.parts[self.verdict].text, language)
        return say(f"try_rule_{'false' if failed else self.verdict}", language, condition=failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A change that would be made of a record (`id` None: a new one), as a history tells it: `changes` by field uid, as
    far as the asker may see them. `cause` says by which rules."""

    object: str
    id: int | None
    title: str
    verb: str
    transition: str
    cause: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """What the world would be told: an effect of a `kind`, its payload, and of which record ("" and None: of none)."""

    kind: str
    target: str | None
    payload: Mapping[str, Any]
    object: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of trying a rule: `called` are actions of plugins, of which the changes and effects that come of them
    are told beside. `refused` says why what it does could not be; then nothing would be."""

    judged: tuple[Judged, ...]
    made: tuple[Made, ...] = ()
    sent: tuple[Sent, ...] = ()
    refused: AppError | None = None
    called: tuple[Called, ...] = ()


def tried(context: Context, catalog: Catalog, rule: Rule, id: int) -> Trial:
    """Return what a rule of `catalog`, which need not be in force yet, makes of a record, and what it would do in the
    name of who asks. What triggers it, and whether it held before, is left aside.

    Raises as `looked_at` does, Missing for no such record, Unavailable while the database is busy.
    """
    object = looked_at(context, rule)
    with context.database.write(context.catalog.number) as session:
        work, each = Work(context, session, lasting=False), held(catalog, rule)
        try:
            if context.plans.engine.hurry is not None:
                session.send(context.plans.engine.hurry)
            draft = _draft(work, object, rule, id)
            cases = [*_cases(context.catalog.objects[rule.object], draft)]
            judged = tuple(_judged(work, each, case) for case in cases)
            return _done(work, each, [case for case, one in zip(cases, judged, strict=True) if one.fires], judged)
        except (Busy, Fenced) as error:
            raise Unavailable from error


def _draft(work: Work, object: Object, rule: Rule, id: int) -> Draft:
    context, batch = work.context, Batch()
    plan = context.plan(object.name)
    found = ask(context, batch, plan, id, "change")
    batch.run(work.session)
    if not found:
        raise Missing
    authorise(context, plan, "read", found)
    draft = unchanged(work, plan, Change(object=object.name, verb="update", id=id), found)
    lines = context.catalog.objects[rule.object].parent_field or ""
    bring(context, work.session, wanted(rule, lines), [draft])
    return draft


def _cases(object: Object, draft: Draft) -> Iterator[Case]:
    """Yield of what a rule about the object is asked: the record, or each of its lines."""
    if object.parent is None:
        yield Case(draft, draft)
    else:
        lines = object.parent_field or ""
        yield from (Case(draft, row, lines) for row in draft.lines.get(lines, ()))


def _judged(work: Work, each: Held, case: Case) -> Judged:
    rule = each.rule
    try:
        found = () if rule.when is None else tuple(parts(rule.when, case.env))
        verdict: str | int | None = standing(each, case.env)
    except ExpressionError:
        return Judged(case.place, words.BROKEN, ())
    if verdict is None:
        once = rule.fire != "once" or first(work, rule, f"record/{case.id}")
        verdict = words.FIRED if once else words.DONE
    return Judged(case.place, verdict, found)


def _done(work: Work, each: Held, cases: list[Case], judged: tuple[Judged, ...]) -> Trial:
    """Return what the rule would do of these, all of it undone as the transaction ends."""
    made: list[Made] = []
    try:
        done = [act.said.called for case in cases for act in carry_out(work, each, case)]
        made += [_made(work, draft) for draft in drain(work)]
        sent = tuple(_sent(work, row) for row in work.outgoing)
        flush(work)
        work.session.many(())                          # what was sent has to be tried before it is undone
    except AppError as error:
        return Trial(judged, refused=error)
    except StoreError as error:
        return Trial(judged, refused=told(work, error))
    return Trial(judged, tuple(made), sent, called=tuple(called for called in done if called is not None))


def _sent(work: Work, row: tuple[Any, ...]) -> Sent:
    told = dict(zip(LEFT, row, strict=True))
    object = work.person.catalog.by_uid.get(told["object_uid"] or "")
    return Sent(told["kind"], told["target"], orjson.loads(told["payload"]),
                object.name if isinstance(object, Object) else "", told["record_id"])


def _made(work: Work, draft: Draft) -> Made:
    """Return a change as the asker may know of it."""
    asker, change, object = work.person, draft.change, draft.rules.object
    plan = asker.plans.of(object, asker.actor.policy)
    seen = plan.policy.may(object, "read").allowed
    cause = spoken(asker.catalog, " → ".join(work.chain))
    return Made(object=object.name, id=None if draft.old is None else draft.id, verb=change.verb, cause=cause,
                title=title_of(object, draft.values) if seen else "", transition=change.transition,
                changes=visible(asker, plan, changes(draft)) if seen else {})
