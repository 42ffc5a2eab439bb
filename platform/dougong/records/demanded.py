"""Whether a company demands a second factor of whoever works in it: setting `sign_in.second_factor`."""

from typing import Final

from dougong.access.identity import Identity
from dougong.records.runtime import Runtime

SETTING: Final = "sign_in.second_factor"


def is_demanded(runtime: Runtime, identity: Identity) -> bool:
    """Return whether this person may come in by a second factor only."""
    return runtime.signed(identity, "screen", "").settings.get(SETTING) is True
