"""Who may do what: roles, people, and why."""

from dougong.web.links.address import asking


def roles(name: str = "", part: str = "") -> str:
    """Return the page of all roles, or what they may do with one object: by verb, or by field."""
    return asking("/admin/roles", [("object", name), *([("part", part)] if part else [])] if name else [])


def role(name: str, thing: str = "") -> str:
    """Return the page of a role, or the form of what it may do with an object."""
    return f"/admin/roles/{name}" + (f"/on/{thing}" if thing else "")


def role_words(name: str) -> str:
    """Return the form of what a role is called and includes."""
    return f"/admin/roles/{name}/words"


def role_new(like: str = "") -> str:
    """Return the form of a new role, with the grants of another."""
    return asking("/admin/roles/new", [("like", like)] if like else [])


def member(number: int) -> str:
    """Return the administrators' page of a person."""
    return f"/admin/people/{number}"


def access(user: int, name: str = "", number: int | None = None) -> str:
    """Return what a person may do, with an object or a record of it, and why."""
    said = [("user", str(user)), *([("object", name)] if name else []), *([("id", str(number))] if number else [])]
    return asking("/admin/access", said)
