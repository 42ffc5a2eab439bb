"""What a scenario expects of a record, held against the record; and refusals in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.catalog.model import Catalog, Object
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import AppError
from dougong.kernel.messages import say
from dougong.testing.values import same


def differences(catalog: Catalog, thing: Object, record: Mapping[str, Any],
                gives: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield path and sentence of each value that is another than expected, or is not there."""
    for path, expected in gives.items():
        try:
            message = _difference(catalog, thing, record, path.split("."), expected)
        except (KeyError, IndexError, ValueError):
            message = "is not in the record"
        if message:
            yield path, f"{path} {message}"


def _difference(catalog: Catalog, thing: Object, record: Mapping[str, Any], path: list[str], expected: Any) -> str:
    name, *rest = path
    known = thing.field(name)
    if known is None:
        raise KeyError(name)
    if rest:
        rows, (at, *beneath) = record[name], rest
        return _difference(catalog, catalog.objects[known.options["of"]], rows[int(at)], beneath, expected)
    got = record.get(name)
    try:
        equal = same(known, expected, got)
    except Unclear:
        return f"can never be {expected!r}; it is {got!r}"
    return "" if equal else f"is {got!r}, not {expected!r}"


def told(no: AppError) -> str:
    """Return a refusal in a line: pointer, code or check, and the sentence people read."""
    faults = [f"{each.pointer or '/'} {each.params.get('name', each.code) if each.code == 'check' else each.code}: "
              f"{(each.text or {}).get('en') or say(each.code, 'en', **each.params)}" for each in no.errors]
    return "; ".join(faults) or f"{no.code}: {say(no.code, 'en', **no.params)}"
