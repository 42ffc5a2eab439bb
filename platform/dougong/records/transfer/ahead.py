"""Making the next thing ready while somebody else works at the present one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Ahead(Generic[T]):
    """Goes over things, of which the next may be made ready before it is asked for."""

    _source: Iterator[T] = field(default_factory=lambda: iter(()))
    _ready: list[T | Exception] = field(default_factory=list)

    def over(self, source: Iterator[T]) -> Iterator[T]:
        """Yield what `source` yields."""
        self._source = source
        self._ready.clear()
        self.prepare()
        while self._ready:
            thing = self._ready.pop()
            if isinstance(thing, Exception):
                raise thing
            yield thing
            self.prepare()

    def prepare(self) -> None:
        """Make the next thing ready, unless it is; what goes wrong is raised when it is asked for."""
        if self._ready:
            return
        try:
            self._ready.append(next(self._source))
        except StopIteration:
            pass
        except Exception as error:   # noqa: BLE001 - whatever it is, it is told in its turn
            self._ready.append(error)
