"""Values that definitions give fields: constants, expressions after `=`, the record itself, or none."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.catalog.linking.bind import Binder
from dougong.catalog.linking.express import constant
from dougong.catalog.linking.scope import Typed
from dougong.catalog.model import Expression
from dougong.catalog.reading.document import Where
from dougong.catalog.report import listed
from dougong.catalog.rule import Given
from dougong.expressions.tree import Path
from dougong.kernel.kinds import Kind
from dougong.kernel.names import suggestion

#: How an expression stands in the place of a value, and what stands for the record a definition is about.
SAYS: Final = "="
THIS: Final = "=this"
#: Kinds of value that are not reckoned with as one.
APART: Final = frozenset({Kind.ROWS, Kind.OPAQUE, Kind.SET})


class Writer:
    """One definition while it is read: the object it is about (`over`), and where it stands."""

    def __init__(self, binder: Binder, over: str, where: Where) -> None:
        self.binder, self.over, self.where = binder, over, where
        self.body: Mapping[str, Any] = where.document.body
        self.name = str(self.body["name"])

    def says(self, text: str, over: str, kind: Kind | None, where: Where, this: str = "") -> Expression | None:
        """Return an expression of the definition; None with a finding."""
        return self.binder.reader.read(text, over, kind, where, f"{where.path[-1]} of {self.name}", this)

    def fields(self, object: str) -> Mapping[str, Typed]:
        """Return the fields of an object; none where there is none, of which a check tells."""
        return self.binder.world.get(object, {})

    def told(self, where: Where, code: str, message: str, hint: str = "") -> None:
        """Note a fault."""
        self.binder.draft.report.add(where, code, message, hint)


def given(one: Writer, object: str, said: Mapping[str, Any], where: Where) -> tuple[Given, ...]:
    """Return what is said for the fields of an object; what cannot be said is told, what is no field a check tells."""
    return given_to(one, one.fields(object), said, where)


def given_to(one: Writer, fields: Mapping[str, Typed], said: Mapping[str, Any], where: Where) -> tuple[Given, ...]:
    """Return what is said for fields; what is none of them is left out."""
    return tuple(each for name, value in said.items() if name in fields
                 for each in _given(one, name, fields[name], value, where / name))


def _given(one: Writer, name: str, field: Typed, value: Any, where: Where) -> Iterator[Given]:
    """Yield the value of a field, or nothing and a finding."""
    kind = field.type.kind
    if value == THIS:
        if field.targets() in {(), (one.over,)} or one.over in field.targets():
            yield Given(field=name, says=None, this=True)
        else:
            one.told(where, "M341", f"{name} does not point to {one.over}", "name a link that does")
    elif value is None:
        yield Given(field=name, says=None)
    elif _anywhere(field) and isinstance(value, str) and value.startswith(SAYS):
        yield from _pointed(one, name, field, value, where)
    elif kind in APART:
        one.told(where, "M341", f"{name} does not hold one value that can be given",
                 "give it to a field of another type")
    else:
        text = value[1:].strip() if isinstance(value, str) and value.startswith(SAYS) else _constant(one, field, value,
                                                                                                     where)
        says = None if text is None else one.says(text, one.over, kind, where)
        if says is not None:
            yield Given(field=name, says=says)


def _anywhere(field: Typed) -> bool:
    """Return whether a field says which object it points to, beside which of its records."""
    return len(field.type.columns(field.spec)) > 1


def _pointed(one: Writer, name: str, field: Typed, value: str, where: Where) -> Iterator[Given]:
    """Yield what an any-link is given: where a link of the record points to."""
    text = value[1:].strip()
    says = one.says(text, one.over, Kind.LINK, where)
    if says is None:
        return
    tree = says.checked.tree
    target = tree.symbol.target if isinstance(tree, Path) else None
    if target is None or target not in (field.targets() or (target,)):
        one.told(where, "M341", f"{name} has to be told what it points to", "name a link to one object, or =this")
    else:
        yield Given(field=name, says=says, to=target)


def _constant(one: Writer, field: Typed, value: Any, where: Where) -> str | None:
    """Return a constant as the expression that says it; None with a finding."""
    names = [option.name for option in field.type.choices(field.spec)]
    text = constant(value, field.type.kind)
    if text is None:
        one.told(where, "M303", f"{where.path[-1]}: {value!r} is no {field.type.key}", "an expression begins with =")
    elif names and value not in names:
        one.told(where, "M304", f"{where.path[-1]}: '{value}' is no option", suggestion(str(value), names) or
                 listed(names))
        return None
    return text
