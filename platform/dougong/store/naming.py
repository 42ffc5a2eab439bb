"""Names of what the database holds beside columns: readable, and never longer than PostgreSQL's 63 bytes."""

import hashlib

LONGEST = 63


def name_of(kind: str, *parts: str) -> str:
    """Return `kind_part_part`, cut and marked by a hash where it would be too long: always the same for the same."""
    name = "_".join((kind, *parts))
    if len(name) <= LONGEST:
        return name
    return f"{name[:LONGEST - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def joining(owner: str, field: str) -> str:
    """Return the name of the join table of a `links` field: `<object>__<field>`."""
    name = f"{owner}__{field}"
    return name if len(name) <= LONGEST else name_of(owner[:LONGEST // 2], "", field)
