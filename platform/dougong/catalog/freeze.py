"""Last stage: what is linked becomes a Catalog that nothing changes; and the Catalog as plain data, there and back."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import orjson

from dougong.catalog.linking.draft import Draft, Raw, RawObject, RawPack
from dougong.catalog.linking.link import Linked, link
from dougong.catalog.model import Catalog, Field, Object, Patch
from dougong.catalog.plain import plain
from dougong.catalog.quiet import uncollected
from dougong.catalog.reading.document import NOWHERE, Document, Positions, Where
from dougong.catalog.registry import Registry
from dougong.catalog.report import Report
from dougong.catalog.uids import all_uids
from dougong.kernel.kinds import Kind
from dougong.kernel.problems import Finding, MetadataError, Place

FORMAT = 1


def freeze(linked: Linked, number: int = 0) -> Catalog:
    """Return the catalog, fingerprinted by everything it says except uids."""
    made = _catalog(linked, number, "")
    return replace(made, fingerprint=hashlib.sha256(orjson.dumps(plain(made))).hexdigest())


def freeze_bytes(catalog: Catalog) -> bytes:
    """Return the catalog as canonical JSON with its uids: what apply stores and `thaw` reads."""
    return orjson.dumps({"format": FORMAT, "fingerprint": catalog.fingerprint, "uids": dict(all_uids(catalog)),
                         "catalog": plain(catalog)})


def roles_of(frozen: bytes) -> Mapping[str, Any]:
    """Return what a frozen catalog says of each role, as plain data."""
    found: Mapping[str, Any] = orjson.loads(frozen)["catalog"].get("roles", {})
    return found


def thaw(frozen: bytes, registry: Registry, number: int) -> Catalog:
    """Return the catalog that was frozen, without YAML or JSON Schema; expressions are read again.

    Raises MetadataError when it cannot be used here: another format, or types and functions of a plugin that is gone.
    """
    held = orjson.loads(frozen)
    if held.get("format") != FORMAT:
        raise MetadataError([Finding(Place("catalog"), "M121", f"stored in format {held.get('format')}")])
    report = Report()
    with uncollected():
        draft = _draft(held["catalog"], registry, report)
        report.raise_if_any()
        linked = link(draft, registry, held["uids"])
        for kind in sorted(draft.extra.keys() - registry.kinds.keys()):      # without its steps its tables would lie
            report.add(Place(f"catalog/{kind}", 1, 1), "M105", f"no kind '{kind}': its plugin is not here")
        report.raise_if_any()
        return _catalog(linked, number, held["fingerprint"])


def _catalog(linked: Linked, number: int, fingerprint: str) -> Catalog:
    objects = linked.objects
    return Catalog(
        number=number, fingerprint=fingerprint, packs=MappingProxyType(dict(linked.packs)),
        objects=MappingProxyType(dict(objects)), views=MappingProxyType(dict(linked.views)), menu=linked.menu,
        data=linked.data, roles=MappingProxyType(dict(linked.roles)),
        by_uid=MappingProxyType(_by_uid(objects)),
        referrers=_referrers(objects), extra=_still(linked.draft.extra),
        patches=tuple(linked.draft.patches), actions=linked.registry.actions,
    )


def _by_uid(objects: Mapping[str, Object]) -> dict[str, Any]:
    found: dict[str, Any] = {one.uid: one for one in objects.values()}
    for one in objects.values():
        found.update((field.uid, field) for field in one.fields.values())
        found.update((rule.uid, rule) for rule in one.rules)
    return found


def _referrers(objects: Mapping[str, Object]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return who may point at records of each object: (object, field)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in objects.values():
        for field in one.fields.values():
            for target in _targets(field, objects):
                found.setdefault(target, []).append((one.name, field.name))
    return MappingProxyType({name: tuple(referrers) for name, referrers in found.items()})


def _targets(field: Field, objects: Mapping[str, Object]) -> tuple[str, ...]:
    if field.virtual or field.type.kind is Kind.ROWS:
        return ()
    named = field.type.targets(field)
    if not named and field.type.kind is Kind.OPAQUE and len(field.type.columns(field)) > 1:     # an any-link to any
        return tuple(name for name, one in objects.items() if one.parent is None)
    return named


def _draft(held: Mapping[str, Any], registry: Registry, report: Report) -> Draft:
    """Return the draft a frozen catalog says, as if it had been layered."""
    draft = Draft(report)
    everything = frozenset(held["packs"])
    draft.packs = {name: RawPack(name, body, NOWHERE, everything) for name, body in held["packs"].items()}
    for name, body in held["objects"].items():
        extra = {kind: tuple(found) for kind, found in body.get("extra", {}).items()}
        where = Where(_document("object", {"name": name, "pack": body["pack"]}))
        made = RawObject(name, body, where, body["pack"], extra=extra)
        for field, part in body["fields"].items():
            if part["type"] not in registry.types:
                report.add(Place(f"catalog/{name}"), "M201", f"field {field}: no type '{part['type']}'")
            made.fields[field] = Raw(field, part, where, part["pack"], ())
        made.checks = {key: Raw(key, part, where, body["pack"], ()) for key, part in body.get("checks", {}).items()}
        made.uniques = {key: Raw(key, part, where, body["pack"], ()) for key, part in body.get("unique", {}).items()}
        draft.objects[name] = made
    draft.views = {name: _document("view", body) for name, body in held["views"].items()}
    draft.workflows = {name: _document("workflow", body) for name, body in held.get("workflows", {}).items()}
    draft.menus = [_document("menu", {"name": "", "groups": held["menu"], "pack": next(iter(everything), "")})] \
        if held["menu"] else []
    draft.data = [_document("data", body) for body in held["data"]]
    draft.rules = {name: _document("rule", body) for name, body in held.get("rules", {}).items()}
    draft.roles = [_document("role", part) for body in held.get("roles", {}).values() for part in _by_pack(body)]
    draft.extra = dict(held["extra"])
    draft.patches = [Patch(**each) for each in held.get("patches", ())]
    return draft


def _by_pack(role: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what each pack said of a role; the lowest said all but grants."""
    grants: dict[str, dict[str, Any]] = {role["pack"]: {}}
    for name, grant in role.get("grants", {}).items():
        grants.setdefault(grant["pack"], {})[name] = {key: value for key, value in grant.items() if key != "pack"}
    for pack, found in grants.items():
        own = role if pack == role["pack"] else {"name": role["name"]}
        yield {**own, "pack": pack, "grants": found}


def _document(kind: str, body: Mapping[str, Any]) -> Document:
    return Document(f"catalog/{body['name']}", body["pack"], kind, body["name"], body, Positions())


def _still(extra: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    return MappingProxyType({kind: MappingProxyType(dict(found)) for kind, found in extra.items()})
