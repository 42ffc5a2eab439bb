"""Calls of functions in SQL."""

from sqlalchemy import false

from dougong.expressions.errors import ExpressionError
from dougong.expressions.tree import Apply, Node, Path
from dougong.kernel.kinds import Kind
from dougong.store.expression import postgresql, sqlite
from dougong.store.expression.sql import Sql, Translating, Written
from dougong.store.expression.values import TYPES


def call(node: Apply, to: Translating) -> Sql:
    """Return the call; raise ExpressionError for a function that has no SQL."""
    args = [to.value(arg) for arg in node.args]
    template = _template(node, to)
    kind = node.kind
    found: Sql = Written(template, TYPES[to.dialect][kind], *args)
    if node.function.returns is Kind.FLAG:                  # null arguments give false
        return Written("COALESCE({0}, {1})", TYPES[to.dialect][kind], found, false())
    return found


def _template(node: Apply, to: Translating) -> str:
    function = node.function
    if function.sql is None:
        raise ExpressionError("not_sql", "expr_sql_unfit", node.column, name=function.name)
    if function.sql != "store":
        if to.dialect not in function.sql:
            raise ExpressionError("not_sql", "expr_sql_absent", node.column, name=function.name, database=to.dialect)
        return function.sql[to.dialect]
    odd = {"min": _extreme, "max": _extreme, "coalesce": _coalesce, "concat": _concat, "text": _text, "len": _length,
           "round": _round}.get(function.name)
    if odd is not None:
        return odd(node, to)
    return _named(node, to)


def _named(node: Apply, to: Translating) -> str:
    name = node.function.name
    if to.dialect == "postgresql":
        return postgresql.FUNCTIONS[name]
    return sqlite.FUNCTIONS.get(name, f"dg_{name}({_slots(node, '{{{}}}')})")


def _slots(node: Apply, form: str, joined: str = ", ") -> str:
    return joined.join(form.format(index) for index in range(len(node.args)))


def _coalesce(node: Apply, _to: Translating) -> str:
    return f"COALESCE({_slots(node, '{{{}}}')})"


def _concat(node: Apply, _to: Translating) -> str:
    slots = _slots(node, "COALESCE({{{}}}, '')", " || ")
    return f"({slots})"


def _text(node: Apply, to: Translating) -> str:
    texts = postgresql.TEXTS if to.dialect == "postgresql" else sqlite.TEXTS
    return texts.get(node.args[0].kind, "{0}")


def _length(node: Apply, to: Translating) -> str:
    lengths = postgresql.LENGTHS if to.dialect == "postgresql" else sqlite.LENGTHS
    return lengths[measure(node.args[0])]


def measure(node: Node) -> str:
    """Return what is counted: the characters of a text, the members of a set, or of a set of links."""
    if node.kind is not Kind.SET:
        return "text"
    return "links" if isinstance(node, Path) and node.symbol.target else "set"


def _round(node: Apply, to: Translating) -> str:
    if to.dialect == "sqlite":
        return f"dg_round({_slots(node, '{{{}}}')})"
    return postgresql.FUNCTIONS["round"] if len(node.args) > 1 else "ROUND({0})"


def _extreme(node: Apply, to: Translating) -> str:
    name = node.function.name
    if to.dialect == "sqlite":
        return f"{'dg_' if node.kind is Kind.NUMBER else ''}{name}({_slots(node, '{{{}}}')})"
    column = f'{name}(e.x{" COLLATE " + chr(34) + "C" + chr(34) if node.kind is Kind.TEXT else ""})'
    return postgresql.EXTREME.format(name=column, rows=_slots(node, "({{{}}})"))
