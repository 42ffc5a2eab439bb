"""The action `pour_again`: another record for the same group, as a rule says how much."""

from dougong.spi import Action, Argument, Errand, Object


def pour_again(errand: Errand) -> None:
    """Ask for the same again, in another quantity."""
    draft, said = errand.record, errand.args
    (tally,) = draft.rules.object.extra["tally"]
    errand.request(object=draft.rules.object.name, verb="create", values={
        tally["group"]: draft.values[tally["group"]], tally["quantity"]: str(said["quantity"]), "note": said["note"]})


def _is_counted(object: Object) -> bool:
    return "tally" in object.extra


AGAIN = Action("pour_again", {"en": "Pour again", "zh-Hans": "再倒一次", "zh-Hant": "再倒一次"}, (
    Argument(name="quantity", label={"en": "Quantity"}, type="decimal", required=True),
    Argument(name="note", label={"en": "Note"}, type="text")), _is_counted, pour_again)
