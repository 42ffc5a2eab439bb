"""What search looks at in the records of an object, and the rule by which their search rows are made."""

import hashlib

from dougong.catalog.model import Catalog, Field, Object
from dougong.fields import tokens


def has_rows(object: Object) -> bool:
    """Return whether search keeps rows of an object's records: not of lines, which are found through their owner, nor
    of what only the engine writes, nor where the definition says no."""
    return object.search and object.parent is None and object.access != "engine"


def looked_at(object: Object) -> tuple[Field, ...]:
    """Return the fields of an object that search looks at."""
    return tuple(field for field in object.fields.values() if field.search)


def lines_looked_at(catalog: Catalog, object: Object) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """Return the same of an object's lines, by lines field; those in which there is nothing are left out."""
    lines = ((field.name, catalog.objects[field.options["of"]]) for field in object.lines)
    return tuple((name, found) for name, line in lines if line.search and (found := looked_at(line)))


def rule(catalog: Catalog, object: Object) -> str:
    """Return what is another text whenever an object's rows would come out differently; "" where it has none."""
    if not has_rows(object):
        return ""
    said = [tokens.VERSION, *(f"{each.uid} {each.type.key}" for each in looked_at(object)),
            *(f"{name} {each.uid} {each.type.key}" for name, found in lines_looked_at(catalog, object)
              for each in found)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
