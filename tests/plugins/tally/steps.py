"""What a tally does in the unit of work: name the balances, say what is left, refuse below the floor, post."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dougong.spi import Draft, FieldError, Object, Refused, Step, Work

SHORT = {"en": "Only {left} left", "zh-Hans": "只剩 {left}", "zh-Hant": "只剩 {left}"}
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Shift:
    """What one record does to one balance: `tally` is the definition, `delta` what is added, never nothing."""

    tally: Mapping[str, Any]
    group: int
    delta: Decimal

    @property
    def balances(self) -> str:
        """Return the object of the balances."""
        return f"{self.tally['name']}_balance"

    @property
    def key(self) -> Mapping[str, Any]:
        """Return the key of the balance."""
        return {"bucket": self.group}


def shifts(draft: Draft) -> Iterator[Shift]:
    """Yield what the record's change does to balances; a record that moved or went takes back what it had added."""
    for tally in draft.rules.object.extra["tally"]:
        moved: dict[int, Decimal] = {}
        for image, sign in ((draft.old, -1), (draft.values, 1)):
            group, quantity = _counts(tally, image)
            if group is not None:
                moved[group] = moved.get(group, NOTHING) + sign * quantity
        yield from (Shift(tally, group, moved[group]) for group in sorted(moved) if moved[group])


def claim(work: Work, draft: Draft) -> None:
    """Name the balances that will move; one that is not there yet is made."""
    for shift in shifts(draft):
        work.claim(shift.balances, [shift.key], make={"balance": NOTHING})


def compute(work: Work, draft: Draft) -> None:
    """Write what the balance will be into the field `after`."""
    for shift in shifts(draft):
        if "after" in shift.tally and shift.group == draft.values.get(shift.tally["group"]):
            draft.values[shift.tally["after"]] = _balance(work, shift) + shift.delta


def guard(work: Work, draft: Draft) -> None:
    """Refuse what would take a balance below its floor, at the field that says how much."""
    for shift in shifts(draft):
        left = _balance(work, shift)
        if shift.delta < 0 and left + shift.delta < shift.tally["floor"]:
            draft.errors.append(_short(shift, left))


def post(work: Work, draft: Draft) -> None:
    """Write entries and move balances; the floor holds in the database too, whatever was read before."""
    for shift in shifts(draft):
        (old,) = work.read_locked(shift.balances, [shift.key])
        floor = {"balance": shift.tally["floor"]} if shift.delta < 0 else None
        work.add_many(f"{shift.tally['name']}_entry",
                      [{"bucket": shift.group, "source": draft.id, "quantity": shift.delta}])
        if not work.change(shift.balances, shift.key, {"balance": shift.delta}, guard=floor):
            raise Refused(errors=[_short(shift, old["balance"])])
        work.touched(shift.balances, old["id"], old, {**old, "balance": old["balance"] + shift.delta})


def _counts(tally: Mapping[str, Any], image: Mapping[str, Any] | None) -> tuple[int | None, Decimal]:
    """Return the group an image counts for, None when it counts for none, and how much."""
    if image is None or image.get("archived_at") is not None:
        return None, NOTHING
    return image.get(tally["group"]), Decimal(image.get(tally["quantity"]) or 0)


def _balance(work: Work, shift: Shift) -> Decimal:
    (row,) = work.read_locked(shift.balances, [shift.key])
    return Decimal(row["balance"])


def _short(shift: Shift, left: Decimal) -> FieldError:
    said = {language: text.format(left=left) for language, text in SHORT.items()}
    return FieldError(f"/{shift.tally['quantity']}", "tally_short", {"left": left}, said)


def _is_counted(object: Object) -> bool:
    return "tally" in object.extra


STEPS = (
    Step("tally_claim", "claim", _is_counted, claim),
    Step("tally_compute", "compute", _is_counted, compute),
    Step("tally_guard", "guard", _is_counted, guard),
    Step("tally_post", "post", _is_counted, post),
)
