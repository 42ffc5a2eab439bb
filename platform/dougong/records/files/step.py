"""What a field of type file or image may be given: a file of one's own that belongs to nothing else, or a picture."""

from typing import Any, Final

from dougong.catalog.model import Field, Object
from dougong.fields.file import FileType
from dougong.fields.image import ImageType
from dougong.records.environ import bound
from dougong.records.files.keeper import keeping
from dougong.records.files.sniff import PICTURES
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from dougong.store.files.left import FILE


def _applies(object: Object) -> bool:
    return bool(object.lines) or any(isinstance(field.type, FileType) for field in object.fields.values())


def _guard(work: Work, draft: Draft) -> None:
    """Refuse files attached to records or sent by somebody else, who alone could read them, and what is no picture."""
    given = [(row, field, row.values[field.name]) for row in draft.rows() for field in row.rules.links
             if isinstance(field.type, FileType) and row.values.get(field.name) is not None
             and row.values[field.name] != (row.old or {}).get(field.name)]
    if not given:
        return
    context = keeping(work.context)
    asked = context.plan(FILE).by_id
    for row, field, id in given:
        found = work.session.rows(asked.statement, bound(context, asked, id=id))
        if found:
            _judge(work, draft, row, field, asked.decode.one(found[0]))


def _judge(work: Work, draft: Draft, row: Row, field: Field, file: dict[str, Any]) -> None:
    pointer = f"{row.pointer}/{field.name}"
    own = file["created_by"] == work.context.actor.id or work.context.actor.administers
    if file["about"] is not None or not own:
        draft.refuse(pointer, "link_missing")
    elif isinstance(field.type, ImageType) and file["kind"] not in PICTURES:
        draft.refuse(pointer, "file_no_picture", name=file["name"])


STEP: Final = Step("files", "guard", _applies, _guard)
