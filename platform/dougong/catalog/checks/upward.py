"""M206: a definition that uses a field some pack above adds; it would break where that pack is not installed."""

from collections.abc import Iterator
from dataclasses import replace

from dougong.catalog.checks.inspection import Fault, check, every_field, every_object
from dougong.catalog.checks.links import seen_from
from dougong.catalog.linking.draft import Raw
from dougong.catalog.linking.link import Linked
from dougong.catalog.linking.rollups import ranked
from dougong.catalog.linking.scope import SETTING, ObjectScope
from dougong.catalog.model import Expression, Field, Lookup, Object, Rollup, View, holder
from dougong.catalog.reading.document import Document, Where
from dougong.catalog.rule import Action, Rule
from dougong.kernel.alternatives import parted

#: What is used, where that is said, by which pack, and the object whose names are meant.
Use = tuple[tuple[str, ...], Where, str, str, str]


@check("M206")
def nothing_leads_upward(linked: Linked) -> Iterator[Fault]:
    """Find fields of upper packs in expressions, titles, numbers, uniques, sorts and views."""
    scopes: dict[str, ObjectScope] = {}
    for path, where, pack, name, subject in _uses(linked):
        scope = scopes.setdefault(name, ObjectScope(linked.world, name))
        for owner, field in scope.route(path) or ():
            part = linked.draft.objects[owner].fields.get(field)
            if part is not None and part.pack not in seen_from(linked, pack, where):
                yield Fault(where, f"{subject}: field {field} of {owner} belongs to pack {part.pack}, "
                            f"which {pack} does not require")


def _uses(linked: Linked) -> Iterator[Use]:
    if len(linked.packs) < 2:
        return
    for one, raw in every_object(linked):
        yield from _plain(one, raw.where)
        for rule in one.checks:
            part = raw.checks[rule.name]
            yield from _read(linked, rule.must, part, "must", one, f"check {rule.name}")
        for unique in one.uniques:
            part = raw.uniques[unique.name]
            yield from (((name,), part.where / "fields" / index, part.pack, one.name, f"unique {unique.name}")
                        for index, name in enumerate(unique.fields))
            yield from _read(linked, unique.where, part, "where", one, f"unique {unique.name}")
    for one, field, part in every_field(linked):
        yield from _of_field(linked, one, field, part)
    yield from _views(linked)
    yield from _roles(linked)
    yield from _workflows(linked)
    yield from _rules(linked)


def _roles(linked: Linked) -> Iterator[Use]:
    """Yield the fields grants name and their conditions read."""
    documents = {(document.body["name"], document.pack): document for document in linked.draft.roles}
    for role in linked.roles.values():
        for grant in role.grants:
            at = documents[role.name, grant.pack].at("grants", grant.name)
            about = [linked.objects[name] for name in grant.on or () if name in linked.objects]
            for one in about:
                yield from ((tuple(path.split(".")), at / "fields" / path, grant.pack, one.name, f"grant {grant.name}")
                            for path in grant.fields)
            for name, said in grant.where.items():
                yield from ((path, at / "where", grant.pack, name, f"where of {grant.name}")
                            for path in said.checked.paths)


def _workflows(linked: Linked) -> Iterator[Use]:
    """Yield the fields workflows require and lock, and what their guards read."""
    for one in linked.objects.values():
        flow = one.workflow
        if flow is None:
            continue
        document = linked.draft.workflows[flow.name]
        yield (flow.field,), document.at("object"), flow.pack, one.name, f"workflow {flow.name}"
        for name, each in flow.transitions.items():
            at = document.at("transitions", name)
            paths = () if each.when is None else each.when.checked.paths
            yield from ((path, at / "when", flow.pack, one.name, f"when of {name}") for path in paths)
            yield from (((field,), at / "require" / index, flow.pack, one.name, f"transition {name}")
                        for index, field in enumerate(each.require))
            part = Raw(name, document.body, at / "set", flow.pack, ())
            for given in each.gives:
                yield (given.field,), at / "set" / given.field, flow.pack, one.name, f"transition {name}"
                yield from _read(linked, given.says, part, given.field, one, f"transition {name}")
        for name, state in flow.states.items():
            yield from (((field,), document.at("states", name, "locked"), flow.pack, one.name, f"state {name}")
                        for field in (state.locked.names if state.locked else ()) if "." not in field)


