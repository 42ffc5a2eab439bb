"""A catalog as plain data in the form of definitions: what is stored, fingerprinted and dumped for golden tests."""

from collections.abc import Mapping
from typing import Any

from dougong.catalog.linking.lookups import COUNT
from dougong.catalog.linking.parts import title_text
from dougong.catalog.model import (
    Catalog,
    Check,
    Data,
    Enforce,
    Expression,
    Field,
    Grant,
    Lookup,
    MenuGroup,
    Object,
    Pack,
    Patch,
    Role,
    Rollup,
    Unique,
    View,
)
from dougong.catalog.rule import Button, Given, Rule, Telling
from dougong.catalog.states import State, Transition, Workflow


def plain(catalog: Catalog) -> dict[str, Any]:
    """Return everything the catalog says except uids and number; equal catalogs give equal data in equal order."""
    patches = {"patches": [_patch(each) for each in catalog.patches]} if catalog.patches else {}
    roles = {"roles": {name: _role(role) for name, role in catalog.roles.items()}} if catalog.roles else {}
    return patches | {
        "packs": {name: _pack(pack) for name, pack in catalog.packs.items()},
        "objects": {name: _object(one) for name, one in catalog.objects.items()},
        "views": {name: _view(view) for name, view in catalog.views.items()},
        "menu": {group.name: _group(group) for group in catalog.menu},
        "data": [_data(each) for each in catalog.data],
        "extra": {kind: _bare(found) for kind, found in catalog.extra.items()},
    } | _workflows(catalog) | _rules(catalog) | roles


def _workflows(catalog: Catalog) -> dict[str, Any]:
    found = {one.workflow.name: _workflow(one.workflow) for one in catalog.objects.values() if one.workflow is not None}
    return {"workflows": {name: found[name] for name in sorted(found)}} if found else {}


def _workflow(flow: Workflow) -> dict[str, Any]:
    return _said(name=flow.name, pack=flow.pack, object=flow.object, field=flow.field,
                 states={name: _state(each) for name, each in flow.states.items()},
                 transitions={name: _transition(each) for name, each in flow.transitions.items()} or None)


def _state(state: State) -> dict[str, Any]:
    lock = state.locked
    return _said(initial=state.initial or None, final=state.final or None,
                 locked=lock and ("all" if lock.kind == "all" else {lock.kind: sorted(lock.names)}),
                 **({"import": True} if state.brought else {}))


def _transition(each: Transition) -> dict[str, Any]:
    return _said(label=_bare(each.label), **{"from": list(each.source)}, to=each.target,
                 by=None if each.by == "person" else each.by, roles=list(each.roles) or None, when=_text(each.when),
                 message=_bare(each.message) or None, require=list(each.require) or None,
                 set={one.field: _value(one) for one in each.gives} or None,
                 question=_bare(each.question) or None, show=each.show)


def _value(one: Given) -> str | None:
    return "=this" if one.this else None if one.says is None else f"={one.says.text}"


def _rules(catalog: Catalog) -> dict[str, Any]:
    """Return the rules as they are written, in the order their objects look at them."""
    found = {rule.name: plain_rule(rule) for one in catalog.objects.values() for rule in one.rules}
    return {"rules": found} if found else {}


def plain_rule(rule: Rule) -> dict[str, Any]:
    """Return a rule as its definition would say it, its words in every language."""
    body = _bare(rule.body)
    on = body["on"] if rule.on.button is None else {**body["on"], "button": _button(rule.on.button)}
    said = {each.name: (each.verb, each.telling) for each in rule.do}
    return {**body, "pack": rule.pack, "label": _bare(rule.label), "on": on,
            "do": [{**act, **_told(act, *said[act["name"]])} for act in body["do"]]}


def _button(button: Button) -> dict[str, Any]:
    return _said(label=_bare(button.label), question=_bare(button.question) or None,
                 message=_bare(button.message) or None)


def _told(act: Mapping[str, Any], verb: str, telling: Telling | None) -> dict[str, Any]:
    if telling is None:
        return {}
    return {verb: {**act[verb], **_said(message=_bare(telling.message), subject=_bare(telling.subject) or None)}}


def _role(role: Role) -> dict[str, Any]:
    return _said(name=role.name, pack=role.pack, label=_bare(role.label), administrator=role.administrator or None,
                 includes=list(role.includes) or None,
                 grants={each.name: _grant(each) for each in role.grants} or None)


def _grant(grant: Grant) -> dict[str, Any]:
    return _said(pack=grant.pack, on="all" if grant.on is None else list(grant.on), may=sorted(grant.may),
                 scope=grant.scope, where=grant.condition, fields=dict(grant.fields) or None,
                 others=None if grant.others == "edit" else grant.others,
                 show="all" if grant.show is None else sorted(grant.show) or None,
                 do=None if grant.do is None else _do(grant.do))


