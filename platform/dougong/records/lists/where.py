"""A person's condition on a list: an expression over what that person may see, checked like a definition's."""

from collections.abc import Mapping

from dougong.access.policy import Policy
from dougong.catalog.linking.scope import ObjectScope, Typed, World
from dougong.catalog.model import Catalog, Expression, Object
from dougong.expressions.check import check
from dougong.expressions.errors import ExpressionError
from dougong.expressions.functions import Function
from dougong.expressions.parse import parse
from dougong.kernel.errors import Malformed
from dougong.kernel.kinds import Kind


def visible_world(catalog: Catalog, policy: Policy) -> World:
    """Return the fields of every object as far as the policy shows them: to expressions nothing else exists."""
    return {object.name: {name: Typed(field.type, field) for name in (*object.fields, *object.system)
                          if (field := policy.field(object, name, "use")) is not None and name != "title_key"}
            for object in catalog.objects.values() if policy.may(object, "read").allowed}


def condition(world: World, functions: Mapping[str, Function], object: Object, text: str) -> Expression:
    """Return the condition `text` on records of `object`; raises Malformed with what is wrong and where."""
    try:
        return Expression(text, check(parse(text), ObjectScope(world, object.name), functions, Kind.FLAG))
    except ExpressionError as error:
        raise Malformed("query_where", **error.slots()) from None
