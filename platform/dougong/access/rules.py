"""What a record must satisfy, as expressions made here: whose it is, and conditions joined."""

from collections.abc import Iterable, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from dougong.catalog.linking.scope import STANDING, USER
from dougong.catalog.model import Expression, Whose
from dougong.catalog.setting import COMPANY
from dougong.expressions.check import Checked
from dougong.expressions.env import Env
from dougong.expressions.scope import Symbol
from dougong.expressions.tree import Bound, Compare, Constant, IsNull, Logic, Member, Node, Path, Shared
from dougong.kernel.kinds import Kind

_OWNER: Final = Path("own", ("owner",), Symbol(("owner",), Kind.LINK, USER), kind=Kind.LINK)
#: Which people each scope means; everybody's records, and one's own, need none.
_OWN: Final = "owner == me"
_AMONG: Final = "owner in me."
_PEOPLE: Final = {"unit": "unit_people", "unit_tree": "unit_tree_people", "subordinates": "subordinates"}
#: The company a record is of; one of none is every company's.
_COMPANY: Final = Path("own", (COMPANY,), Symbol((COMPANY,), Kind.LINK, COMPANY), kind=Kind.LINK)
#: What the rules of shared records use.
SHARED: Final = "shared"
_WHOM: Final = Bound("me__whom", lambda env: env.me.get("whom", ()), kind=Kind.SET)
_DAY: Final = Bound("shared__day", lambda env: env.today.isoformat(), kind=Kind.TEXT)
#: No record satisfies it.
NEVER: Final = Expression("False", Checked("False", Constant(value=False, kind=Kind.FLAG), Kind.FLAG, frozenset(),
                                           MappingProxyType({}), frozenset()))


def whose(scope: Whose, role: str) -> Expression | None:
    """Return the condition that a record is of this scope, any but `shared`, for who holds `role`; None is every
    record. What is a company's says so in a field of that name."""
    if scope == "all":
        return None
    if scope == "company":
        ours = Compare("==", _COMPANY, _me(COMPANY, Kind.LINK), kind=Kind.FLAG)
        none = IsNull(_COMPANY, negated=False, kind=Kind.FLAG)
        return _said("company is None or company == me.company", Logic("or", (none, ours), kind=Kind.FLAG), COMPANY)
    if scope == "own":
        return _said(_OWN, Compare("==", _OWNER, _me("id", Kind.LINK), kind=Kind.FLAG))
    name = f"{_PEOPLE[scope]}.{role}"
    return _said(f"{_AMONG}{name}", Member(_OWNER, _me(name, Kind.SET), negated=False, kind=Kind.FLAG))


def shared(uid: str, *, write: bool) -> Expression:
    """Return the condition that a record of the object `uid` is shared with who acts, to `write` or at least to read;
    such a rule `uses` "shared"."""
    text = "shared(write)" if write else "shared(read)"          # no field or condition is written like this
    tree = Shared(uid, write, _WHOM, _DAY, kind=Kind.FLAG)
    return Expression(text, Checked(text, tree, Kind.FLAG, frozenset(), MappingProxyType({}), frozenset({SHARED})))


def both(first: Expression | None, second: Expression | None) -> Expression | None:
    """Return that both hold; None holds always."""
    if first is None or second is None:
        return first or second
    return _joined("and", (first, second))


def any_of(rules: Iterable[Expression | None]) -> Expression | None:
    """Return that one of them holds; None when one always does, and what never holds when there are none."""
    told: dict[str, Expression] = {}
    for rule in rules:
        if rule is None:
            return None
        told[rule.text] = rule
    for text in [text for text in told if any(_covers(other, text) for other in told)]:
        del told[text]
    if len(told) < 2:
        return next(iter(told.values()), NEVER)
    return _joined("or", tuple(told[text] for text in sorted(told)))


def _covers(other: str, text: str) -> bool:
    """Return whether what satisfies the rule `text` satisfies the `other`, too: among one's people one is oneself, and
    those of a unit are among those of it and the units beneath."""
    if not other.startswith(_AMONG) or other == text:
        return False
    return text == _OWN or text.replace("unit_people", "unit_tree_people") == other


def _joined(word: str, parts: Sequence[Expression]) -> Expression:
    text = f" {word} ".join(f"({each.text})" for each in parts)
    checked = [each.checked for each in parts]
    rows: dict[str, frozenset[tuple[str, ...]]] = {}
    for each in checked:
        for name, paths in each.rows.items():
            rows[name] = rows.get(name, frozenset()) | paths
    tree = Logic(word, tuple(each.tree for each in checked), kind=Kind.FLAG)
    return Expression(text, Checked(text, tree, Kind.FLAG, frozenset().union(*(each.paths for each in checked)),
                                    MappingProxyType(rows), frozenset().union(*(each.uses for each in checked))))


def _said(text: str, tree: Node, field: str = "owner") -> Expression:
    return Expression(text, Checked(text, tree, Kind.FLAG, frozenset({(field,)}), MappingProxyType({}),
                                    frozenset({"me"})))


def _me(name: str, kind: Kind) -> Bound:
    target = (COMPANY if name == COMPANY else USER) if kind is Kind.LINK else STANDING[name.partition(".")[0]]
    return Bound(f"me__{name.replace('.', '__')}", partial(_read, name), Symbol(("me", name), kind, target), kind=kind)


def _read(name: str, env: Env) -> Any:
    return env.me.get(name)
