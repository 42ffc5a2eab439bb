"""What the address of a list asks of the records, without what is the screen's alone."""

from dougong.web.listing.filters import Pairs

#: Parameters that are the screen's or the API's alone: the view, what a redirect says was done; a screen shows titles
#: and nothing else of what is behind links. Others of the screen begin with _, which no field does.
OWN = frozenset({"view", "done", "expand"})


def conditions(pairs: Pairs) -> Pairs:
    """Return the parameters the API knows too."""
    return [pair for pair in pairs if pair[0] not in OWN and not pair[0].startswith("_")]
