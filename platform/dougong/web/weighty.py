"""What of the screens gives people rights, so that whoever sends it has to have proved lately who they are: roles and
grants with the definitions that are published, memberships, accounts of others, how people sign in, keys that open
without one.

Sharing a record of one's own, or assigning it, is everyday work and not among it.
"""

from collections.abc import Mapping
from typing import Any, Final

from dougong.access.confirming import GIVING
from dougong.catalog.setting import object_of

#: What always does.
_ALWAYS: Final = frozenset({"web.go_on", "web.send_invitation", "web.make_key"})
#: By endpoint the buttons that do; and those that do not, where every other one does.
_BUTTONS: Final = {"web.publish": frozenset({"publish"}), "web.act_person": frozenset({"invite", "active", "factor"})}
_OTHERS: Final = {"web.act_member": frozenset({"look"}), "web.bulk": frozenset({"export", "share", "merge"})}
#: What writes records of the object in its address.
_WRITING: Final = frozenset({
    "web.create", "web.save", "web.put_cell", "web.move", "web.bulk", "web.press", "web.run_do", "web.archive",
    "web.restore", "web.put_back", "web.merge"})
#: What writes records of the object an import names.
IMPORTING: Final = frozenset({"web.import_run", "web.import_undo"})


def gives(endpoint: str, parts: Mapping[str, Any], form: Mapping[str, str]) -> bool:
    """Return whether a form sent to `endpoint`, whose address has these parts, gives rights."""
    pressed = form.get("_do", "").partition(":")[0]
    if endpoint in _ALWAYS or pressed in _BUTTONS.get(endpoint, ()):
        return True
    if pressed in _OTHERS.get(endpoint, ()):
        return False
    if endpoint == "web.definitions_revert":                # without one it shows the plan
        return bool(form.get("digest"))
    if endpoint == "web.choose_settings":
        return gives_in(object_of(str(parts["name"])))
    return endpoint == "web.act_member" or (endpoint in _WRITING and gives_in(parts.get("name", "")))


def gives_in(name: str) -> bool:
    """Return whether writing records of the object gives rights."""
    return name in GIVING
