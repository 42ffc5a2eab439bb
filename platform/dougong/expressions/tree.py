"""The tree of an expression: frozen nodes. `parse` makes the first group, `check` types them and adds the second."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Literal as One

from dougong.kernel.kinds import Kind

if TYPE_CHECKING:
    from dougong.expressions.env import Env
    from dougong.expressions.functions import Function
    from dougong.expressions.scope import Symbol

Value = Decimal | str | bool | date | datetime | time | tuple[str, ...] | tuple[int, ...] | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any part of an expression: where it stands (character from 1) and, once checked, what it gives."""

    column: int = 0
    kind: Kind = Kind.NULL


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A value written down; numbers are Decimal."""

    value: Value


@dataclass(frozen=True, slots=True)
class Items(Node):
    """Constants in brackets: what stands right of `in`, or a set."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name or dotted path, before anybody knows what it names."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """-x"""

    operand: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    """not x"""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """x op y with op one of + - * /"""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """Two or more parts joined by one word, "and" or "or"."""

    op: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """x op y with op one of == != < <= > >=; a chain is a Logic of these."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Member(Node):
    """x in y or x not in y; y is Items or a set."""

    item: Node
    group: Node
    negated: bool


@dataclass(frozen=True, slots=True)
class IsNull(Node):
    """x is None or x is not None."""

    operand: Node
    negated: bool


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """then if test else otherwise"""

    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A call by name, before anybody knows the function."""

    name: str
    args: tuple[Node, ...]


# -- what the checker makes of names and calls ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Path(Node):
    """A value of the record: `root` "own", "old" or "parent", `path` beneath it (several steps go through links)."""

    root: One["own", "old", "parent"]
    path: tuple[str, ...]
    symbol: "Symbol"


@dataclass(frozen=True, slots=True)
class Bound(Node):
    """A value that is the same for every record of a unit of work: me.x, today(), now(), setting("x"), role("x").

    `name` is the parameter of an SQL statement that carries it, `read` takes it out of an environment.
    """

    name: str
    read: "Callable[[Env], Value]"
    symbol: "Symbol | None" = None


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A call of a known function with typed arguments."""

    function: "Function"
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """`name` (sum count min max avg any all) over the lines field `rows`: `path` is read in each row for which
    `condition` holds; both are typed in the row's scope."""

    name: str
    rows: str
    path: Node | None
    condition: Node | None


@dataclass(frozen=True, slots=True)
class Share(Node):
    """The part of `whole` that falls to a line by its `weight` among the lines of its owner, to so many places."""

    whole: Node
    weight: Node
    places: int


@dataclass(frozen=True, slots=True)
class Shared(Node):
    """Whether the record, of the object `uid`, is shared with who acts: to be read, or (`write`) to be changed, too.

    Only policies say it. `whom` is who one is to those who share, `day` today as text."""

    uid: str
    write: bool
    whom: Bound
    day: Bound


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed expression: its text and its root, untyped."""

    text: str
    root: Node
