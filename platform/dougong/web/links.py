"""Addresses of the screens, in one place."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

HOME = "/"
FIND = "/search"
HANDOVER = "/handover"
MENTIONS = "/f/people"
NOTICES = "/notices"
INVITE = "/admin/users/invite"
QUEUE = "/f/queue"
NEW_WEBHOOK = "/admin/webhooks/new"


@dataclass(frozen=True, slots=True)
class Paths:
    """Addresses templates need that belong to no record."""

    door: str = "/sign-in"
    code: str = "/sign-in/code"
    forgot: str = "/forgot"
    sign_out: str = "/sign-out"
    language: str = "/language"
    theme: str = "/theme"
    palette: str = "/f/palette"
    bin: str = "/bin"
    account: str = "/account"
    notices: str = NOTICES
    bell: str = "/f/bell"
    told: str = "/f/notices"
    upload: str = "/f/upload"
    settings: str = "/admin/settings"
    first: str = "/admin/start"
    catalog: str = "/admin/catalog"
    expressions: str = "/admin/expressions"
    definitions: str = "/admin/history"
    audit: str = "/admin/audit"
    effects: str = "/admin/effects"
    webhooks: str = "/admin/webhooks"
    people: str = "/admin/sessions"
    mail: str = "/admin/mail"
    plan: str = "/admin/plan"
    plan_sql: str = "/admin/plan.sql"
    new_object: str = "/admin/design/object"
    navigation: str = "/admin/navigation"
    handover: str = HANDOVER
    roles: str = "/admin/roles"
    staff: str = "/admin/people"
    access: str = "/admin/access"
    see_as: str = "/admin/see-as"
    end_seeing: str = "/see-as/end"
    site: str = "/admin/site"
    site_zip: str = "/admin/site.zip"


def sign_in(back: str) -> str:
    """Return the door, which leads back to where someone wanted to go."""
    return _with("/sign-in", [("next", back)] if back != HOME else [])


def account(done: str) -> str:
    """Return the page of one's own account after something was done there."""
    return _with("/account", [("done", f"account_{done}")])


def person(user: int, done: str = "") -> str:
    """Return the page of somebody's account, after something was done there."""
    return _with(f"/admin/users/{user}/account", [("done", f"person_{done}")] if done else [])


def second(back: str, *, keep: bool) -> str:
    """Return where the second factor is asked for."""
    return _with("/sign-in/code", [*([("next", back)] if back != HOME else []), *([("keep", "yes")] if keep else [])])


def oidc(back: str) -> str:
    """Return the way to the provider and back to where someone wanted to go."""
    return _with("/sign-in/oidc", [("next", back)] if back != HOME else [])


def refused() -> str:
    """Return the door after the provider's answer did not let somebody in."""
    return "/sign-in?refused=1"


def chosen() -> str:
    """Return the door after a password was chosen."""
    return "/sign-in?chosen=1"


def left() -> str:
    """Return the door after signing out."""
    return "/sign-in?left=1"


