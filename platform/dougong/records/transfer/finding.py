"""Records named by texts: by title, number, another system's id or #id, many at once, each looked up once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from dougong.fields.refusals import Unclear
from dougong.kernel.errors import Malformed
from dougong.kernel.labels import enumerated, words
from dougong.kernel.number import OVERLONG, whole_number
from dougong.records.context import Context
from dougong.records.lists.listing import Page
from dougong.records.lists.query import LONGEST, Filter, Query
from dougong.records.reading import select

#: Texts asked for in one query, and names remembered of one file.
AT_ONCE: Final = 200
MOST_KEPT: Final = 50_000
#: By what a text may name a record, in this order.
NAMES: Final = ("number", "external_id", "title")

#: A record's name is no longer than this.
LONGEST_NAME: Final = 400

Row = Mapping[str, Any]


@dataclass(slots=True)
class Finder:
    """What texts of one file name, as far as one person may see it."""

    context: Context
    _known: dict[tuple[str, str], list[Row]] = field(default_factory=dict)

    def learn(self, target: str, texts: Iterable[str]) -> None:
        """Look up the texts that are not known yet, together."""
        wanted = list(dict.fromkeys(text for text in texts if (target, text) not in self._known and _id(text) is None))
        if len(self._known) > MOST_KEPT:
            self._known.clear()
        object = self.context.object(target)
        for name in NAMES:
            if wanted and self.context.actor.policy.field(object, name, "use") is not None:
                found = by_values(self.context, target, name, wanted)
                self._known.update({(target, text): rows for text, rows in found.items()})
                wanted = [text for text in wanted if text not in found]
        self._known.update({(target, text): [] for text in wanted})

    def id(self, target: str, text: str) -> int:
        """Return the record a text names; raises Unclear "pick_none", "pick_many", with what is like it."""
        if (number := _id(text)) is not None:
            return number
        if (target, text) not in self._known:
            self.learn(target, [text])
        found, language = self._known[target, text], self.context.actor.language
        if len(found) == 1:
            return int(found[0]["id"])
        if found:
            names = enumerated((str(row["title"]) for row in found[:3]), language)
            raise Unclear("pick_many", text=text[:40], n=len(found), names=names)
        object = self.context.object(target)
        raise Unclear("pick_none", text=text[:40], what=words(object.plural, language) or object.name)

    def like(self, target: str, text: str) -> str:
        """Return the title of the live record whose name is most like the text, "" for none."""
        asked = Query(object=target, fields=("id", "title"), limit=1)
        for part in (text, text[:4], text[:2]):
            found = select(self.context, replace(asked, q=part)).rows if part.strip() else []
            if found:
                return str(found[0]["title"])
        return ""


def by_values(context: Context, object: str, name: str, texts: Sequence[str],
              expand: tuple[str, ...] = ()) -> dict[str, list[Row]]:
    """Return the live records whose field `name` is one of the texts, by text: id, title, version, the lines in
    `expand`. A text that no value of the field could be finds nothing."""
    found: dict[str, list[Row]] = {}
    thing = context.object(object)
    fields = tuple(each for each in ("id", "title", "version", name)
                   if context.actor.policy.field(thing, each) is not None)
    for filters in _asked(name, texts):
        query: Query | None = Query(object=object, filters=(filters,), fields=tuple(dict.fromkeys(fields)),
                                    expand=expand, limit=LONGEST)
        while query is not None:
            page = _page(context, query)
            for row in page.rows if page else ():
                found.setdefault(str(row[name]), []).append(row)
            query = replace(query, cursor=page.next) if page and page.next else None
    return found


def _page(context: Context, query: Query) -> Page | None:
    try:
        return select(context, query)
    except Malformed:
        return None


def _asked(name: str, texts: Sequence[str]) -> Iterator[Filter]:
    """Yield filters that ask for many texts at once; one with a comma, or one no database could hold, is apart."""
    fit = [text for text in texts if len(text) <= LONGEST_NAME and text.isprintable()]
    plain = iter([text for text in fit if "," not in text])
    while several := list(islice(plain, AT_ONCE)):
        yield Filter(name, "in", ",".join(several))
    for text in fit:
        if "," in text:
            yield Filter(name, "eq", text)


def _id(text: str) -> int | None:
    """Return the id of a record named as #42, None for another name."""
    return whole_number(text[1:], OVERLONG) if text[:1] == "#" else None
