"""One record on paper: a right of its own, written down like what is taken out as a file."""

from dougong.access.policy import Verb
from dougong.kernel.errors import Denied
from dougong.records import audit, reading
from dougong.records.context import Context
from dougong.records.writing import gate

_PRINT: Verb = "print"


def printed(context: Context, name: str, id: int, address: str | None = None) -> reading.Record:
    """Return a record as `reading.read` does, with titles, to be printed; raises Missing where it may not be read,
    Denied where it may not be printed."""
    gate.may(context.plan(name), _PRINT)
    record = reading.read(context, name, id, titles=True)
    if _PRINT not in reading.permitted(context, name, id, (_PRINT,)):
        raise Denied("denied_record")
    audit.told(context, "export", {"format": "print"}, object=name, id=id, address=address)
    return record