def list_of(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the list of an object, with the query parameters the API takes too."""
    return _with(f"/o/{name}", pairs)


def rows_of(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the fragment of more rows."""
    return _with(f"/f/rows/{name}", pairs)


def record(name: str, number: int, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page of one record."""
    return _with(f"/o/{name}/{number}", pairs)


def versions(name: str, number: int, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the versions of one record."""
    return _with(f"/o/{name}/{number}/history", pairs)


def bin_of(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return what lies in the bin of an object."""
    return _with(f"/bin/{name}", pairs)


def find(q: str, name: str = "") -> str:
    """Return the search for what was typed, over all objects or one."""
    return _with(FIND, [("q", q), *([("object", name)] if name else [])])


def why(name: str, number: int, about: str = "") -> str:
    """Return why one may do what one may with a record: a verb, "do <transition>" or "field <name>" first, if said."""
    return _with(f"/o/{name}/{number}/why", [("about", about)] if about else [])


def why_list(name: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return why a list shows what it shows."""
    return _with(f"/o/{name}/why", pairs)


def new(name: str) -> str:
    """Return the form for a new record."""
    return f"/o/{name}/new"


def edit(name: str, number: int) -> str:
    """Return the form of one record."""
    return f"/o/{name}/{number}/edit"


def act(name: str, number: int, verb: str) -> str:
    """Return where a verb (archive, restore, put-back) is posted."""
    return f"/o/{name}/{number}/{verb}"


def merge(name: str, number: int, other: int) -> str:
    """Return the page on which another record becomes one with this one."""
    return _with(act(name, number, "merge"), [("with", f"#{other}"), ("with.id", str(other))])


def pick(name: str, owner: str = "", field: str = "") -> str:
    """Return the options of a relation picker: records of `name`, for a field of `owner` those it may point to."""
    return _with(f"/f/pick/{name}", [("for", f"{owner}.{field}")] if owner else [])


def pick_any(owner: str, field: str) -> str:
    """Return the options of an any-link of `owner`: records of all objects it may lead to."""
    return f"/f/pick-any/{owner}/{field}"


def preview(name: str, number: int | None) -> str:
    """Return where a form sends what is typed."""
    return f"/f/preview/{name}" + (f"/{number}" if number else "")


def handover(name: str, number: int) -> str:
    """Return what somebody has, to be handed over."""
    return _with(HANDOVER, [("leaver", name), ("leaver.id", str(number)), ("leaver.was", name)])


def import_of(name: str) -> str:
    """Return where files with records of an object are sent."""
    return f"/o/{name}/import"


def export_of(name: str) -> str:
    """Return where the list of an object is asked for as a file."""
    return f"/o/{name}/export"


def job(kind: str, number: int, verb: str = "", pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page of an import or export, or where a verb of it is posted."""
    return _with(f"/{kind}/{number}" + (f"/{verb}" if verb else ""), pairs)


def condition(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the editor of a condition on the list those parameters show."""
    return _with(f"/f/condition/{name}", pairs)


def matches(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return how many records a condition that is still typed would leave."""
    return _with(f"/f/matches/{name}", pairs)


def counts_of(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the tabs of a list with how many records each has."""
    return _with(f"/f/counts/{name}", pairs)


def sums_of(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the sum row of a list."""
    return _with(f"/f/sums/{name}", pairs)


def loosened(name: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return which condition is in the way of a list that shows nothing."""
    return _with(f"/f/loosened/{name}", pairs)


def sums_ticked(name: str) -> str:
    """Return what the rows ticked of a list add up to."""
    return f"/f/chosen/{name}"


def views(name: str) -> str:
    """Return where a view of a list is kept, changed or dropped."""
    return f"/o/{name}/views"


def bulk(name: str) -> str:
    """Return where what shall be done to many records is posted."""
    return f"/o/{name}/bulk"


def cell(name: str, number: int | str, field: str) -> str:
    """Return the input of one value, which is posted there too."""
    return f"/f/cell/{name}/{number}/{field}"


def files_of(name: str, number: int) -> str:
    """Return where files are sent that are attached to a record."""
    return f"/o/{name}/{number}/files"


def comments(name: str, number: int) -> str:
    """Return where something is said about a record."""
    return f"/o/{name}/{number}/comments"


def comment(name: str, number: int, id: int) -> str:
    """Return where a comment is changed or taken back."""
    return f"/o/{name}/{number}/comments/{id}"


def notices(pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return what one was told."""
    return _with(NOTICES, pairs)


def file(number: int, named: str, *, inline: bool = False) -> str:
    """Return the bytes of a file, to be saved or, where that is safe, shown."""
    return _with(f"/files/{number}/{quote(named, safe='')}", [("inline", "1")] if inline else [])


def unfile(number: int) -> str:
    """Return where a file is removed."""
    return f"/files/{number}/remove"


def refile(number: int) -> str:
    """Return where a new version of a file is sent."""
    return f"/files/{number}/versions"


def file_back(number: int) -> str:
    """Return where an earlier version of a file is made the newest."""
    return f"/files/{number}/put-back"


def query(pairs: Iterable[tuple[str, str]]) -> str:
    """Return parameters as the query of an address."""
    return urlencode(list(pairs), safe="[]")


def described(name: str) -> str:
    """Return the catalog's page of an object."""
    return f"/admin/catalog/{name}"


def roles(name: str = "", part: str = "") -> str:
    """Return the page of all roles, or what they may do with one object: by verb, or by field."""
    return _with("/admin/roles", [("object", name), *([("part", part)] if part else [])] if name else [])


def role(name: str, thing: str = "") -> str:
    """Return the page of a role, or the form of what it may do with an object."""
    return f"/admin/roles/{name}" + (f"/on/{thing}" if thing else "")


def role_words(name: str) -> str:
    """Return the form of what a role is called and includes."""
    return f"/admin/roles/{name}/words"


def role_new(like: str = "") -> str:
    """Return the form of a new role, with the grants of another."""
    return _with("/admin/roles/new", [("like", like)] if like else [])


def member(number: int) -> str:
    """Return the administrators' page of a person."""
    return f"/admin/people/{number}"


def access(user: int, name: str = "", number: int | None = None) -> str:
    """Return what a person may do, with an object or a record of it, and why."""
    said = [("user", str(user)), *([("object", name)] if name else []), *([("id", str(number))] if number else [])]
    return _with("/admin/access", said)


def inside(text: str) -> str:
    """Return `text` when it is an address of ours, else home: what a form says to return to is not trusted."""
    plain = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if plain and text.isprintable() and "\\" not in text else HOME


def _with(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    said = list(pairs)
    return f"{path}?{urlencode(said, safe='[]')}" if said else path


def definitions(pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the history of the definitions."""
    return _with("/admin/history", pairs)


def audit(pairs: Iterable[tuple[str, str]]) -> str:
    """Return what has to be accounted for, as far as filters let it through."""
    return _with("/admin/audit", pairs)


def effects(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the effects, as far as filters let them through."""
    return _with("/admin/effects", pairs)


def hook(name: str) -> str:
    """Return the page of a rule that hears messages from outside."""
    return f"/admin/hooks/{name}"


def webhook(number: int) -> str:
    """Return the page of one webhook."""
    return f"/admin/webhooks/{number}"


def effect(number: int) -> str:
    """Return the page of one effect."""
    return f"/admin/effects/{number}"


def definitions_of(number: int) -> str:
    """Return what one catalog changed."""
    return f"/admin/history/{number}"


def definitions_revert(number: int) -> str:
    """Return where taking a change back is planned and carried out."""
    return f"/admin/history/{number}/revert"


def designed(name: str, part: str = "") -> str:
    """Return the page of one part of an object in the designer (list, checks, settings)."""
    return f"/admin/catalog/{name}" + (f"/{part}" if part else "")


def settings_of(name: str, company: int | None = None, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page of one definition of settings, for a company where it is not the person's own."""
    return _with(f"/admin/settings/{name}", [*([("company", str(company))] if company is not None else []), *pairs])


def add_field(name: str, kind: str = "") -> str:
    """Return the choice of a type for a new field, or the form of one of that type."""
    return _with(f"/admin/catalog/{name}/add", [("type", kind)] if kind else [])


def design_field(name: str, field: str, kind: str = "") -> str:
    """Return the form of a field's definition: with a type, as it would be when it got that."""
    return _with(f"/admin/catalog/{name}/fields/{field}", [("type", kind)] if kind else [])


def retype(name: str, field: str) -> str:
    """Return the choice of another type for a field."""
    return f"/admin/catalog/{name}/fields/{field}/type"


def design_check(name: str, check: str = "") -> str:
    """Return the form of a check's definition, of a new one without its name."""
    return _with(f"/admin/catalog/{name}/check", [("name", check)] if check else [])


def design_state(name: str, state: str = "") -> str:
    """Return the form of a state of an object's workflow, of a new one without its name."""
    return _with(f"/admin/catalog/{name}/workflow/state", [("name", state)] if state else [])


def design_transition(name: str, transition: str = "") -> str:
    """Return the form of a transition of an object's workflow, of a new one without its name."""
    return _with(f"/admin/catalog/{name}/workflow/transition", [("name", transition)] if transition else [])


def draw_flow(name: str, kind: str, found: str = "") -> str:
    """Return where a workflow is drawn with a state or transition (`kind`) as a form says it."""
    return _with(f"/f/flow/{name}/{kind}", [("name", found)] if found else [])


def design_rule(name: str, rule: str = "") -> str:
    """Return the form of a rule of an object, of a new one without its name."""
    return _with(f"/admin/catalog/{name}/rule", [("name", rule)] if rule else [])


def tell_rule(name: str) -> str:
    """Return where a rule is told in a sentence while it is typed."""
    return f"/f/rule/{name}"


def menu_part(group: str, entry: str = "") -> str:
    """Return the form of a group of the navigation, or of an entry in it."""
    return _with("/admin/navigation/part", [("group", group), *([("entry", entry)] if entry else [])])


def names_of(name: str, *, this: str = "", gathers: bool = False) -> str:
    """Return what an expression over an object may name, as far as it is typed: also of the record at hand, an object
    `this`; also what gathers many values into one."""
    return _with(f"/f/names/{name}", [*([("this", this)] if this else []), *([("gathers", "1")] if gathers else [])])
