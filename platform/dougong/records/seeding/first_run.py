"""The first run: what a new installation asks of whoever looks after it, and what becomes of the answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dougong.catalog.linking.scope import USER
from dougong.catalog.setting import COMPANY
from dougong.kernel.errors import Missing
from dougong.records import reading
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.settings import chosen
from dougong.records.writing.change import Change
from dougong.records.writing.together import RefusedRow, apply_together

#: The engine's own settings, and the one of them that says that all of this was asked.
SYSTEM: Final = "system"
ASKED: Final = "set_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Whose installation it is, the currency of its books (ISO 4217), the zone of its clock (IANA), and the language of
    whoever answers and of new users; None leaves things as they are."""

    name: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    language: str | None = None


def is_due(context: Context) -> bool:
    """Return whether the actor should be asked: an administrator, of an installation where nobody has answered."""
    return context.actor.administers and context.settings.get(f"{SYSTEM}.{ASKED}") is False and \
        context.settings.get(COMPANY) is not None


def answer(runtime: Runtime, context: Context, answers: Answers) -> Context:
    """Let the answers hold, all or none, and return the context in which they do. Raises Refused naming the fields of
    the company, or `language`, that cannot be so; Missing before there is a company."""
    try:
        apply_together(context, runtime.renewed, list(_changes(context, answers)))
    except RefusedRow as refused:
        raise refused.because from refused
    return runtime.anew(context)


def _changes(context: Context, answers: Answers) -> Iterator[Change]:
    company = context.settings.get(COMPANY)
    if company is None:
        raise Missing(object=COMPANY)
    said = {"name": answers.name, "short_name": answers.name and answers.name[:60], "currency": answers.currency,
            "time_zone": answers.time_zone}
    yield _update(context, COMPANY, company, {name: value for name, value in said.items() if value is not None})
    language = {} if answers.language is None else {"language": answers.language}
    yield chosen(context, SYSTEM).change({ASKED: True, **language})
    if language:
        yield _update(context, USER, context.actor.id, language)


def _update(context: Context, object: str, id: int, values: dict[str, str]) -> Change:
    record = reading.read(context, object, id)
    return Change(object=object, verb="update", id=id, version=record["version"], values=values)
