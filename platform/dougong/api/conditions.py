"""Conditions in headers: which version the caller saw, and the key that makes a retry safe."""

import re

from flask import request

from dougong.kernel.errors import Malformed

VERSION = '^"[1-9][0-9]{0,17}"$'
KEY = "^[!-~]{1,200}$"
# a proxy that compresses makes tags weak; the version in them is still the version
_VERSION = re.compile('(?:W/)?"([1-9][0-9]{0,17})"')
_KEY = re.compile(KEY)


def if_match() -> int | None:
    """Return the version If-Match names, None without the header; raises Malformed for anything but one version."""
    header = request.headers.get("If-Match")
    if header is None:
        return None
    found = _VERSION.fullmatch(header.strip())
    if found is None:
        raise Malformed("if_match")
    return int(found[1])


def is_known(version: int | str | None) -> bool:
    """Return whether If-None-Match says that the caller has this version (or what this tag stands for) already."""
    header = request.headers.get("If-None-Match")
    same = {"*", f'"{version}"', f'W/"{version}"'}
    return header is not None and any(each.strip() in same for each in header.split(","))


def key() -> str | None:
    """Return the Idempotency-Key, None without one; raises Malformed unless it is 1 to 200 visible ASCII characters."""
    header = request.headers.get("Idempotency-Key")
    if header is None:
        return None
    if not _KEY.fullmatch(header):
        raise Malformed("idempotency_key")
    return header
