"""Settings: a definition of kind `setting` is an object of its own, with one record for each company or only one.

So a value is a column of the type that is named, and has what every field has: validation, history, API, links that
hold. `setting("order.basis")` reads the field `basis` of the object `order_setting`.
"""

from collections.abc import Mapping
from typing import Any, Final

from dougong.catalog.linking.draft import Raw, RawObject
from dougong.catalog.reading.document import Document, Positions
from dougong.kernel.names import RESERVED_COLUMNS

#: How the objects that hold settings end; nothing else may be called so.
SUFFIX: Final = "_setting"
#: Under what name an object says that it holds settings: ({"name": …, "per": …},) in `Object.extra`.
EXTRA: Final = "setting"
ICON: Final = "settings"
#: Whose a record of settings is; and the mark of the only one.
COMPANY: Final = "company"
SOLE: Final = "sole"
OURS: Final = frozenset({COMPANY, SOLE})
_FIELDS: Final[Mapping[str, Mapping[str, Any]]] = {
    COMPANY: {"type": "link", "to": "company", "required": True, "default": "=setting('company')",
              "readonly": "old.company is not None",
              "label": {"zh-Hans": "公司", "zh-Hant": "公司", "en": "Company"}},
    SOLE: {"type": "flag", "required": True, "default": True, "readonly": True, "hidden": True,
           "label": {"zh-Hans": "唯一", "zh-Hant": "唯一", "en": "The only one"}},
}


def object_of(name: str) -> str:
    """Return the object that holds the settings called `name`."""
    return f"{name}{SUFFIX}"


def holder(word: str) -> tuple[str, str] | None:
    """Return object and field of what `setting("…")` names as `<name>.<field>`, where `company.<field>` is what the
    company itself says; None where it names no such thing."""
    name, _, field = word.partition(".")
    if not field or field in OURS | RESERVED_COLUMNS:
        return None
    return (COMPANY if name == COMPANY else object_of(name), field)


def held(document: Document) -> RawObject:
    """Return the object of a definition of settings, without its fields and checks: whose its record is."""
    name, per = str(document.body["name"]), document.body.get("per", COMPANY)
    made = RawObject(object_of(name), document.body, document.at(), document.pack)
    field = COMPANY if per == COMPANY else SOLE
    once = {"fields": [field]}
    body = {"name": made.name, "fields": {field: _FIELDS[field]}, "unique": {"once": once}}
    ours = Document(document.file, document.pack, "object", made.name, body, Positions(), document.text)
    made.fields[field] = Raw(field, _FIELDS[field], ours.at("fields", field), document.pack, ())
    made.uniques["once"] = Raw("once", once, ours.at("unique", "once"), document.pack, ())
    made.extra[EXTRA] = ({"name": name, "per": per},)
    return made
