"""What a role may do with an object as a form, and what someone typed there as operations on the definitions."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final, get_args

from dougong.access.policy import Verb
from dougong.catalog.layer import SITE
from dougong.catalog.linking.roles import ALL
from dougong.catalog.model import Catalog, FieldRight, Grant, Object, Role, Whose
from dougong.web.design import role_acts
from dougong.web.design.field_form import Operation
from dougong.web.design.naming import PREFIX
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, picked, words_in, words_of, words_out

VERBS: Final[tuple[Verb, ...]] = get_args(Verb)
SCOPES: Final[tuple[Whose, ...]] = get_args(Whose)
RIGHTS: Final[tuple[FieldRight, ...]] = get_args(FieldRight)
#: What the inputs of a grant that is not there yet begin with.
NEW: Final = "new"
LONGEST: Final = 48


def _grants_on(role: Role, thing: Object) -> tuple[Grant, ...]:
    """Return what the role itself grants on the object, not what it includes."""
    return tuple(each for each in role.grants if each.on is None or thing.name in each.on)


def typed(role: Role, catalog: Catalog, thing: Object) -> dict[str, str]:
    """Return the grants on an object as the form holds them."""
    form: dict[str, str] = {}
    for grant in _grants_on(role, thing):
        named = {verb: "1" for verb in VERBS if verb in grant.may}
        form |= {f"{grant.name}.may.{verb}": said for verb, said in named.items()}
        form |= {f"{grant.name}.scope": grant.scope, f"{grant.name}.where": grant.condition or "",
                 f"{grant.name}.others": grant.others}
        form |= {f"{grant.name}.show.{each}": "1" for each in classes(catalog, thing)
                 if grant.show is None or each in grant.show}
        form |= {f"{grant.name}.field.{path}": grant.fields.get(path, "") for path in paths(catalog, thing)}
        form |= role_acts.typed(grant, thing)
    return form


def classes(catalog: Catalog, thing: Object) -> tuple[str, ...]:
    """Return the classes of confidential fields the object and its lines have."""
    return tuple(sorted({field.classified for one in _parts(catalog, thing).values() for field in one.fields.values()
                         if field.classified}))


def paths(catalog: Catalog, thing: Object) -> tuple[str, ...]:
    """Return the fields a grant may speak of: those of the object, and those of its lines as lines.field."""
    return tuple(f"{prefix}{name}" for prefix, one in _parts(catalog, thing).items() for name in one.fields)


def sections(scene: Scene, catalog: Catalog, role: Role, thing: Object, form: Form) -> tuple[Section, ...]:
    """Return the inputs of each grant on the object, and of one more."""
    found: list[Section] = []
    for grant in _grants_on(role, thing):
        found += _grant(scene, catalog, thing, form, grant)
    return (*found, *_grant(scene, catalog, thing, form, None))


def changed(role: Role, catalog: Catalog, thing: Object, form: Form) -> Iterator[Operation]:
    """Yield what makes the role's grants on an object what the form says. A grant on other objects, too, stays as it is
    for those: what differs here becomes one of the site's own."""
    fresh: dict[str, dict[str, Any]] = {}
    taken = {each.name for each in role.grants}
    for grant in _grants_on(role, thing):
        held, wanted = _body(catalog, thing, typed(role, catalog, thing), grant.name), \
            _body(catalog, thing, form, grant.name)
        if grant.on is None or held == wanted:
            continue
        path = f"roles.{role.name}.grants.{grant.name}"
        if grant.on == (thing.name,):
            yield from _differing(path, _said(grant), held, wanted)
            continue
        yield from _left(path, grant, catalog, thing)
        if wanted["may"]:
            fresh[_name(f"{grant.name}_{thing.name}", taken)] = {"on": [thing.name], **wanted}
    more = _body(catalog, thing, form, NEW)
    if more["may"]:
        fresh[_name(thing.name, taken)] = {"on": [thing.name], **more}
    yield from added(role, fresh)


