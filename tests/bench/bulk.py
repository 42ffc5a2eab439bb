"""A pack as large as a large company's: many objects of forty fields of every common type."""

from collections.abc import Iterator
from pathlib import Path

# 38 of these and a link make, with the name, forty; the types in about the proportion real packs have.
_TYPES = (
    "type: text, length: 60",
    "type: integer",
    "type: money",
    "type: date",
    "type: choice, options: {a: Alpha, b: Beta, c: Gamma, d: Delta}, default: a",
    "type: flag, default: false",
    "type: decimal, places: 3",
    "type: note",
    "type: quantity, places: 2",
    "type: email",
)


def write(folder: Path, objects: int) -> Path:
    """Write the pack into `folder` and return it: `objects` objects, a form and a list for each."""
    (folder / "objects").mkdir(parents=True)
    (folder / "views").mkdir()
    (folder / "pack.yaml").write_text(
        f"kind: pack\nname: {folder.name}\nformat: 1\nversion: 1.0.0\nlabel: Bulk\nlanguage: en\nrequires: [system]\n"
    )
    for n in range(objects):
        (folder / "objects" / f"bulk_{n:03}.yaml").write_text("\n".join(_object(n)) + "\n")
        (folder / "views" / f"bulk_{n:03}_list.yaml").write_text("\n".join(_view(n)) + "\n")
    return folder


def _object(n: int) -> Iterator[str]:
    yield f"kind: object\nname: bulk_{n:03}\nlabel: Bulk {n}\ntitle: '{{name}}'\norder: [-id]"
    yield f"number: {{pattern: 'B{n:03}-{{seq:6}}', take: create}}\nfields:"
    yield "  name: {type: text, label: Name, required: true}"
    for i in range(1, 38):
        yield f"  f{i:02}: {{{_TYPES[i % len(_TYPES)]}, label: Field {i}}}"
    yield "  worth: {type: money, label: Worth, formula: 'f01 * f02'}"
    yield f"  above: {{type: link, to: bulk_{max(n - 1, 0):03}, label: Above}}"
    yield "checks:"
    yield "  positive: {must: 'f01 is None or f01 >= 0', message: Below zero}"
    yield "  dated: {must: 'f05 or f03 is None or f03 <= today()', message: In the future, level: warning}"


def _view(n: int) -> Iterator[str]:
    yield f"kind: view\nname: bulk_{n:03}_list\nobject: bulk_{n:03}\ntype: list\nlabel: All"
    yield "columns: [number, name, f01, f02, f03, f04, above]\nfilters: [f04]\nsort: [-f03]"
