"""The one arithmetic (design 4): + - * exact within 28 digits, / half-up to 12 places, null for a zero divisor."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow

PLACES = 12
DIGITS = 28
Number = Decimal | int

#: Results of 10^28 and more are an Overflow; digits beyond the 28th are rounded half-up.
CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_UP, Emax=DIGITS - 1, traps=[Overflow, InvalidOperation])
#: Quotients are cut, not rounded, so that rounding to 12 places afterwards rounds once.
_CUT = Context(prec=2 * DIGITS, rounding=ROUND_DOWN, traps=[InvalidOperation])
#: Holds whatever two operands make before it is brought to 28 digits.
WIDE = Context(prec=3 * DIGITS, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(PLACES + 1))
_STEP = _STEPS[PLACES]

add = CONTEXT.add
subtract = CONTEXT.subtract
multiply = CONTEXT.multiply


def divide(left: Number, right: Number) -> Decimal | None:
    """Return left / right rounded half-up to 12 places, None for a zero divisor."""
    if not right:
        return None
    return CONTEXT.plus(WIDE.quantize(_within(_CUT.divide(Decimal(left), Decimal(right))), _STEP))


def negate(value: Number) -> Decimal:
    """Return -value."""
    return CONTEXT.minus(value)


def absolute(value: Number) -> Decimal:
    """Return the value without its sign."""
    return CONTEXT.abs(value)


def mod(left: Number, right: Number) -> Decimal | None:
    """Return what is left of `left` after taking `right` whole times; it has the sign of `left`. None for zero."""
    if not right:
        return None
    left, right = Decimal(left), Decimal(right)
    wide = Context(prec=max(left.adjusted() - right.adjusted(), 0) + 3 * DIGITS, traps=[InvalidOperation])
    return CONTEXT.plus(wide.remainder(left, right))


def rounded(value: Number, places: Number = 0) -> Decimal:
    """Return the value rounded half-up (away from zero) to so many places."""
    return CONTEXT.plus(WIDE.quantize(value, _STEPS[int(places)]))


def portion(whole: Number, part: Number, among: Number, places: int) -> Decimal:
    """Return whole * part / among rounded half-up once to so many places; `among` is not zero."""
    exact = _CUT.divide(WIDE.multiply(Decimal(whole), Decimal(part)), Decimal(among))
    return CONTEXT.plus(WIDE.quantize(_within(exact), _STEPS[places]))


def floor(value: Number) -> Decimal:
    """Return the largest whole number not above the value."""
    return CONTEXT.plus(Decimal(value).to_integral_value("ROUND_FLOOR"))


def ceiling(value: Number) -> Decimal:
    """Return the smallest whole number not below the value."""
    return CONTEXT.plus(Decimal(value).to_integral_value("ROUND_CEILING"))


def whole(value: Number, limit: int) -> int:
    """Return the value cut to a whole number between -limit and limit."""
    return int(max(min(value, limit), -limit))


def plain(value: Number) -> str:
    """Return the number as text: no exponent, no zeros at the end, no minus zero."""
    text = f"{Decimal(value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _within(value: Decimal) -> Decimal:
    if value.adjusted() >= DIGITS:
        raise Overflow
    return value
