"""What a new catalog does to operations of patches: which are parked from now on, and which fit again."""

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from dougong.catalog.model import Catalog, Patch
from dougong.fields.base import Dialect
from dougong.store.engine_tables import CATALOG
from dougong.store.plan import Step
from dougong.store.session import Reader
from dougong.store.sql import compile

_WHY: Mapping[str, str] = {
    "gone": "what it is about is not there any more", "changed": "something else stands there now: {now}",
    "refused": "{why}",
}


def patches(session: Reader, dialect: Dialect, base: int, catalog: Catalog) -> Iterator[Step]:
    """Yield a step for each operation that is parked by this catalog and was not by the one before, and for each
    that takes effect again."""
    if not catalog.patches:
        return
    before = _before(session, dialect, base)
    for patch in catalog.patches:
        parked = before.get(_key(patch.file, patch.said), None if patch.lost else "")
        if patch.lost and not parked:
            yield Step("park", patch.path, f"Park what {patch.pack} changes in {patch.path}: {_why(patch)}", (),
                       "confirm")
        elif parked and not patch.lost:
            yield Step("return", patch.path, f"What {patch.pack} changes in {patch.path} takes effect again", ())


def _before(session: Reader, dialect: Dialect, base: int) -> dict[str, str]:
    """Return why each operation is parked in catalog `base`, "" for those that are not."""
    query = select(CATALOG.c.frozen).where(CATALOG.c.number == bindparam("number"))
    found = session.rows(compile(query, dialect), {"number": base})
    held = json.loads(zlib.decompress(found[0][0]))["catalog"].get("patches", ()) if found else ()
    return {_key(each["file"], each["said"]): each.get("lost", "") for each in held}


def _key(file: str, said: Mapping[str, Any]) -> str:
    return f"{file} {json.dumps(said, sort_keys=True, default=str)}"


def _why(patch: Patch) -> str:
    now = json.dumps(patch.now, ensure_ascii=False, default=str)
    return _WHY[patch.lost].format(now=now, why=patch.why)
