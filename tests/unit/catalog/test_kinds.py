"""A plugin's kind: its definitions are validated, expanded to tables, and kept."""

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import freeze_bytes, thaw
from dougong.catalog.linking.draft import Draft
from dougong.catalog.plain import plain
from dougong.catalog.reading.document import Document
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import Kind, registry
from dougong.kernel.problems import MetadataError
from tests.unit.catalog.packs import SYSTEM, pack

_SCHEMA: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["kind", "name", "object"],
    "properties": {"kind": {"const": "gauge"}, "name": {"type": "string"}, "object": {"type": "string"},
                   "unit": {"enum": ["kg", "m"]}},
}
_THING = "kind: object\nname: thing\nlabel: Thing\nfields: {name: {type: text}}"


def _expand(definition: Document, draft: Draft) -> None:
    target = draft.target(definition, "object")
    if target is not None:
        draft.attach(target, "gauge", {"name": definition.name})
        draft.add_object({"kind": "object", "name": f"{definition.name}_entry", "label": "Entry",
                          "fields": {"whose": {"type": "link", "to": target.name, "required": True},
                                     "value": {"type": "decimal", "places": 3}}}, definition)


GAUGE = registry(kinds=[Kind("gauge", _SCHEMA, _expand)])


def _packs(gauge: str) -> list[PackSource]:
    return [SYSTEM, pack("demo", {"objects/thing.yaml": _THING, "gauges/level.yaml": gauge})]


def test_it_adds_a_table_only_the_engine_writes_and_hangs_data_on_its_object() -> None:
    made = compile_catalog(_packs("kind: gauge\nname: level\nobject: thing\nunit: kg\n"), GAUGE, {})
    entry = made.objects["level_entry"]
    assert (entry.access, entry.history, entry.pack) == ("engine", False, "demo")
    assert list(entry.fields) == ["whose", "value"]
    assert made.objects["thing"].extra["gauge"] == ({"name": "level"},)
    assert made.extra["gauge"]["level"]["unit"] == "kg"
    back = thaw(freeze_bytes(made), GAUGE, 1)
    assert plain(back) == plain(made)
    assert back.objects["thing"].extra["gauge"] == ({"name": "level"},)


@pytest.mark.parametrize(("gauge", "finding"), [
    ("kind: gauge\nname: level\nobject: thing\nunt: kg\n",
     "demo/gauges/level.yaml:4:1 M110 unknown key 'unt' (did you mean unit?)"),
    ("kind: gauge\nname: level\nobject: thng\n",
     "demo/gauges/level.yaml:3:9 M205 no object 'thng' (did you mean thing?)"),
])
def test_its_definitions_are_checked_like_any_other(gauge: str, finding: str) -> None:
    with pytest.raises(MetadataError) as raised:
        compile_catalog(_packs(gauge), GAUGE, {})
    assert list(map(str, raised.value.findings)) == [finding]


def test_a_table_it_adds_has_to_be_an_object_as_any_other() -> None:
    def wrong(definition: Document, draft: Draft) -> None:
        fields = {"a": {"type": "txt"}}
        draft.add_object({"kind": "object", "name": "made", "label": "Made", "fields": fields}, definition)

    with pytest.raises(MetadataError, match="M201 field a: no type 'txt'"):
        compile_catalog(_packs("kind: gauge\nname: level\nobject: thing\n"),
                        registry(kinds=[Kind("gauge", _SCHEMA, wrong)]), {})


def test_a_kind_cannot_be_called_like_one_of_the_engine() -> None:
    with pytest.raises(ValueError, match="two kinds are called object"):
        registry(kinds=[Kind("object", _SCHEMA, _expand)])


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server that notes who asks."""
    asked: list[str] = []

    class Note(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = http.server.HTTPServer(("127.0.0.1", 0), Note)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/schema.json", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_schema_is_ever_fetched(listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    remote = registry(kinds=[Kind("gauge", {"$ref": address}, _expand)])
    with pytest.raises(MetadataError, match="M116 the schema of kind gauge refers to"):
        compile_catalog(_packs("kind: gauge\nname: level\nobject: thing\n"), remote, {})
    assert asked == []
