"""What administrators watch and set: the audit, effects, messages from and to outside, settings."""

from collections.abc import Iterable

from dougong.web.links.address import asking


def audit(pairs: Iterable[tuple[str, str]]) -> str:
    """Return what has to be accounted for, as far as filters let it through."""
    return asking("/admin/audit", pairs)


def effects(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the effects, as far as filters let them through."""
    return asking("/admin/effects", pairs)


def effect(number: int) -> str:
    """Return the page of one effect."""
    return f"/admin/effects/{number}"


def hook(name: str) -> str:
    """Return the page of a rule that hears messages from outside."""
    return f"/admin/hooks/{name}"


def webhook(number: int) -> str:
    """Return the page of one webhook."""
    return f"/admin/webhooks/{number}"


def settings_of(name: str, company: int | None = None, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page of one definition of settings, for a company where it is not the person's own."""
    return asking(f"/admin/settings/{name}", [*([("company", str(company))] if company is not None else []), *pairs])