def _left(path: str, grant: Grant, catalog: Catalog, thing: Object) -> Iterator[Operation]:
    """Yield what makes a grant one on its other objects alone: what it says of this one's fields and transitions, which
    none of those has, goes."""
    others = [catalog.objects[each] for each in grant.on or () if each != thing.name]
    said, known = _said(grant), {each for one in others for each in (*paths(catalog, one), *one.system)}
    yield {"set": f"{path}.on", "to": [each.name for each in others]}
    fields = said.get("fields", {})
    if kept := {name: right for name, right in fields.items() if name in known}:
        yield from ({"unset": f"{path}.fields.{name}"} for name in fields if name not in kept)
    elif fields:
        yield {"unset": f"{path}.fields"}
    do = role_acts.of_others(said, others)
    if do != said.get("do"):
        yield {"set": f"{path}.do", "to": do}


def added(role: Role, grants: Mapping[str, Mapping[str, Any]]) -> Iterator[Operation]:
    """Yield what gives a role grants of the site's own."""
    said = {name: {key: value for key, value in body.items() if value is not None} for name, body in grants.items()}
    if said and role.pack != SITE and all(each.pack != SITE for each in role.grants):
        yield {"add": {"kind": "role", "name": role.name, "grants": said}}
        return
    for name, body in said.items():
        yield {"set": f"roles.{role.name}.grants.{name}", "to": body}


def role_typed(role: Role) -> dict[str, str]:
    """Return a role as its form holds it."""
    return {**words_out("label", role.label), **{f"include.{each}": "1" for each in role.includes}}


def role_sections(scene: Scene, catalog: Catalog, form: Form, role: Role | None) -> tuple[Section, ...]:
    """Return the inputs of a role: its words and what it includes."""
    say = scene.say
    others = (each for each in catalog.roles.values() if role is None or each.name != role.name)
    words = [*words_of(scene, form, "label", say("design.key_label"), required=True)]
    if role is None:
        words.append(Setting(name="name", label=say("design.key_name"), value=form.get("name", ""), code=True,
                             hint=say("role.name_hint")))
    return (Section(name="words", label=say("design.words"), settings=tuple(words)),
            Section(name="includes", label=say("role.includes"), hint=say("role.includes_hint"), settings=tuple(
                Setting(name=f"include.{each.name}", label=scene.label(each), kind="tick",
                        value=form.get(f"include.{each.name}", "")) for each in others if not each.administrator)))


def role_added(name: str, form: Form, like: Role | None) -> Iterator[Operation]:
    """Yield what makes a role, with the grants of one it is `like`."""
    taken: set[str] = set()
    grants = {_name(each.name, taken): _said(each) for each in like.grants} if like else {}
    includes = _includes(form)
    yield {"add": {"kind": "role", "name": name, "label": words_in(form, "label"),
                   **({"includes": includes} if includes else {}), "grants": grants}}


def role_changed(role: Role, form: Form) -> Iterator[Operation]:
    """Yield what gives a role the words and included roles the form says."""
    path, words = f"roles.{role.name}", words_in(form, "label")
    if fresh := {each: text for each, text in words.items() if text != role.label.get(each)}:
        yield {"set": f"{path}.label", "to": fresh}
    includes = _includes(form)
    if includes != list(role.includes) and (includes or role.includes):
        yield {"set": f"{path}.includes", "to": includes} if includes else {"unset": f"{path}.includes"}


def _includes(form: Form) -> list[str]:
    return [name.removeprefix("include.") for name, said in form.items() if name.startswith("include.") and said]


def _said(grant: Grant) -> dict[str, Any]:
    """Return a grant as a file says it."""
    body = {"on": "all" if grant.on is None else list(grant.on), "may": [each for each in VERBS if each in grant.may],
            "do": None if grant.do is None else ALL if ALL in grant.do else sorted(grant.do),
            "scope": grant.scope, "where": grant.condition, "fields": dict(grant.fields),
            "others": None if grant.others == "edit" else grant.others,
            "show": "all" if grant.show is None else sorted(grant.show)}
    return {key: value for key, value in body.items() if value or (key == "do" and value is not None)}


def _body(catalog: Catalog, thing: Object, form: Form, name: str) -> dict[str, Any]:
    """Return what a form says of a grant; keys without a value say nothing."""
    fields = {path: said for path in paths(catalog, thing) if (said := form.get(f"{name}.field.{path}", "")) in RIGHTS}
    others, known = form.get(f"{name}.others", "edit"), classes(catalog, thing)
    shown = [each for each in known if form.get(f"{name}.show.{each}")]
    scope = form.get(f"{name}.scope", "own")
    return {"may": [verb for verb in VERBS if form.get(f"{name}.may.{verb}")],
            "scope": scope if scope in SCOPES else "own", "where": form.get(f"{name}.where", "").strip() or None,
            "fields": fields or None, "others": others if others in {"hidden", "read"} else None,
            "show": shown or None, "do": role_acts.chosen(thing, form, name)}


