"""The kinds of value an expression can hold: the vocabulary fields and expressions share."""

from enum import Enum


class Kind(Enum):
    """What a value is, as far as an expression cares; each field type names one."""

    NUMBER = "number"      # Decimal (an integer field's value is an int); exact
    TEXT = "text"          # str
    FLAG = "flag"          # bool
    DATE = "date"          # datetime.date
    MOMENT = "moment"      # timezone-aware datetime in UTC
    TIME = "time"          # datetime.time without zone
    SPAN = "span"          # a count of whole days (datetime.timedelta); computed, never stored
    WORKSPAN = "span of working days"    # a count of them (expressions.workdays.Workdays); computed, never stored
    LINK = "link"          # the id (int) of a record
    ROWS = "rows"          # the lines of a record; only aggregates take it
    SET = "set"            # tuple[str, ...] (choices, tags) or tuple[int, ...] (links)
    OPAQUE = "opaque"      # stored and shown, never computed with (json, file, any-link)
    NULL = "null"          # the literal None before it meets a typed neighbour


#: What is added to a date or moment and taken from it.
SPANS = frozenset({Kind.SPAN, Kind.WORKSPAN})
