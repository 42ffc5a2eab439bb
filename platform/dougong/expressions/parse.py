"""Text to tree: Python's own parser, then an allow-list; nothing but what stands here gets through (safety.md R4)."""

import ast
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from dougong.expressions.errors import ExpressionError, instead
from dougong.expressions.tree import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    Constant,
    IsNull,
    Items,
    Logic,
    Member,
    Name,
    Negate,
    Node,
    Not,
    Tree,
)
from dougong.kernel.kinds import Kind
from dougong.kernel.messages import Said

LENGTH = 2_000          # characters of an expression
NODES = 200             # parts of an expression
DEPTH = 20              # parts within parts
STRING = 10_000         # characters of a text value
DIGITS = 28             # digits of a number, before and after the point together
STEPS = 4               # words of a path: me, old or parent and three more

_ARITHMETIC: Mapping[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE: Mapping[type, str] = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_UNFIT = re.compile("[\0\ud800-\udfff]")
#: What Python has and the language has not, as a person writes it; and what to write instead.
_SIGNS: Mapping[type, str] = {
    ast.Pow: "**", ast.Mod: "%", ast.FloorDiv: "//", ast.MatMult: "@", ast.LShift: "<<", ast.RShift: ">>",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.Invert: "~", ast.JoinedStr: "f'…'", ast.keyword: "name=…",
    ast.Lambda: "lambda", ast.Subscript: "[…]", ast.NamedExpr: ":=", ast.Starred: "*", ast.Dict: "{…}",
    ast.Set: "{…}", ast.ListComp: "for", ast.SetComp: "for", ast.DictComp: "for", ast.GeneratorExp: "for",
    ast.Await: "await", ast.Yield: "yield", ast.YieldFrom: "yield",
}
_CURES: Mapping[type, Said] = {
    ast.Pow: Said("expr_no_power"), ast.Mod: instead("mod(a, b)"), ast.FloorDiv: instead("floor(a / b)"),
    ast.JoinedStr: instead("concat(a, b)"), ast.keyword: Said("expr_no_keywords"), ast.BitAnd: instead("and"),
    ast.BitOr: instead("or"), ast.Invert: instead("not"), ast.Subscript: Said("expr_no_index"),
}
#: The usual slips, by words of Python's parser; any other is told as what cannot be read.
_SLIPS: Mapping[str, re.Pattern[str]] = {
    "expr_unclosed": re.compile("was never closed"),
    "expr_unopened": re.compile("^unmatched|does not match"),
    "expr_unquoted": re.compile("unterminated|EOL while scanning"),
    "expr_one_equals": re.compile("'=='"),
}


def parse(text: str) -> Tree:
    """Return the tree of `text`; raise ExpressionError, and nothing else, for what the language does not have."""
    if not isinstance(text, str):
        raise ExpressionError("syntax", "expr_no_text")
    if len(text) > LENGTH:
        raise ExpressionError("too_long", "expr_long", most=LENGTH)
    if not text.strip():
        raise ExpressionError("syntax", "expr_empty")
    source = f"({text}\n)"                  # brackets let it run over several lines
    root = _root(source)
    return Tree(text, _Reader(source, root).read(root, 1))


def _root(source: str) -> ast.expr:
    try:
        root = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        raise _unreadable(error) from None
    except (ValueError, RecursionError, MemoryError, OverflowError, Warning):
        raise ExpressionError("syntax", "expr_unread") from None
    if root.lineno == 1 and root.col_offset == 0:       # the text closed our bracket, or is a bare list of values
        raise ExpressionError("syntax", "expr_not_single", 1)
    return root


class _Reader:
    """Turns Python's nodes into ours, counting them."""

    def __init__(self, source: str, root: ast.expr) -> None:
        self._lines = source.splitlines(keepends=True)
        self._count = 0

    def read(self, node: ast.AST, depth: int) -> Node:
        self._count += 1
        column = self._column(node)
        if self._count > NODES:
            raise ExpressionError("too_large", "expr_parts", column, most=NODES)
        if depth > DEPTH:
            raise ExpressionError("too_deep", "expr_levels", column, most=DEPTH)
        reader = _READERS.get(type(node))
        if reader is None:
            raise _refused(node, column)
        return reader(self, node, depth + 1, column)

    def constant(self, node: ast.Constant, _depth: int, column: int) -> Node:
        value = node.value
        if value is None:
            return Constant(None, column=column)
        if isinstance(value, bool):
            return Constant(value, column=column, kind=Kind.FLAG)
        if isinstance(value, str):
            return Constant(_string(value, column), column=column, kind=Kind.TEXT)
        if isinstance(value, int):
            return Constant(_number(Decimal(value), column), column=column, kind=Kind.NUMBER)
        if isinstance(value, float):        # its own digits, not those a float has left of them
            digits = ast.get_source_segment("".join(self._lines), node) or ""
            return Constant(_number(Decimal(digits.replace("_", "")), column), column=column, kind=Kind.NUMBER)
        raise _refused(node, column)

    def name(self, node: ast.Name, _depth: int, column: int) -> Node:
        return Name((_word(node.id, column),), column=column)

    def attribute(self, node: ast.Attribute, _depth: int, column: int) -> Node:
        """A dotted path is one name; a dot after anything else is not in the language."""
        steps: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute) and len(steps) < STEPS:
            steps.append(_word(inner.attr, column))
            inner = inner.value
        if isinstance(inner, ast.Attribute):
            raise ExpressionError("path", "expr_steps", column)
        if not isinstance(inner, ast.Name):
            raise ExpressionError("syntax", "expr_dot", column)
        return Name((_word(inner.id, column), *reversed(steps)), column=column)

    def unary(self, node: ast.UnaryOp, depth: int, column: int) -> Node:
        if isinstance(node.op, ast.Invert):
            raise _refused(node.op, column)
        operand = self.read(node.operand, depth)
        if isinstance(node.op, ast.Not):
            return Not(operand, column=column)
        if isinstance(operand, Constant) and isinstance(operand.value, Decimal):
            value = operand.value if isinstance(node.op, ast.UAdd) else operand.value.copy_negate()
            return Constant(value or Decimal(0), column=column, kind=Kind.NUMBER)
        # +x is a number too, so that it checks like one
        return Negate(operand, column=column) if isinstance(node.op, ast.USub) else \
            Arithmetic("+", Constant(Decimal(0), kind=Kind.NUMBER), operand, column=column)

    def binary(self, node: ast.BinOp, depth: int, column: int) -> Node:
        op = _ARITHMETIC.get(type(node.op))
        if op is None:
            raise _refused(node.op, column)
        return Arithmetic(op, self.read(node.left, depth), self.read(node.right, depth), column=column)

    def logic(self, node: ast.BoolOp, depth: int, column: int) -> Node:
        word = "and" if isinstance(node.op, ast.And) else "or"
        return Logic(word, tuple(self.read(value, depth) for value in node.values), column=column)

    def compare(self, node: ast.Compare, depth: int, column: int) -> Node:
        operands = [self.read(each, depth) for each in (node.left, *node.comparators)]
        if len(operands) > 2 and any(isinstance(inner, ast.Compare) for inner in node.comparators[:-1]):
            raise ExpressionError("syntax", "expr_chain", column)
        parts = tuple(_relation(op, left, right) for op, left, right in
                      zip(node.ops, operands, operands[1:], strict=False))
        return parts[0] if len(parts) == 1 else Logic("and", parts, column=column)

    def choice(self, node: ast.IfExp, depth: int, column: int) -> Node:
        return Choice(self.read(node.test, depth), self.read(node.body, depth), self.read(node.orelse, depth),
                      column=column)

    def call(self, node: ast.Call, depth: int, column: int) -> Node:
        if not isinstance(node.func, ast.Name):
            raise ExpressionError("syntax", "expr_call", column)
        if node.keywords:
            raise _refused(node.keywords[0], column)
        return Call(_word(node.func.id, column), tuple(self.read(arg, depth) for arg in node.args), column=column)

    def items(self, node: ast.Tuple | ast.List, depth: int, column: int) -> Node:
        return Items(tuple(self.read(item, depth) for item in node.elts), column=column)

    def _column(self, node: ast.AST) -> int:
        """Return the character of the text, from 1; Python counts bytes of a line, and we put a bracket before."""
        line, offset = getattr(node, "lineno", 1), getattr(node, "col_offset", 1)
        before = sum(map(len, self._lines[: line - 1]))
        return before + len(self._lines[line - 1].encode()[:offset].decode(errors="ignore"))