def _differing(path: str, said: Mapping[str, Any], held: Mapping[str, Any],
               wanted: Mapping[str, Any]) -> Iterator[Operation]:
    """Yield what makes a grant on nothing else what is wanted; without verbs it goes."""
    if not wanted["may"]:
        yield {"unset": path}
        return
    for key, value in wanted.items():
        if value == held[key]:
            continue
        if value is not None:
            yield {"set": f"{path}.{key}", "to": value}
        elif key in said:
            yield {"unset": f"{path}.{key}"}


def _name(stem: str, taken: set[str]) -> str:
    base = f"{PREFIX}{stem.removeprefix(PREFIX)}"[:LONGEST - 3].rstrip("_")
    found = next(each for n in count(1) if (each := base if n == 1 else f"{base}_{n}") not in taken)
    taken.add(found)
    return found


def _parts(catalog: Catalog, thing: Object) -> dict[str, Object]:
    """Return the object and its line objects, by what their fields' names begin with."""
    return {"": thing, **{f"{each.name}.": catalog.objects[each.options["of"]] for each in thing.lines}}


def _grant(scene: Scene, catalog: Catalog, thing: Object, form: Form, grant: Grant | None) -> Iterator[Section]:
    """Yield the inputs of a grant, or of a new one."""
    say, name = scene.say, grant.name if grant else NEW
    if grant is not None and grant.on is None:
        yield Section(name=name, label=say("role.grant", name=name), settings=(), hint=say("role.on_all"))
        return
    shared = grant is not None and grant.on is not None and len(grant.on) > 1
    hint = say("role.shared", n=len(grant.on or ()) - 1) if grant is not None and shared else ""
    called = say("role.grant", name=name) if grant else say("role.grant_new")
    yield Section(
        name=name, label=called, columns=4,
        hint=hint if grant else say("role.grant_new_hint"), settings=tuple(
            Setting(name=f"{name}.may.{verb}", label=say(f"verb.{verb}"), kind="tick",
                    value=form.get(f"{name}.may.{verb}", "")) for verb in VERBS))
    yield from role_acts.sections(scene, thing, form, name, called)
    yield Section(name=f"{name}-scope", label=f"{called} · {say('role.whose')}", columns=2, settings=(
        Setting(name=f"{name}.scope", label=say("role.scope"), kind="select", choices=picked(
            [(each, say(f"scope.{each}")) for each in SCOPES], form.get(f"{name}.scope", "own"))),
        Setting(name=f"{name}.where", label=say("role.where"), value=form.get(f"{name}.where", ""), code=True,
                names=thing.name, hint=say("role.where_hint"))))
    yield Section(
        name=f"{name}-fields", label=f"{called} · {say('role.fields')}", columns=4, hint=say("role.fields_hint"),
        folded=True, settings=(
            *_classes(scene, catalog, thing, form, name),
            Setting(name=f"{name}.others", label=say("role.others"), kind="select", choices=picked(
                [(each, say(f"right.{each}")) for each in reversed(RIGHTS)], form.get(f"{name}.others", "edit"))),
            *_fields(scene, catalog, thing, form, name)))


def _classes(scene: Scene, catalog: Catalog, thing: Object, form: Form, name: str) -> Iterator[Setting]:
    for each in classes(catalog, thing):
        yield Setting(name=f"{name}.show.{each}", label=scene.say("role.show", what=each), kind="tick",
                      value=form.get(f"{name}.show.{each}", ""))


def _fields(scene: Scene, catalog: Catalog, thing: Object, form: Form, name: str) -> Iterator[Setting]:
    for prefix, one in _parts(catalog, thing).items():
        for field in one.fields.values():
            path = f"{prefix}{field.name}"
            label = scene.label(field) if not prefix else f"{scene.label(one)} › {scene.label(field)}"
            chosen = form.get(f"{name}.field.{path}", "")
            yield Setting(name=f"{name}.field.{path}", label=label, kind="select", choices=picked(
                [("", scene.say("right.as_others")), *((each, scene.say(f"right.{each}")) for each in RIGHTS)], chosen))

