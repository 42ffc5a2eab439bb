"""The door, and the accounts behind it."""

from dougong.web.links.address import HOME, asking


def sign_in(back: str) -> str:
    """Return the door, which leads back to where someone wanted to go."""
    return asking("/sign-in", [("next", back)] if back != HOME else [])


def second(back: str, *, keep: bool) -> str:
    """Return where the second factor is asked for."""
    return asking("/sign-in/code", [*([("next", back)] if back != HOME else []), *([("keep", "yes")] if keep else [])])


def oidc(back: str) -> str:
    """Return the way to the provider and back to where someone wanted to go."""
    return asking("/sign-in/oidc", [("next", back)] if back != HOME else [])


def confirm(back: str) -> str:
    """Return where somebody proves again who they are, which leads back to `back`."""
    return asking("/confirm", [("next", back)] if back != HOME else [])


def refused() -> str:
    """Return the door after the provider's answer did not let somebody in."""
    return "/sign-in?refused=1"


def chosen() -> str:
    """Return the door after a password was chosen."""
    return "/sign-in?chosen=1"


def left() -> str:
    """Return the door after signing out."""
    return "/sign-in?left=1"


def account(done: str) -> str:
    """Return the page of one's own account after something was done there."""
    return asking("/account", [("done", f"account_{done}")])


def person(user: int, done: str = "") -> str:
    """Return the page of somebody's account, after something was done there."""
    return asking(f"/admin/users/{user}/account", [("done", f"person_{done}")] if done else [])