def _rules(linked: Linked) -> Iterator[Use]:
    """Yield the fields rules look at, write and read."""
    for one in linked.objects.values():
        for rule in one.rules:
            document = linked.draft.rules[rule.name]
            for index, name in enumerate(rule.on.changed):
                yield (name,), document.at("on", "changed", index), rule.pack, one.name, f"rule {rule.name}"
            part = Raw(rule.name, document.body, document.at(), rule.pack, ())
            yield from _read(linked, rule.when, part, "when", one, f"rule {rule.name}")
            if rule.on.deadline is not None:
                yield (rule.on.deadline.field,), document.at("on", "deadline"), rule.pack, one.name, f"rule {rule.name}"
            for index, action in enumerate(rule.do):
                yield from _acted(linked, one, rule, action, replace(part, where=document.at("do", index, action.verb)))


def _acted(linked: Linked, one: Object, rule: Rule, action: Action, part: Raw) -> Iterator[Use]:
    subject, within = f"rule {rule.name}", "" if action.verb == "set" else "values"
    inner = replace(part, where=part.where / within) if within else part
    for given in action.values:
        yield (given.field,), inner.where / given.field, rule.pack, action.object, subject
        yield from _read(linked, given.says, inner, given.field, one, subject)
    yield from _named(linked, one, action, part, subject)
    for key, said in (("until", action.until), ("for", action.awaits), *(("key", each) for each in action.key)):
        yield from _read(linked, said, part, key, one, subject)
    if action.called is not None:
        told = replace(part, where=part.where / "with")
        for given in action.called.args:
            yield from _read(linked, given.says, told, given.field, one, subject)
    if action.where is not None and action.object in linked.objects:
        yield from _read(linked, action.where, part, "where", linked.objects[action.object], subject)
        yield from ((path, part.where / "where", rule.pack, one.name, subject) for path in action.where.checked.this)


def _named(linked: Linked, one: Object, action: Action, part: Raw, subject: str) -> Iterator[Use]:
    """Yield the links an action goes by, and the fields it tells and tells by."""
    at, about = part.where, holder(linked.objects, one).name
    if action.verb in {"add", "update"}:
        name = "to" if action.verb == "add" else "via"
        yield (action.via,), at / name, part.pack, action.object if action.inward else one.name, subject
    yield from (((field,), at / "fields" / index, part.pack, one.name, subject)
                for index, field in enumerate(action.fields))
    if action.telling is not None:
        people = (("field", action.telling.field), ("head_of", action.telling.head_of))
        yield from (((name,), at / "to" / key, part.pack, about, subject) for key, name in people if name)
        yield from _read(linked, action.telling.address, replace(part, where=at / "to"), "address", one, subject)


def _of_field(linked: Linked, one: Object, field: Field, part: Raw) -> Iterator[Use]:
    for key in ("required", "visible", "readonly", "default", "formula", "goes_along"):
        yield from _read(linked, getattr(field, key), part, key, one, f"{key} of {field.name}")
    if field.copy is not None:
        yield field.copy, part.where / "copy", part.pack, one.name, f"copy of {field.name}"
    for lookup in field.lookup:
        yield from _looked_up(linked, lookup, part, one, f"lookup of {field.name}")
    if field.rollup is not None:
        yield from _rolled(linked, field.rollup, part, f"rollup of {field.name}")


