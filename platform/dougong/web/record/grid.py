"""The line grid: columns of a line object, rows as stored or as typed, and the blank one new rows are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.web.listing.layout import line_columns, title_fields
from dougong.web.record.inputs import Held, Input, Place, entered, input_of
from dougong.web.record.typed import Line
from dougong.web.scene import Scene

#: Empty rows a grid offers to someone without scripts.
SPARE = 3
Stored = Mapping[str, Any]
#: Widths of what is longer or shorter than others of its kind, by widget.
SIZES = {"date": "date", "moment": "moment", "phone": "reach", "email": "mail", "note": "words", "url": "mail"}
#: What stands for the number in the row new ones are copied from.
BLANK = "__n__"


@dataclass(frozen=True, slots=True)
class Column:
    """The head of one column; `size` is the class of its width."""

    name: str
    label: str
    numeric: bool
    required: bool
    size: str


@dataclass(frozen=True, slots=True)
class Say:
    """A message under a row."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: `index` is its place in names, `number` what people count, `id` the record's or ""."""

    index: str
    number: str
    id: str
    cells: tuple[Input, ...]
    says: tuple[Say, ...] = ()
    remove_label: str = ""
    spare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A lines field of a form."""

    name: str
    label: str
    pointer: str
    count: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    blank: Row
    next: int
    errors: tuple[str, ...] = ()
    closed: bool = False              # no line may come, go or move


@dataclass(frozen=True, slots=True)
class Lines:
    """What a grid is filled with: lines as stored, as typed (None before anyone typed), and as computed of those."""

    stored: Sequence[Stored]
    typed: Sequence[Line] | None = None
    fresh: Sequence[Stored] = ()


def grid_of(scene: Scene, field: Field, held: Lines, head: Held, *, more: bool) -> Grid:
    """Return the grid of a lines field: what someone typed where they did, else the record's lines, and spare rows."""
    target = scene.context.catalog.objects[field.type.targets(field)[0]]
    fields = tuple(each for each in line_columns(scene, target) if entered(each))
    lines, named = _pairs(held), naming(target, fields)
    state = (head.states or {}).get(f"/{field.name}")
    closed = state is not None and state.readonly
    spare = SPARE if (held.typed is None or more) and not closed else 0
    maker = _Maker(scene, target, field, fields, head)
    rows = [*(maker.row(str(at), row, line) for at, (row, line) in enumerate(lines)),
            *(replace(maker.row(str(len(lines) + at), {}, None), spare=True) for at in range(spare))]
    blank = replace(maker, head=replace(head, errors=None)).row(BLANK, {}, None)
    return Grid(
        name=field.name, label=scene.label(field), pointer=f"/{field.name}",
        count=scene.say("record.lines", n=len(lines)), rows=tuple(rows), blank=blank, next=len(rows),
        columns=tuple(Column(each.name, scene.label(each), each.type.align == "right", each.needed,
                             size(each, each is named)) for each in fields),
        errors=(head.errors or {}).get(f"/{field.name}", ()), closed=closed)


def naming(target: Object, fields: Sequence[Field]) -> Field | None:
    """Return the column that names a line and takes what is left of the width: its title's, else the first of words."""
    words = [field for field in fields if field.type.kind in {Kind.LINK, Kind.TEXT} and not field.type.choices(field)]
    return next((field for field in words if field.name in title_fields(target)), words[0] if words else None)


def size(field: Field, widest: bool) -> str:  # noqa: FBT001 - one of them is
    """Return the class of the width of a column: as wide as what it holds is long."""
    if widest:
        return "first"
    if field.type.choices(field):
        return "choice"
    if field.type.widget in SIZES:
        return SIZES[field.type.widget]
    return {Kind.LINK: "link", Kind.NUMBER: "number", Kind.FLAG: "flag"}.get(field.type.kind, "text")


def _pairs(held: Lines) -> list[tuple[Stored, Line | None]]:
    """Return each line with what was typed of it; computed values come from the preview where it saw the same lines."""
    if held.typed is None:
        return [(row, None) for row in held.stored]
    stored = {str(row["id"]): row for row in held.stored if "id" in row}
    fresh = held.fresh if len(held.fresh) == len(held.typed) else [{}] * len(held.typed)
    return [({**stored.get(line.id, {}), **computed}, line) for line, computed in zip(held.typed, fresh, strict=True)]


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the rows of one grid."""

    scene: Scene
    target: Object
    field: Field
    fields: Sequence[Field]
    head: Held

    def row(self, index: str, row: Stored, line: Line | None) -> Row:
        place = Place(prefix=f"{self.field.name}[{index}].", pointer=f"/{self.field.name}/{index}", cell=True)
        held = Held(row=row, texts=line.texts if line else None, picked=line.picked if line else None,
                    errors=self.head.errors, states=self.head.states)
        cells = tuple(input_of(self.scene, self.target, each, held, place) for each in self.fields)
        number = str(int(index) + 1) if index.isdigit() else ""
        return Row(index=index, number=number, id=str(row.get("id") or ""), cells=cells, says=self._says(place, cells),
                   remove_label=self.scene.say("grid.remove_line", n=number))

    def _says(self, place: Place, cells: Sequence[Input]) -> tuple[Say, ...]:
        whole = (self.head.errors or {}).get(place.pointer, ())
        own = (Say(f"{each.id}-say-{n}", self.scene.say("form.fault", field=each.label, message=text))
               for each in cells for n, text in enumerate(each.errors, 1))
        return (*own, *(Say(f"g{place.pointer.replace('/', '-')}-{n}", text) for n, text in enumerate(whole, 1)))