def _relation(op: ast.cmpop, left: Node, right: Node) -> Node:
    column = left.column
    if isinstance(op, ast.Is | ast.IsNot):
        if not (isinstance(right, Constant) and right.value is None):
            raise ExpressionError("syntax", "expr_is", column, instead("=="))
        return IsNull(left, isinstance(op, ast.IsNot), column=column)
    if isinstance(op, ast.In | ast.NotIn):
        return Member(left, right, isinstance(op, ast.NotIn), column=column)
    return Compare(_COMPARE[type(op)], left, right, column=column)


def _word(word: str, column: int) -> str:
    if word.startswith("_") or "__" in word:        # our own parameters are called me__employee
        raise ExpressionError("name", "expr_name", column, name=word)
    return word


def _string(value: str, column: int) -> str:
    if len(value) > STRING or _UNFIT.search(value):
        raise ExpressionError("text", "expr_text", column, most=f"{STRING:,}")
    return value


def _number(value: Decimal, column: int) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.adjusted() >= DIGITS or exponent < -DIGITS \
            or len(value.as_tuple().digits) > DIGITS:
        raise ExpressionError("number", "expr_digits", column, most=DIGITS)
    return value + 0 if exponent <= 0 else value.quantize(Decimal(1))


def _refused(node: ast.AST, column: int) -> ExpressionError:
    return ExpressionError("syntax", "expr_foreign", column, _CURES.get(type(node)),
                           part=_SIGNS.get(type(node), type(node).__name__))


def _unreadable(error: SyntaxError) -> ExpressionError:
    """Return what Python's parser found, in words of ours where it is one of the usual slips."""
    reason = next((code for code, slip in _SLIPS.items() if slip.search(error.msg)), "expr_unread")
    return ExpressionError("syntax", reason, max((error.offset or 1) - 1, 0))


_READERS: Mapping[type, Callable[[_Reader, Any, int, int], Node]] = {
    ast.Constant: _Reader.constant, ast.Name: _Reader.name, ast.Attribute: _Reader.attribute,
    ast.UnaryOp: _Reader.unary, ast.BinOp: _Reader.binary, ast.BoolOp: _Reader.logic, ast.Compare: _Reader.compare,
    ast.IfExp: _Reader.choice, ast.Call: _Reader.call, ast.Tuple: _Reader.items, ast.List: _Reader.items,
}
