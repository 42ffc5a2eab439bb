"""What links lead to, by title: of records no reader has given titles, and where readers leave them out, since an
any-link may lead to records of many objects, and a set of links to many records."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.records.lists.query import Query
from dougong.records.named import Named, called
from dougong.records.reading import select
from dougong.records.search.everywhere import Hit, search, searchable
from dougong.web.scene import Scene

#: The widget of an any-link.
WIDGET = "any_link"
#: Records offered to choose from.
MOST = 8
Row = Mapping[str, Any]


def with_titles(scene: Scene, fields: Iterable[Field], rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows a reader gave titles, with those of the links it leaves out; one wait, none without such fields."""
    left = [field for field in fields if pointing(field) and _left(field)]
    return titled_rows(scene, left, rows) if left else rows


def titled_rows(scene: Scene, fields: Iterable[Field], rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows with the titles of the links `fields` that have none yet, as far as this person may see what they
    lead to; one wait for all."""
    links = [field for field in fields if pointing(field)]
    asked = [{field.name: tuple(leads_to(field, row[field.name])) for field in links
              if row.get(field.name) is not None and field.name not in row.get("_titles", ())} for row in rows]
    known = called(scene.context, {each for row in asked for found in row.values() for each in found})
    return [titles_in(row, of, known) for row, of in zip(rows, asked, strict=True)]


def titled(scene: Scene, thing: Object, record: Row) -> Row:
    """Return a record with the titles of its links, where what made it gave none."""
    whose = scene.field(thing, "owner")
    return titled_rows(scene, (*scene.fields(thing), *([whose] if whose else [])), [record])[0]


def titled_lines(scene: Scene, thing: Object, record: Row, give: Callable[..., Sequence[Row]] = titled_rows) -> Row:
    """Return a record whose lines `give` has given the titles of their links."""
    below = scene.context.catalog.objects
    return {**record, **{field.name: give(scene, scene.fields(below[field.type.targets(field)[0]]), record[field.name])
                         for field in thing.lines if record.get(field.name)}}


def with_all_titles(scene: Scene, thing: Object, record: Row) -> Row:
    """Return a record a reader gave titles, with those of the links it leaves out, in its lines too."""
    return titled_lines(scene, thing, with_titles(scene, scene.fields(thing), [record])[0], with_titles)


def title(scene: Scene, name: str, number: int) -> str:
    """Return the title of a record, "" where it is hidden or not there any more."""
    return called(scene.context, [(name, number)]).get((name, number), "")


def pointing(field: Field) -> bool:
    """Return whether a value of the field names records by their ids."""
    return field.type.storage != "lines" and (bool(field.type.targets(field)) or field.type.widget == WIDGET)


def leads_to(field: Field, sent: Any) -> Iterator[Named]:
    """Yield the records the JSON form of a link names."""
    if isinstance(sent, Mapping):
        if isinstance(sent.get("id"), int):
            yield str(sent.get("object")), int(sent["id"])
        return
    targets = field.type.targets(field)
    for each in sent if isinstance(sent, list | tuple) else (sent,):
        if len(targets) == 1 and isinstance(each, int):
            yield targets[0], each


def written(sent: Any) -> str:
    """Return the record an any-link names as one types it: customer 42; "" for none."""
    return f"{sent.get('object')} {sent.get('id')}" if isinstance(sent, Mapping) else ""


def anywhere(scene: Scene, field: Field, q: str, limit: int = MOST) -> list[Hit]:
    """Return records the any-link may lead to that fit what was typed, the best first; before anything is typed the
    first ones of each object it names."""
    allowed = field.type.targets(field)
    things = [thing for thing in searchable(scene.context) if thing.name in allowed or not allowed]
    if q.strip():
        return search(scene.context, q, objects={thing.name for thing in things}, limit=limit)
    each = max(limit // max(len(allowed), 1), 1)
    asked = [Query(object=thing.name, sort=thing.order, fields=("id", "title"), limit=each)
             for thing in things if thing.name in allowed]
    return [Hit(query.object, row["id"], str(row.get("title") or ""), None, "start")
            for query in asked for row in select(scene.context, query).rows]


def _left(field: Field) -> bool:
    """Return whether readers leave out the titles of the field."""
    return field.virtual or field.type.widget == WIDGET or field.type.storage != "columns"


def titles_in(row: Row, asked: Mapping[str, tuple[Named, ...]], known: Mapping[Named, str]) -> Row:
    """Return a row with the titles of the records its links were `asked` for, as far as they are known; of several
    links by their ids."""
    made: dict[str, Any] = {}
    for name, found in asked.items():
        titles = {str(each[1]): known[each] for each in found if each in known}
        if isinstance(row[name], list | tuple):
            made[name] = titles
        elif titles:
            made[name] = next(iter(titles.values()))
    return {**row, "_titles": {**row.get("_titles", {}), **made}}
