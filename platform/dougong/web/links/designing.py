"""The designer: objects and their parts, rules, navigation, and the history of all that."""

from collections.abc import Iterable

from dougong.web.links.address import asking


def described(name: str) -> str:
    """Return the catalog's page of an object."""
    return f"/admin/catalog/{name}"


def designed(name: str, part: str = "") -> str:
    """Return the page of one part of an object in the designer (list, checks, settings)."""
    return f"/admin/catalog/{name}" + (f"/{part}" if part else "")


def add_field(name: str, kind: str = "") -> str:
    """Return the choice of a type for a new field, or the form of one of that type."""
    return asking(f"/admin/catalog/{name}/add", [("type", kind)] if kind else [])


def design_field(name: str, field: str, kind: str = "") -> str:
    """Return the form of a field's definition: with a type, as it would be when it got that."""
    return asking(f"/admin/catalog/{name}/fields/{field}", [("type", kind)] if kind else [])


def retype(name: str, field: str) -> str:
    """Return the choice of another type for a field."""
    return f"/admin/catalog/{name}/fields/{field}/type"


def design_check(name: str, check: str = "") -> str:
    """Return the form of a check's definition, of a new one without its name."""
    return asking(f"/admin/catalog/{name}/check", [("name", check)] if check else [])


def design_state(name: str, state: str = "") -> str:
    """Return the form of a state of an object's workflow, of a new one without its name."""
    return asking(f"/admin/catalog/{name}/workflow/state", [("name", state)] if state else [])


def design_transition(name: str, transition: str = "") -> str:
    """Return the form of a transition of an object's workflow, of a new one without its name."""
    return asking(f"/admin/catalog/{name}/workflow/transition", [("name", transition)] if transition else [])


def draw_flow(name: str, kind: str, found: str = "") -> str:
    """Return where a workflow is drawn with a state or transition (`kind`) as a form says it."""
    return asking(f"/f/flow/{name}/{kind}", [("name", found)] if found else [])


def design_rule(name: str, rule: str = "") -> str:
    """Return the form of a rule of an object, of a new one without its name."""
    return asking(f"/admin/catalog/{name}/rule", [("name", rule)] if rule else [])


def tell_rule(name: str) -> str:
    """Return where a rule is told in a sentence while it is typed."""
    return f"/f/rule/{name}"


def names_of(name: str, *, this: str = "", gathers: bool = False) -> str:
    """Return what an expression over an object may name, as far as it is typed: also of the record at hand, an object
    `this`; also what gathers many values into one."""
    return asking(f"/f/names/{name}", [*([("this", this)] if this else []), *([("gathers", "1")] if gathers else [])])


def menu_part(group: str, entry: str = "") -> str:
    """Return the form of a group of the navigation, or of an entry in it."""
    return asking("/admin/navigation/part", [("group", group), *([("entry", entry)] if entry else [])])


def definitions(pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the history of the definitions."""
    return asking("/admin/history", pairs)


def definitions_of(number: int) -> str:
    """Return what one catalog changed."""
    return f"/admin/history/{number}"


def definitions_revert(number: int) -> str:
    """Return where taking a change back is planned and carried out."""
    return f"/admin/history/{number}/revert"
