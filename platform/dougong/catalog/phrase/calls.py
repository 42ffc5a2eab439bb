"""Calls in words: what is reckoned over lines, and functions of values."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from dougong.catalog.model import Object
from dougong.catalog.phrase.names import named, role_said, setting_said
from dougong.catalog.phrase.parts import WHOLE, Phrase, Place
from dougong.expressions.functions import AGGREGATES, BUILTIN
from dougong.expressions.tree import Call, Constant, Name, Node
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import enumerated
from dougong.kernel.messages import messages

Tell = Callable[[Place, Node], Phrase]
#: What hands on a value of its first argument, so that the others may be options of the same field.
_SAME: Final = frozenset({"coalesce", "min", "max"})


def called(place: Place, node: Call, tell: Tell, asked: Tell) -> Phrase:
    """Return a call in words; a function of a plugin by its name."""
    word = node.args[0].value if node.args and isinstance(node.args[0], Constant) else None
    if node.name == "setting" and isinstance(word, str):
        return setting_said(place, word)
    if node.name == "role" and isinstance(word, str):
        return place.told("role", Kind.FLAG, role=role_said(place, word))
    rows = _rows(place, node)
    return _function(place, node, tell) if rows is None else _over_lines(place, node, rows, asked)


def _rows(place: Place, node: Call) -> Object | None:
    """Return the object of the lines an aggregate reads; None for a function of values."""
    first = node.args[0] if node.args else None
    field = place.thing.field(first.path[0]) if isinstance(first, Name) and node.name in AGGREGATES else None
    if field is None or field.type.kind is not Kind.ROWS:
        return None
    return place.catalog.objects.get(field.type.targets(field)[0])


def _over_lines(place: Place, node: Call, rows: Object, asked: Tell) -> Phrase:
    inner, first = replace(place, thing=rows, meant=None), node.args[0]
    path = first.path if isinstance(first, Name) else ()
    lines = named(place, path[:1]).text
    where = asked(inner, node.args[1]).text if len(node.args) > 1 else ""
    if node.name in {"any", "all"}:
        return _any_or_all(place, node.name, lines, asked(inner, Name(path[1:])).text if path[1:] else "", where)
    among = place.say("phrase_lines_where", lines=lines, where=where) if where else lines
    if not path[1:]:
        return place.told(node.name, Kind.NUMBER, lines=among, what="")
    what = named(inner, path[1:])
    return replace(place.told(node.name, what.kind, lines=among, what=what.text), field=what.field)


def _any_or_all(place: Place, name: str, lines: str, flag: str, where: str) -> Phrase:
    if not flag and not where:
        return place.told("some", Kind.FLAG, lines=lines)
    among = place.say("phrase_lines_where", lines=lines, where=where) if flag and where else lines
    return place.told(name, Kind.FLAG, lines=among, where=flag or where)


def _function(place: Place, node: Call, tell: Tell) -> Phrase:
    if node.name == "text" and len(node.args) == 1:        # to people a value is its text
        return tell(place, node.args[0])
    args = [tell(place, each) for each in node.args if not _is_blank(each)]
    if args and node.name in _SAME:
        args[1:] = [tell(place.meaning(args[0].field), each) for each in node.args[1:]]
    texts = [place.within(each, WHOLE) for each in args]
    code = _code(node.name, texts)
    if not code:
        return Phrase(f"{node.name}({enumerated(texts, place.language)})")
    function = BUILTIN.get(node.name)
    kind = args[0].kind if args and node.name in _SAME else function.returns if function is not None else Kind.NULL
    if node.name == "coalesce":
        return _first_of(place, texts, args)
    slots = dict(zip("abc", texts, strict=False))
    return place.told(code, kind if isinstance(kind, Kind) else Kind.NULL, all=enumerated(texts, place.language),
                      **slots)


def _is_blank(node: Node) -> bool:
    """Return whether a part is a text one cannot see, as between texts that are joined."""
    return isinstance(node, Constant) and isinstance(node.value, str) and not node.value.strip()


def _first_of(place: Place, texts: list[str], args: list[Phrase]) -> Phrase:
    text = texts[-1]
    for each in reversed(texts[:-1]):
        text = place.say("phrase_fn_coalesce", a=each, b=text)
    return Phrase(text, kind=args[0].kind, field=args[0].field)


def _code(name: str, texts: list[str]) -> str:
    """Return the message of a function of so many values: some have one for a single day, or for a second value."""
    known = messages("en")
    single = "_one" if texts and texts[-1] == "1" else ""
    return next((code for code in (f"fn_{name}{single}", f"fn_{name}_{len(texts)}", f"fn_{name}")
                 if f"phrase_{code}" in known), "")
