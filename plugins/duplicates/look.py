"""What is looked at before a record is saved: who has the same key, whose name is nearly the same; and what the person
is told of them (PC02)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong.spi import Advice, Context, Draft, FieldError, Filter, Object, Query, beyond, enumerated, select, titles

from .kind import column
from .similar import similar

#: Records named to a person at most, for one key.
NAMED: Final = 5
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "duplicate": {"en": "This is there already: {what}", "zh-Hans": "已存在：{what}", "zh-Hant": "已存在：{what}"},
    "perhaps_duplicate": {"en": "Perhaps this is there already: {what}", "zh-Hans": "可能已存在：{what}",
                          "zh-Hant": "可能已存在：{what}"},
    "similar": {"en": "Something alike is there: {what}", "zh-Hans": "有名称相近的：{what}",
                "zh-Hant": "有名稱相近的：{what}"},
}
UNSEEN: Final[Mapping[str, str]] = {"en": "a record you may not see", "zh-Hans": "一条你无权查看的记录",
                                    "zh-Hant": "一筆你無權檢視的記錄"}

#: A record: its object and id.
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Match:
    """What a key of the record at hand has in common with others; `code` says how."""

    code: str
    pointer: str
    places: tuple[Place, ...]


def look(context: Context, draft: Draft) -> None:
    """Add what is the same to the errors of a draft, and what may be the same to its warnings."""
    engine = beyond(context)
    for rule in draft.rules.object.extra["duplicate"]:
        fresh = {key["name"]: draft.values[column(key["name"])] for key in rule["keys"] if _is_fresh(draft, key)}
        if not fresh:
            continue
        matches = list(_once([*_same(engine, rule, draft, fresh), *_alike(engine, rule, draft, fresh)]))
        known = dict(_known(context, engine, rule, {place for match in matches for place in match.places}))
        for match in matches:
            said = _said(match, [known[place] for place in match.places if place in known])
            (draft.errors if match.code == "duplicate" else draft.warnings).append(said)


def _is_fresh(draft: Draft, key: Mapping[str, Any]) -> bool:
    """Return whether a key is another than before: what was there before has been told before."""
    name, old = column(key["name"]), draft.old
    return draft.values.get(name) is not None and (
        old is None or old["archived_at"] is not None or old.get(name) != draft.values[name])


def _same(engine: Context, rule: Mapping[str, Any], draft: Draft, fresh: Mapping[str, str]) -> Iterator[Match]:
    """Yield, by key, the records that have the same one."""
    found = list(having(lambda asked: select(engine, asked).rows, rule, draft, fresh))
    for key in rule["keys"]:
        places = [place for name, place in found if name == key["name"]]
        own = [place for place in places if key["unique"] and place[0] == draft.rules.object.name]
        yield Match("duplicate", f"/{key['of']}", tuple(own))
        yield Match("perhaps_duplicate", f"/{key['of']}", tuple(place for place in places if place not in own))


def having(ask: Callable[[Query], Sequence[Mapping[str, Any]]], rule: Mapping[str, Any], draft: Draft,
           fresh: Mapping[str, str]) -> Iterator[tuple[str, Place]]:
    """Yield records with the key they share with the one at hand; one question to each object, which `ask` answers with
    all rights."""
    for side in rule["sides"]:
        keys = [key for key in fresh if key in side["fields"]]
        asked = Query(object=side["object"], sort=("id",), limit=NAMED * 2, fields=("id", *map(column, keys)),
                      filters=tuple(Filter(column(key), "eq", fresh[key], "same") for key in keys))
        for row in ask(asked) if keys else ():
            place = (side["object"], row["id"])
            if not _is_itself(draft, place):
                yield from ((key, place) for key in keys if row[column(key)] == fresh[key])


def _alike(engine: Context, rule: Mapping[str, Any], draft: Draft, fresh: Mapping[str, str]) -> Iterator[Match]:
    """Yield the records whose name is nearly the same."""
    asked = rule["similar"]
    if asked is None or asked["key"] not in fresh:
        return
    key = asked["key"]
    (of,) = (each["of"] for each in rule["keys"] if each["name"] == key)
    places = [place for side in rule["sides"] if key in side["fields"]
              for id in similar(engine, side["object"], column(key), fresh[key], asked["least"])
              if not _is_itself(draft, place := (side["object"], id))]
    if places:
        yield Match("similar", f"/{of}", tuple(places))


def _once(matches: Iterable[Match]) -> Iterator[Match]:
    """Yield the matches, each record in the first one alone: who has the same name need not be told of its sound."""
    told: set[Place] = set()
    for match in matches:
        places = tuple(place for place in match.places if place not in told)[:NAMED]
        told.update(places)
        if places:
            yield replace(match, places=places)


def _known(context: Context, engine: Context, rule: Mapping[str, Any],
           places: Iterable[Place]) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield what may be told of records: object, id and title of what the person may see, of others what the rule
    reveals."""
    by_object: dict[str, list[int]] = {}
    for object, id in sorted(places):
        by_object.setdefault(object, []).append(id)
    for object, ids in by_object.items():
        seen = titles(context, object, ids)
        yield from (((object, id), {"object": object, "id": id, "title": title}) for id, title in seen.items())
        yield from _revealed(engine, rule, object, [id for id in ids if id not in seen])


def _revealed(engine: Context, rule: Mapping[str, Any], object: str,
              ids: Sequence[int]) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield what a rule lets people know of records they may not see, as texts; nothing but that they exist, else."""
    names = [name for name in rule["reveal"] if engine.object(object).field(name) is not None]
    if not names:
        yield from (((object, id), {}) for id in ids)
    elif ids:
        these = Query(object=object, filters=(Filter("id", "in", ",".join(map(str, ids))),), fields=("id", *names),
                      titles=True, limit=len(ids))
        for row in select(engine, these).rows:
            linked = row.get("_titles", {})
            yield (object, row["id"]), {name: str(linked.get(name, row[name])) for name in names
                                        if row[name] is not None}


def _said(match: Match, records: Sequence[Mapping[str, Any]]) -> FieldError:
    """Return a match in words, with the records it names."""
    text = {language: said.format(what=enumerated((_named(each, language) for each in records), language))
            for language, said in WORDS[match.code].items()}
    return FieldError(match.pointer, match.code, {"records": list(records)}, text)


def _named(record: Mapping[str, Any], language: str) -> str:
    if "id" in record:
        return str(record["title"])
    return " · ".join(record.values()) or UNSEEN[language]


def _is_itself(draft: Draft, place: Place) -> bool:
    return place == (draft.rules.object.name, draft.id)


def is_watched(object: Object) -> bool:
    """Return whether records of the object have keys."""
    return "duplicate" in object.extra


DUPLICATES: Final = Advice("duplicates", is_watched, look)
