"""The search index: FTS5 on SQLite, GIN over the same tokens on PostgreSQL; written with the record, asked by tokens.

No tokenizer of a database looks into the texts: fields.tokens has made the words, here they are only sets.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from dougong.catalog.linking.search import has_rows
from dougong.catalog.model import Object
from dougong.fields.base import Dialect
from dougong.fields.tokens import END, NUMBER, REST, START, TITLE, Asked
from dougong.store.engine_tables import SEARCH
from dougong.store.query.paths import Ground
from dougong.store.sql import Statement, binds, compile
from dougong.store.statements.reads import member
from dougong.store.statements.write import sent_rows

#: What SQLAlchemy has no words for: the index over the tokens. `ascii` takes everything beyond ASCII for letters, and
#: nothing asks at which place in a text a word stands.
DEFINITIONS: Final[Mapping[Dialect, str]] = {
    "postgresql": "create index if not exists ix_dg_search_words on dg_search using gin (words) "
                  "with (gin_pending_list_limit = 1024)",
    "sqlite": "create virtual table if not exists dg_search_words using fts5(words, content='dg_search', "
              "content_rowid='id', detail=none, columnsize=0, tokenize='ascii')",
}
#: What a row says, in the order `kept` binds it.
COLUMNS: Final = ("object_uid", "record_id", "class", "archived", "title", "number", "words")
#: Which records, in the order of their rank: a whole number, a whole title, what a title begins with, words of a title,
#: any words.
RANKS: Final = ("number", "whole", "start", "title", "text")

_WORDS: Final = table("dg_search_words", column("rowid"), column("words"), column("dg_search_words"))
#: Words as they are sent, whatever a database makes of them.
_GIVEN_WORDS: Final = Column("words", Text)
_KEY: Final = ("object_uid", "record_id", "class")

Orders = tuple[Statement, ...]


def added(dialect: Dialect) -> Orders:
    """Return what writes the row of a record that has none yet; each of COLUMNS is a parameter."""
    row = compile(insert(SEARCH).inline().values(_values(dialect)), dialect)
    return (row,) if dialect == "postgresql" else (row, _told(_KEY))


def added_rows(dialect: Dialect) -> Orders:
    """Return what writes the rows of records that have none yet: tuples of COLUMNS, one at least, sent as
    statements.forms.sent_params."""
    given = dict(zip(COLUMNS, sent_rows(
        [_GIVEN_WORDS if name == "words" else SEARCH.c[name] for name in COLUMNS], dialect), strict=True))
    if dialect == "postgresql":
        given["words"] = _set(given["words"])
    row = compile(insert(SEARCH).from_select(list(COLUMNS), select(*given.values())), dialect)
    if dialect == "postgresql":
        return (row,)
    told = select(SEARCH.c.id, SEARCH.c.words).where(*(SEARCH.c[name] == given[name] for name in _KEY))
    return row, compile(insert(_WORDS).from_select(["rowid", "words"], told), dialect)


def kept(dialect: Dialect) -> Orders:
    """Return what writes the row of a record, in place of the one it may have; each of COLUMNS is a parameter."""
    values = _values(dialect)
    if dialect == "postgresql":
        row = postgresql.insert(SEARCH).inline().values(values)
        return (compile(row.on_conflict_do_update(index_elements=_KEY, set_={
            name: row.excluded[name] for name in COLUMNS if name not in _KEY}), dialect),)
    other = sqlite.insert(SEARCH).inline().values(values)
    replaced = other.on_conflict_do_update(index_elements=_KEY, set_={
        name: other.excluded[name] for name in COLUMNS if name not in _KEY})
    return _untold(*_same(_KEY)), compile(replaced, dialect), _told(_KEY)


def gone(dialect: Dialect, key: Sequence[str] = ("object_uid", "record_id")) -> Orders:
    """Return what removes the rows with the given key: of one record `:object_uid` `:record_id`, of a whole object."""
    away = compile(delete(SEARCH).where(*_same(key)), dialect)
    return (away,) if dialect == "postgresql" else (_untold(*_same(key)), away)


def cleared(dialect: Dialect) -> Orders:
    """Return what removes some rows of `:object_uid`, `:limit` at most; the last one tells how many by what it
    changed."""
    some = select(SEARCH.c.id).where(SEARCH.c.object_uid == bindparam("object_uid")).order_by(SEARCH.c.record_id)
    chosen = SEARCH.c.id.in_(some.limit(bindparam("limit")))
    away = compile(delete(SEARCH).where(chosen), dialect)
    return (away,) if dialect == "postgresql" else (_untold(chosen), away)


def found(dialect: Dialect) -> Select[Any]:
    """Return a select of the ids of records whose rows fit `:search`, for use within a statement."""
    if dialect == "postgresql":
        return select(SEARCH.c.record_id).where(_fits(dialect, "search"))
    joined = _WORDS.join(SEARCH, SEARCH.c.id == _WORDS.c.rowid)
    return select(SEARCH.c.record_id).select_from(joined).where(_fits(dialect, "search"))


def hits(dialect: Dialect) -> Statement:
    """Return what finds live records whose rows fit `:search` among the `:places`, the newest first, at most `:limit`:
    (object_uid, record_id, title, number). Of thousands PostgreSQL puts some in order, not all."""
    columns = [SEARCH.c[name] for name in ("object_uid", "record_id", "title", "number")]
    if dialect == "sqlite":                          # FTS5 has them in this order anyway
        return compile(_live(dialect, *columns).order_by(_WORDS.c.rowid.desc()).limit(bindparam("limit")), dialect)
    some = _live(dialect, *columns, SEARCH.c.id).limit(literal_column("2000")).subquery()
    found = (some.c[column.name] for column in columns)
    return compile(select(*found).order_by(some.c.id.desc()).limit(bindparam("limit")), dialect)


def counts(dialect: Dialect) -> Statement:
    """Return what counts, by object, live records whose rows fit `:search` among the `:places`, `:limit` in all."""
    some = _live(dialect, SEARCH.c.object_uid).limit(bindparam("limit")).subquery()
    return compile(select(some.c.object_uid, func.count()).group_by(some.c.object_uid), dialect)


def rows(dialect: Dialect) -> Statement:
    """Return what reads the rows of the records `:ids` of `:object_uid`: each of COLUMNS, the words in any order."""
    words = func.array_to_string(func.tsvector_to_array(SEARCH.c.words), literal_column("' '")).label("words")
    columns = [words if name == "words" and dialect == "postgresql" else SEARCH.c[name] for name in COLUMNS]
    query = select(*columns).where(
        SEARCH.c.object_uid == bindparam("object_uid"), member(SEARCH.c.record_id, "ids", dialect))
    return compile(query, dialect)


def strays(ground: Ground, object: Object) -> Statement:
    """Return what finds records `:object_uid` has rows of and should not: they are not there, or nobody looks for
    them."""
    there = ground.tables[object.name]
    query = select(SEARCH.c.record_id).distinct().where(SEARCH.c.object_uid == bindparam("object_uid"))
    if has_rows(object):
        query = query.where(~exists(select(there.c.id).where(there.c.id == SEARCH.c.record_id)))
    return compile(query.order_by(SEARCH.c.record_id), ground.dialect)


def matching(asked: Asked, dialect: Dialect, place: str | None = None) -> str:
    """Return what `:search` is bound to for records that fit a question anywhere; those of one `place` alone."""
    parts = [_any(dialect, *(_one(each, dialect, begins=False) for each in (word, TITLE + word)))
             for word in asked.exact]
    parts += [_any(dialect, _one(word, dialect, begins=True), *_titled(word, dialect)) for word in asked.prefixes]
    within = (END, NUMBER) if asked.prefixes == (asked.whole,) else (END, NUMBER, TITLE)
    said = _any(dialect, _all(dialect, *parts), *(_one(mark + asked.whole, dialect, begins=True) for mark in within))
    return said if place is None else _all(dialect, said, _one(place, dialect, begins=False))


def ranked(asked: Asked, dialect: Dialect) -> dict[str, str]:
    """Return what `:search` is bound to for each of RANKS."""
    titled = [_one(TITLE + word, dialect, begins=False) for word in asked.exact]
    titled += [_any(dialect, *_titled(word, dialect)) for word in asked.prefixes]
    said = (_one(NUMBER + asked.whole, dialect, begins=False), _one(START + asked.whole, dialect, begins=False),
            _one(START + asked.whole, dialect, begins=True), _all(dialect, *titled), matching(asked, dialect))
    return dict(zip(RANKS, said, strict=True))


def _titled(word: str, dialect: Dialect) -> Iterator[str]:
    """Yield how a title says what begins with a word; of the rest of one in pinyin only REST letters are kept."""
    yield _one(TITLE + word, dialect, begins=True)
    yield _one(START + word, dialect, begins=True)
    if len(word) > REST:
        yield _one(TITLE + word[:REST], dialect, begins=False)


def _values(dialect: Dialect) -> dict[str, Any]:
    """Return the parameters of a row; on PostgreSQL the words become a set."""
    values: dict[str, Any] = binds(*COLUMNS)
    if dialect == "postgresql":
        values["words"] = _set(cast(bindparam("words"), Text))
    return values


def _set(words: ColumnElement[str]) -> ColumnElement[Any]:
    """Return words with blanks between as a set; no parser of PostgreSQL looks into them."""
    return func.array_to_tsvector(func.string_to_array(words, literal_column("' '")))


def _live(dialect: Dialect, *columns: ColumnElement[Any]) -> Select[Any]:
    where = SEARCH.c.object_uid + literal_column("'/'") + SEARCH.c["class"]
    query = select(*columns).where(_fits(dialect, "search"), SEARCH.c.archived == literal_column("0"))
    if dialect == "postgresql":
        return query.where(where == func.any(bindparam("places", type_=ARRAY(Text))))
    places = select(func.json_each(bindparam("places")).table_valued("value").c.value)
    return query.select_from(_WORDS.join(SEARCH, SEARCH.c.id == _WORDS.c.rowid)).where(where.in_(places))


def _fits(dialect: Dialect, name: str) -> ColumnElement[bool]:
    if dialect == "postgresql":
        return SEARCH.c.words.op("@@")(cast(bindparam(name), TSQUERY))
    return _WORDS.c.dg_search_words.op("MATCH")(bindparam(name))


def _untold(*which: ColumnElement[bool]) -> Statement:
    """Return what takes the words of rows out of FTS5, which has to be told what they were."""
    row = select(literal_column("'delete'"), SEARCH.c.id, SEARCH.c.words).where(*which)
    return compile(insert(_WORDS).from_select(["dg_search_words", "rowid", "words"], row), "sqlite")


def _told(key: Sequence[str]) -> Statement:
    row = select(SEARCH.c.id, SEARCH.c.words).where(*_same(key))
    return compile(insert(_WORDS).from_select(["rowid", "words"], row), "sqlite")


def _same(key: Sequence[str]) -> list[ColumnElement[bool]]:
    return [SEARCH.c[name] == bindparam(name) for name in key]


def _one(word: str, dialect: Dialect, *, begins: bool) -> str:
    """Return a token as it is asked for. Tokens are letters, digits and marks only: nothing in them needs escaping."""
    if dialect == "postgresql":
        return f"'{word}':*" if begins else f"'{word}'"
    return f'"{word}" *' if begins else f'"{word}"'


def _any(dialect: Dialect, *parts: str) -> str:
    return "(" + (" | " if dialect == "postgresql" else " OR ").join(parts) + ")"


def _all(dialect: Dialect, *parts: str) -> str:
    return "(" + (" & " if dialect == "postgresql" else " AND ").join(parts) + ")"
