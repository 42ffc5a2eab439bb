"""The engine's own columns of every table, as fields of ordinary types, so that nothing treats them apart."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dougong.catalog.model import Field
from dougong.fields.base import FieldType
from dougong.kernel.labels import Label

_WORDS: Mapping[str, tuple[str, str, str]] = MappingProxyType({
    "id": ("编号标识", "編號標識", "Id"),
    "version": ("版本", "版本", "Version"),
    "title": ("标题", "標題", "Title"),
    "title_key": ("检索键", "檢索鍵", "Search key"),
    "number": ("编号", "編號", "Number"),
    "owner": ("负责人", "負責人", "Owner"),
    "external_id": ("外部编号", "外部編號", "External id"),
    "created_at": ("创建时间", "建立時間", "Created at"),
    "created_by": ("创建人", "建立人", "Created by"),
    "updated_at": ("修改时间", "修改時間", "Updated at"),
    "updated_by": ("修改人", "修改人", "Updated by"),
    "archived_at": ("归档时间", "歸檔時間", "Archived at"),
    "archived_by": ("归档人", "歸檔人", "Archived by"),
    "parent": ("所属单据", "所屬單據", "Belongs to"),
    "line_no": ("行号", "行號", "Line"),
})
TITLE_LONGEST = 500
_TEXTS: Mapping[str, int] = {"title": TITLE_LONGEST, "title_key": 2000, "number": 100, "external_id": 200}
_RECORD = ("id version title title_key owner external_id created_at created_by updated_at updated_by "
           "archived_at archived_by").split()
_LINE = "id parent line_no title title_key".split()


def columns(types: Mapping[str, FieldType], parent: str | None, *, numbered: bool) -> Mapping[str, Field]:
    """Return the engine's fields of an object; their uids are their names, which no made uid can be."""
    if parent is not None:
        return MappingProxyType({name: _column(types, name, parent) for name in _LINE})
    names = [name for each in _RECORD for name in ([each, "number"] if each == "title_key" and numbered else [each])]
    return MappingProxyType({name: _column(types, name, None) for name in names})


def _column(types: Mapping[str, FieldType], name: str, parent: str | None) -> Field:
    key, options = _typed(name, parent)
    words = _WORDS[name]
    label: Label = MappingProxyType({"zh-Hans": words[0], "zh-Hant": words[1], "en": words[2]})
    return Field(name=name, label=label, options=MappingProxyType(options), uid=name, type=types[key], pack="system",
                 readonly=name not in {"owner", "external_id"}, hidden=name == "title_key")


def _typed(name: str, parent: str | None) -> tuple[str, dict[str, Any]]:
    if name == "parent":
        return "link", {"to": parent, "on_delete": "cascade"}
    if name in _TEXTS:
        return "text", {"length": _TEXTS[name]}
    if name.endswith("_at"):
        return "moment", {}
    if name.endswith("_by") or name == "owner":
        return "user", {}
    return "integer", {}