def _plain(one: Object, where: Where) -> Iterator[Use]:
    """Yield the fields an object names itself: in its title, number and order."""
    parts = [("title", part[1]) for part in one.title if isinstance(part, tuple)]
    parts += [("number", part[1]) for part in (one.number.parts if one.number else ())
              if isinstance(part, tuple) and part[0] == "field"]
    parts += [("order", name.removeprefix("-")) for name in one.order]
    yield from (((name,), where / key, one.pack, one.name, key) for key, name in parts)


def _read(linked: Linked, said: object, part: Raw, key: str, one: Object, subject: str) -> Iterator[Use]:
    """Yield what an expression reads. A part that comes from a trait belongs to the pack whose object takes it."""
    if not isinstance(said, Expression):
        return
    where = part.where / key
    yield from ((path, where, part.pack, one.name, subject) for path in said.checked.paths)
    yield from (((SETTING, name), where, part.pack, one.name, subject) for name in said.checked.settings)
    for lines, paths in said.checked.rows.items():
        child = linked.objects[one.name].fields[lines].type.targets(one.fields[lines])[0]
        yield from ((path, where, part.pack, child, subject) for path in paths)


def _rolled(linked: Linked, rollup: Rollup, part: Raw, subject: str) -> Iterator[Use]:
    """Yield the fields a rollup reads of the object it looks at; of an object from above rollups_fit tells."""
    inner = replace(part, where=part.where / "rollup")
    if linked.objects[rollup.of].pack not in seen_from(linked, part.pack, part.where):
        return
    yield (rollup.via,), inner.where / "via", part.pack, rollup.of, subject
    for key, said in (("take", rollup.value), ("where", rollup.where)):
        yield from _read(linked, said, inner, key, linked.objects[rollup.of], subject)
    yield from ((ranked(key)[0], inner.where / "order" / index, part.pack, rollup.of, subject)
                for index, key in enumerate(rollup.order))


def _looked_up(linked: Linked, lookup: Lookup, part: Raw, one: Object, subject: str) -> Iterator[Use]:
    """Yield the fields a lookup reads where it looks, and those of the record at hand; of an object from above
    lookups_fit tells."""
    inner = replace(part, where=part.where / "lookup" / lookup.index)
    if linked.objects[lookup.of].pack not in seen_from(linked, part.pack, part.where):
        return
    for key, said in (("where", lookup.where), ("take", lookup.take)):
        yield from _read(linked, said, inner, key, linked.objects[lookup.of], subject)
        named = said.checked.this if said is not None else ()
        yield from ((path, inner.where / key, part.pack, one.name, subject) for path in named)
    yield from ((ranked(key)[0], inner.where / "order" / index, part.pack, lookup.of, subject)
                for index, key in enumerate(lookup.order))


def _otherwise(view: View, document: Document) -> Iterator[Use]:
    """Yield what boards, calendars and trees go by, and what lists are narrowed by."""
    for key in ("by", "date", "sum", "percent", "due"):
        if key in view.body:
            yield (view.body[key],), document.at(key), view.pack, view.object, f"view {view.name}"
    for said in view.body.get("conditions", ()):
        path = tuple(parted(said)[1].partition("[")[0].split("."))
        yield path, document.at("conditions", said), view.pack, view.object, f"view {view.name}"


def _views(linked: Linked) -> Iterator[Use]:
    for view in linked.views.values():
        document = linked.draft.views[view.name]
        if view.object not in linked.objects:
            continue
        yield from _otherwise(view, document)
        for key in ("columns", "filters", "sort", "cards"):
            for index, entry in enumerate(view.body.get(key, ())):
                name = entry if isinstance(entry, str) else entry["name"]
                path = tuple(name.removeprefix("-").split("."))
                yield path, document.at(key, index), view.pack, view.object, f"view {view.name}"
        for number, section in enumerate(view.body.get("sections", ())):
            for index, name in enumerate(section["fields"]):
                where = document.at("sections", number, "fields", index)
                yield (name,), where, view.pack, view.object, f"view {view.name}"
