"""What a plugin lets rules call: a named action, for which records it is, and what it wants to be told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dougong.fields.base import Spec
from dougong.kernel.labels import Label

if TYPE_CHECKING:
    from dougong.catalog.model import Object


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument(Spec):
    """What an action is told: a value of a field `type`, by its key, whose `options` are those of a field. One that is
    `required` a rule has to name; what it says of a record may be nothing all the same."""

    type: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """An action of a plugin, which rules call <plugin>.<name> and people by its `label`, a verb. `applies` says of
    which objects it takes records; `run` gets an errand (processes.rules.errand) in the transaction of the change."""

    name: str
    label: Label
    args: tuple[Argument, ...]
    applies: Callable[["Object"], bool]
    run: Callable[[Any], None]

    def argument(self, name: str) -> Argument | None:
        """Return what it is told by this name."""
        return next((each for each in self.args if each.name == name), None)
