"""Sweeping: files no record and no field has any more go for good, and bytes no record speaks of."""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Final

from dougong.kernel.errors import AppError
from dougong.records.context import Context
from dougong.records.files.keeper import keeping
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.store.files.left import FILE, left, unspoken

#: How long a file that was sent may wait for the form it was sent for.
WAITS: Final = timedelta(days=1)
#: How long a removed file lies in the bin.
BINNED: Final = timedelta(days=30)
#: Seconds for which bytes may lie here before their record is written.
UNWRITTEN: Final = 3600
_MANY: Final = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many records of files and how many files on the disk went."""

    records: int
    contents: int


def sweep(context: Context, runtime: Runtime, unwritten: float = UNWRITTEN) -> Swept:
    """Remove what is left behind: by forms never saved, by emptied and erased fields, by purged records, by writes
    that were rolled back. Several processes may do it at once."""
    if FILE not in context.catalog.objects:
        return Swept(0, 0)
    now, kept = context.now, keeping(context)
    gone = sum(_purged(kept, runtime, id) for id in left(runtime.database, context.catalog, now - WAITS, now - BINNED))
    before, contents = time.time() - unwritten, 0
    runtime.files.tidy(before)
    for hashes in _batches(each.sha256 for each in runtime.files.held(before)):
        for sha256 in unspoken(runtime.database, context.catalog, hashes):
            contents += runtime.files.delete(sha256, before)
    return Swept(gone, contents)


def _purged(context: Context, runtime: Runtime, id: int) -> int:
    unit = runtime.unit(context)
    for verb in ("archive", "purge"):
        try:
            unit.apply(Change(object=FILE, verb=verb, id=id))
        except AppError as error:
            if verb == "purge":
                _log.info("file %s stays: %s", id, error)
                return 0
    return 1


def _batches(hashes: Iterator[str]) -> Iterator[Sequence[str]]:
    while batch := list(islice(hashes, _MANY)):
        yield batch
