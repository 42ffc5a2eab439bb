"""JSON Schemas of records: what the API shows, and what it takes. Every one is closed and typed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from dougong.access.policy import Policy
from dougong.api.filters import NO_NUL, is_expandable
from dougong.catalog.model import Catalog, Field, Object
from dougong.fields.link import EXTERNAL_LONGEST, ID_SCHEMA
from dougong.kernel.labels import words
from dougong.records.plans import ObjectPlan, Plans
from dougong.records.writing.parse import LONGEST_KEY

Schema = dict[str, Any]
#: What may put a reference in the place of a schema.
Share = Callable[[Schema], Schema]

#: Engine columns that are never null.
ALWAYS: Final = frozenset({"id", "version", "created_at", "updated_at", "parent", "line_no"})
VERSION: Final[Mapping[str, Any]] = {
    "type": "integer", "minimum": 1, "maximum": 2**63 - 1,
    "description": "The version you read. Edits of other fields since then merge, a clash is 409."}
EXTERNAL: Final[Mapping[str, Any]] = {
    "type": "string", "minLength": 1, "maxLength": EXTERNAL_LONGEST, "pattern": r"^[!-~]+$",
    "description": "What another system calls the record; unique among live records.", "examples": ["erp:42"]}
KEY: Final[Mapping[str, Any]] = {
    "type": "string", "maxLength": LONGEST_KEY, "pattern": NO_NUL,
    "description": "Your name for a new line; the answer tells its id."}


class Describer:
    """Describes the objects of one catalog as one policy sees them, in one language; `share` puts a reference in the
    place of a value's schema."""

    def __init__(self, catalog: Catalog, plans: Plans, policy: Policy, language: str, share: Share) -> None:
        self.catalog = catalog
        self.plans = plans
        self.policy = policy
        self.language = language
        self.share = share

    def plan(self, object: Object) -> ObjectPlan:
        """Return the plan of the object for the policy."""
        return self.plans.of(object, self.policy)

    def component(self, name: str) -> Schema:
        """Return the schema of this name: an object's whole record, or after a dot its row of a list, its form in the
        place of an id, what writes send."""
        owner, _, form = name.partition(".")
        object = self.catalog.objects[owner]
        forms: Mapping[str, Callable[[Object], Schema]] = {
            "": self.record, "flat": self.flat, "row": self.row, "values": self.values, "change": self.change,
            "line": self.line, "new": self.new if object.parent is None else self.new_line}
        return forms[form](object)

    def record(self, object: Object) -> Schema:
        """Return the schema of one record with its lines, as GET, POST and PATCH answer it."""
        plan = self.plan(object)
        lines = {name: self._lines(plan, name, of(each.object.name)) for name, each in plan.lines.items()}
        properties = {**self._shown(plan), **lines, **self._technical()}
        return closed(properties, [*self._names(plan), *lines], self.words(object))

    def flat(self, object: Object) -> Schema:
        """Return the schema of a record in the place of its id (`expand`)."""
        plan = self.plan(object)
        values = {field.name: self.share(self._value(field)) for field in plan.readable}
        return closed(values, ["id"], self.words(object))

    def row(self, object: Object) -> Schema:
        """Return the schema of a row of a list: the fields asked for, also through links."""
        plan = self.plan(object)
        lines = {name: {"type": "array", "items": of(f"{each.object.name}.flat")} for name, each in plan.lines.items()}
        properties = {**self._shown(plan), **lines, "_titles": self.share(_TECHNICAL["_titles"])}
        return {**closed(properties, ["id"], self.words(object)),
                "patternProperties": {r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,2}$": of("json")}}

    def new(self, object: Object) -> Schema:
        """Return the schema of a document that creates."""
        plan = self.plan(object)
        needed = [field.name for field in self._sent(plan) if is_needed(field)]
        external = {"anyOf": [dict(EXTERNAL), {"type": "null"}]}
        return closed({**self._writable(plan, "new"), "external_id": self.share(external)}, needed, self.words(object))

    def change(self, object: Object) -> Schema:
        """Return the schema of a document that changes: any of the fields, and the version read."""
        values = {**self._writable(self.plan(object)), "version": self.share(dict(VERSION))}
        return closed(values, [], self.words(object))

    def values(self, object: Object) -> Schema:
        """Return the schema of fields to change, the version being told elsewhere (batches)."""
        return closed(self._writable(self.plan(object)), [], self.words(object))

    def line(self, object: Object) -> Schema:
        """Return the schema of a line as sent: with `id` one that is there, without a new one."""
        plan = self.plan(object)
        needed = [field.name for field in self._sent(plan) if is_needed(field)]
        properties = {**self._writable(plan), "id": dict(ID_SCHEMA), "_key": self.share(dict(KEY))}
        found = closed(properties, [], self.words(object))
        return {**found, "anyOf": [{"required": needed}, {"required": ["id"]}]} if needed else found

    def new_line(self, object: Object) -> Schema:
        """Return the schema of a line of a new record: there is no id yet."""
        plan = self.plan(object)
        needed = [field.name for field in self._sent(plan) if is_needed(field)]
        return closed({**self._writable(plan), "_key": self.share(dict(KEY))}, needed, self.words(object))

    def words(self, labelled: Object | Field) -> str:
        """Return the label in the language of the document."""
        return words(labelled.label, self.language)

    def _technical(self) -> dict[str, Schema]:
        return {name: self.share(schema) for name, schema in _TECHNICAL.items()}

    def _shown(self, plan: ObjectPlan) -> dict[str, Schema]:
        return {field.name: self.share(self._expandable(field)) for field in plan.readable}

    def _names(self, plan: ObjectPlan) -> list[str]:
        return [field.name for field in plan.readable]

    def _expandable(self, field: Field) -> Schema:
        """Return the schema of a value, or of the records in its place when the caller expands it."""
        plain, targets = self._value(field), field.type.targets(field)
        if not is_expandable(field) or targets[0] not in self.catalog.objects:
            return plain
        if not self.policy.may(self.catalog.objects[targets[0]], "read").allowed:
            return plain
        record = of(f"{targets[0]}.flat")
        if field.type.storage == "join":
            record = {"type": "array", "items": {"anyOf": [dict(ID_SCHEMA), record]}}
        title = {"title": plain.pop("title")}
        return {**title, "anyOf": [*plain.get("anyOf", [plain]), record]}

    def _value(self, field: Field) -> Schema:
        # an engine column's uid is its name; a field of a pack may be called parent, too
        always = field.uid == field.name and field.name in ALWAYS
        return titled(self, field, field.type.schema(field), null=not always)

    def _lines(self, plan: ObjectPlan, name: str, items: Schema) -> Schema:
        return {"type": "array", "items": items, "title": self.words(plan.object.fields[name])}

    def _sent(self, plan: ObjectPlan) -> Iterable[Field]:
        return (plan.object.fields[entry.spec.name] for entry in plan.shape.entries)

    def _writable(self, plan: ObjectPlan, line: str = "line") -> dict[str, Schema]:
        return {field.name: self._field_sent(plan, field, line) for field in self._sent(plan)}

    def _field_sent(self, plan: ObjectPlan, field: Field, kind: str) -> Schema:
        if field.name in plan.lines:
            line = of(f"{plan.lines[field.name].object.name}.{kind}")
            return titled(self, field, {**field.type.schema(field), "items": line}, null=not is_needed(field))
        full = field.needed and field.enforce == "all" and field.visible is None
        schema = field.type.schema_present(field) if full else field.type.schema_sent(field)
        return self.share(titled(self, field, schema, null=not full))


def is_needed(field: Field) -> bool:
    """Return whether every document that creates must name the field: nothing else could fill it in."""
    if field.type.storage == "lines":
        return int(field.options.get("min", 0)) > 0 and field.visible is None
    return field.needed and field.default is None and field.copy is None and not field.lookup and field.visible is None


def titled(describer: Describer, field: Field, schema: Schema, *, null: bool) -> Schema:
    """Return the schema under the field's label, with null where the field may be empty."""
    title: Schema = {"title": describer.words(field)}
    if hint := words(field.hint, describer.language):
        title["description"] = hint
    return {**title, "anyOf": [schema, {"type": "null"}]} if null else {**schema, **title}


def of(name: str) -> Schema:
    """Return a reference to a schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def closed(properties: Mapping[str, Any], required: Iterable[str] | None = None, title: str = "") -> Schema:
    """Return the schema of an object with these properties and no others, all `required` where it is not said which."""
    needed = list(properties if required is None else required)
    return {"type": "object", **({"title": title} if title else {}), "additionalProperties": False,
            **({"required": needed} if needed else {}), "properties": dict(properties)}


def many(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


#: Any JSON we can keep: without NUL and halves of surrogate pairs.
JSON: Final[Mapping[str, Any]] = {"anyOf": [
    {"type": ["number", "boolean", "null"]}, {"type": "string", "pattern": NO_NUL},
    {"type": "array", "items": {"$ref": "#/components/schemas/json"}},
    {"type": "object", "propertyNames": {"pattern": NO_NUL},
     "additionalProperties": {"$ref": "#/components/schemas/json"}},
]}
#: What answers carry beside the record's own fields, where there is anything to tell.
_TECHNICAL: Final[Mapping[str, Schema]] = {
    "_titles": {"type": "object", "additionalProperties": {"type": ["string", "null"]},
                "description": "Titles of linked records by field (`titles=1`)."},
    "_keys": {"type": "object", "additionalProperties": dict(ID_SCHEMA), "description": "Ids of new lines by `_key`."},
    "_rules": {"type": "array", "items": of("rule_foreseen"),
               "description": "Of a dry run: the rules it would concern, and whether each would fire."},
    "_warnings": {"type": "array", "items": of("fault"), "description": "What is unusual but was accepted."},
}
