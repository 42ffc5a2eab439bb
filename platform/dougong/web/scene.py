"""What a screen is drawn for: the request's context, the person's language and look, the address one stands at."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from dougong.catalog.layer import SITE
from dougong.catalog.model import Field, Object
from dougong.kernel.labels import words as label
from dougong.records.context import Context
from dougong.web.known import beneath
from dougong.web.words import Words, words

#: What a field points to that says whose a record is.
COMPANY = ("company",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How someone wants to see screens; kept in cookies of the device."""

    lang: str
    theme: str = "system"
    density: str = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A request as view models see it; `here` is the address with its query. `seeing` is the name of whom an
    administrator sees the screens as, "" for everybody else."""

    context: Context
    look: Look
    csrf: str
    here: str
    seeing: str = ""

    @property
    def zone(self) -> tzinfo:
        """Return the zone moments are shown in: the company's."""
        return self.context.zone

    @property
    def lang(self) -> str:
        """Return the language of the page."""
        return self.look.lang

    @property
    def say(self) -> Words:
        """Return the words of the page's language."""
        return words(self.look.lang)

    def label(self, thing: Any) -> str:
        """Return what an object, field, view or entry is called, its name where it has no label."""
        return label(thing.label, self.look.lang) or str(thing.name)

    def plural(self, thing: Object) -> str:
        """Return what many records of an object are called."""
        return label(thing.plural, self.look.lang) or self.label(thing)

    def pack(self, name: str) -> str:
        """Return what a pack is called; what administrators made here belongs to the site."""
        if name == SITE:
            return self.say("design.site")
        found = self.context.catalog.packs.get(name)
        return name if found is None else self.label(found)

    def inside(self, named: str) -> str:
        """Return a label as it stands inside a sentence: English begins it small, unless it is an abbreviation."""
        small = self.look.lang == "en" and named[1:2].islower()
        return named[:1].lower() + named[1:] if small else named

    def field(self, thing: Object, name: str) -> Field | None:
        """Return the field if this person may see it on a screen; hidden and unknown look alike. While there is one
        company, no screen asks whose a record is."""
        found = self.context.actor.policy.field(thing, name)
        if found is None or found.hidden or (self.context.alone and found.type.targets(found) == COMPANY):
            return None
        return found

    def column(self, thing: Object, path: str) -> Field | None:
        """Return the field at the end of a dotted path, named and labelled by the whole path: 客户 › 等级."""
        first, _, rest = path.partition(".")
        found = self.field(thing, first)
        if found is None or not rest:
            return found
        targets = found.type.targets(found)
        end = self.column(self.context.catalog.objects[targets[0]], rest) if len(targets) == 1 else None
        if end is None:
            return None
        return beneath(found, end, path, {self.lang: f"{self.label(found)} › {self.label(end)}"})

    def fields(self, thing: Object) -> tuple[Field, ...]:
        """Return the object's fields this person may see, in the order of the definition."""
        return tuple(found for name in thing.fields if (found := self.field(thing, name)) is not None)

    def may(self, thing: Object, verb: Any) -> bool:
        """Return whether the person may do `verb` with records of the object at all."""
        return self.context.actor.policy.may(thing, verb).allowed