def _do(said: frozenset[str]) -> str | list[str]:
    return "all" if "all" in said else sorted(said)


def _patch(patch: Patch) -> dict[str, Any]:
    return _said(pack=patch.pack, file=patch.file, index=patch.index, path=patch.path, said=_bare(patch.said),
                 lost=patch.lost or None, now=patch.now, why=patch.why or None)


def _data(data: Data) -> dict[str, Any]:
    sample = {None: False, "few": True, "company": "company"}[data.sample]
    rows: dict[str, Any] = {"records": list(data.records)} if data.table is None else {"table": data.table}
    return {"name": data.name, "pack": data.pack, "object": data.object, "sample": sample, **rows}


def _pack(pack: Pack) -> dict[str, Any]:
    return _said(label=_bare(pack.label), version=pack.version, requires=list(pack.requires),
                 language=pack.language, prefix=pack.prefix)


def _object(one: Object) -> dict[str, Any]:
    number = one.number and _said(pattern=one.number.pattern, take=one.number.take, gapless=one.number.gapless)
    return _said(
        pack=one.pack, label=_bare(one.label), plural=_bare(one.plural), title=title_text(one.title), parent=one.parent,
        icon=one.icon, number=number, order=list(one.order), history=None if one.history else "none",
        access=None if one.access == "user" else one.access, search=None if one.search else False,
        merge=one.merge or None,
        fields={name: plain_field(field) for name, field in one.fields.items()} or None,
        checks={check.name: _check(check) for check in one.checks} or None,
        unique={unique.name: _unique(unique) for unique in one.uniques} or None,
        extra=_bare(one.extra) or None,
    )


def plain_field(field: Field) -> dict[str, Any]:
    """Return a field as its definition would say it."""
    return _said(
        type=field.type.key, pack=field.pack, label=_bare(field.label), hint=_bare(field.hint) or None,
        required=_rule(field.required), enforce=_enforce(field.enforce), visible=_text(field.visible),
        readonly=_rule(field.readonly),
        hidden=field.hidden or None, keep=field.keep or None,
        default=f"={field.default.text}" if field.default else None, formula=_text(field.formula),
        rollup=_rollup(field.rollup) if field.rollup else None,
        copy=".".join(field.copy) if field.copy else None,
        lookup=[_lookup(each) for each in field.lookup] or None, unique=field.unique or None, index=field.index or None,
        where=_text(field.where), goes_along=_rule(field.goes_along), search=_search(field),
        stands_for=field.stands_for or None,
        **({"class": field.classified} if field.classified else {}),
    ) | {key: _bare(value) for key, value in field.options.items()}


def _search(field: Field) -> bool | None:
    """Return what the field says of search where that is not what its type does anyway."""
    usual = field.type.searched == "always" and not field.virtual and not field.moves and field.rollup is None
    return None if field.search == usual else field.search


def _rollup(rollup: Rollup) -> dict[str, Any]:
    return _said(of=rollup.of, via=rollup.via, take=rollup.take, where=_text(rollup.where), mode=rollup.mode,
                 order=list(rollup.order) or None)


def _lookup(lookup: Lookup) -> dict[str, Any]:
    return _said(of=lookup.of, where=lookup.where.text, take=COUNT if lookup.counts else _text(lookup.take),
                 order=list(lookup.order) or None)


def _check(check: Check) -> dict[str, Any]:
    return _said(must=check.must.text, message=_bare(check.message), level=check.level,
                 enforce=_enforce(check.enforce))


def _unique(unique: Unique) -> dict[str, Any]:
    return _said(fields=list(unique.fields), where=_text(unique.where), message=_bare(unique.message) or None)


def _view(view: View) -> dict[str, Any]:
    return _said(name=view.name, object=view.object, type=view.kind, label=_bare(view.label), pack=view.pack) | {
        key: _bare(value) for key, value in view.body.items()}


def _group(group: MenuGroup) -> dict[str, Any]:
    return {"label": _bare(group.label), "order": group.order, "entries": {
        entry.name: _said(object=entry.object, label=_bare(entry.label), icon=entry.icon, view=entry.view)
        for entry in group.entries}}


def _text(expression: Expression | None) -> str | None:
    return expression.text if expression is not None else None


def _rule(rule: bool | Expression) -> bool | str | None:           # noqa: FBT001 as the model says
    return rule.text if isinstance(rule, Expression) else rule or None


def _enforce(enforce: Enforce) -> str | None:
    return None if enforce == "all" else enforce


def _said(**keys: Any) -> dict[str, Any]:
    """Return the keys that say something."""
    return {key: value for key, value in keys.items() if value is not None}


def _bare(value: Any) -> Any:
    """Return frozen maps and tuples as plain ones."""
    if isinstance(value, Mapping):
        return {key: _bare(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_bare(part) for part in value]
    return value
