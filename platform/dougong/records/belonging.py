"""A change of a membership, unit, role or user moves the organisation on: every process looks at it again."""

from typing import Final

from dougong.catalog.model import Object
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from dougong.store.engine.organisation import OBJECTS, moved


def _applies(object: Object) -> bool:
    return object.name in OBJECTS


def _move(work: Work, _draft: Draft) -> None:
    work.session.send(moved(work.context.database.dialect), ())


STEP: Final = Step("belonging", "outbox", _applies, _move)
