"""What a new catalog does to operations of patches: which are parked from now on, and which fit again."""

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from dougong.catalog.model import Catalog, Patch
from dougong.fields.base import Dialect
from dougong.kernel.messages import Said
from dougong.kernel.saying import Name, said
from dougong.store.change.plan import Step
from dougong.store.engine_tables import CATALOG
from dougong.store.session import Reader
from dougong.store.sql import compile


def patches(session: Reader, dialect: Dialect, base: int, catalog: Catalog) -> Iterator[Step]:
    """Yield a step for each operation that is parked by this catalog and was not by the one before, and for each
    that takes effect again."""
    if not catalog.patches:
        return
    before = _before(session, dialect, base)
    for patch in catalog.patches:
        parked = before.get(_key(patch.file, patch.said), None if patch.lost else "")
        if patch.lost and not parked:
            yield Step("park", patch.path, said("plan_park", **_about(patch), why=_why(patch)), (), "confirm")
        elif parked and not patch.lost:
            yield Step("return", patch.path, said("plan_fits_again", **_about(patch)), ())


def _before(session: Reader, dialect: Dialect, base: int) -> dict[str, str]:
    """Return why each operation is parked in catalog `base`, "" for those that are not."""
    query = select(CATALOG.c.frozen).where(CATALOG.c.number == bindparam("number"))
    found = session.rows(compile(query, dialect), {"number": base})
    held = json.loads(zlib.decompress(found[0][0]))["catalog"].get("patches", ()) if found else ()
    return {_key(each["file"], each["said"]): each.get("lost", "") for each in held}


def _key(file: str, said: Mapping[str, Any]) -> str:
    return f"{file} {json.dumps(said, sort_keys=True, default=str)}"


def _about(patch: Patch) -> dict[str, Any]:
    return {"pack": Name(patch.pack, section="packs"), "path": patch.path}


def _why(patch: Patch) -> Said | str:
    """Return why an operation is parked; the compiler says it in its own words where it refuses it."""
    now = json.dumps(patch.now, ensure_ascii=False, default=str)
    return patch.why if patch.lost == "refused" else said(f"plan_park_{patch.lost}", now=now)
