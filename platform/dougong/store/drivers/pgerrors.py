"""PostgreSQL's error codes in the store's words."""

from collections.abc import Mapping

from psycopg import pq

from dougong.store import errors
from dougong.store.errors import StoreError

#: Raised by dg_enter (store/fence.py), and by dg_demand (store/statements/demand.py).
FENCED, UNMET = "DG001", "DG002"

_BUSY = frozenset({"40001", "40P01", "55P03"})              # serialization, deadlock, lock not available
_LOST = frozenset({"57P01", "57P02", "57P03", "25P03"})      # shut down by an operator, crash, starting, idle too long
_OUTDATED = "cached plan must not change result type"       # 0A000, which says many other things too
#: The last is a text too long for the index it would stand in.
_OVERFLOW = frozenset({"22001", "22003", "22008", "22021", "22P05", "54000"})
_CURE = ("of two accounts the one of DOUGONG_MIGRATOR_URL changes tables, and `dougong apply` gives the other one its "
         "rights")
_VIOLATIONS: Mapping[str, type[errors.Violation]] = {
    "23505": errors.UniqueViolation,
    "23503": errors.ForeignKeyViolation,
    "23001": errors.ForeignKeyViolation,
    "23502": errors.CheckViolation,
    "23514": errors.CheckViolation,
}
_OTHERS: Mapping[str, type[StoreError]] = {
    "42501": errors.Denied,
    "57014": errors.Slow, "53100": errors.Full, "53200": errors.Busy, "53300": errors.Busy, "58030": errors.Unreadable,
    "58P01": errors.Unreadable, "XX001": errors.Unreadable, "XX002": errors.Unreadable, UNMET: errors.Unmet}


def translate(result: pq.abc.PGresult) -> StoreError:
    """Return the error a failed result stands for."""
    state = _field(result, pq.DiagnosticField.SQLSTATE)
    told = f"{state} {_field(result, pq.DiagnosticField.MESSAGE_PRIMARY)}"
    if violation := _VIOLATIONS.get(state):
        return violation(_field(result, pq.DiagnosticField.CONSTRAINT_NAME) or None, told,
                         _field(result, pq.DiagnosticField.TABLE_NAME) or None)
    if state == FENCED:
        planned, _, found = _field(result, pq.DiagnosticField.MESSAGE_DETAIL).partition(" ")
        return errors.Fenced(int(planned), int(found) if found else None)
    kind = _kind(state, told)
    return kind(f"{told}; {_CURE}" if kind is errors.Denied else told)


def _kind(state: str, told: str) -> type[StoreError]:
    if state in _BUSY:
        return errors.Busy
    if state in _LOST or state.startswith("08") or _OUTDATED in told:
        return errors.Lost                      # a new connection has no outdated plans
    if state in _OVERFLOW:
        return errors.Overflow
    return _OTHERS.get(state, errors.Faulty)


def _field(result: pq.abc.PGresult, code: pq.DiagnosticField) -> str:
    return (result.error_field(code) or b"").decode(errors="replace")
