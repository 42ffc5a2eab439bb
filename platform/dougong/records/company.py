"""What the engine demands of a company: a time zone it can reckon in, and books that stay in the currency they are
kept in."""

from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dougong.catalog.linking.scope import USER
from dougong.catalog.model import Catalog, Field, Object
from dougong.catalog.setting import COMPANY, EXTRA
from dougong.kernel.errors import FieldError
from dougong.kernel.labels import LANGUAGES, enumerated, words
from dougong.kernel.messages import say
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from dougong.store.engine.company import belonging

CURRENCY: Final = "currency"
ZONE: Final = "time_zone"


def is_zone(name: str) -> bool:
    """Return whether there is a time zone of this IANA name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def kept(catalog: Catalog) -> list[tuple[Object, Field]]:
    """Return the objects whose records are a company's documents and ledgers, with the field that says whose."""
    return [(one, field) for one in catalog.objects.values() if EXTRA not in one.extra and one.name != USER
            for field in one.fields.values() if field.type.targets(field) == (COMPANY,) and field.stored]


def _guard(work: Work, draft: Draft) -> None:
    old, new = draft.old or {}, draft.values
    zone = new.get(ZONE)
    if zone and zone != old.get(ZONE) and not is_zone(zone):
        draft.refuse(f"/{ZONE}", "time_zone_unknown", zone=zone)
    if draft.old is not None and new.get(CURRENCY) != old.get(CURRENCY):
        _keep(work, draft, str(old.get(CURRENCY) or ""))


def _keep(work: Work, draft: Draft, currency: str) -> None:
    """Refuse another base currency where there are documents already: their amounts are in the old one."""
    objects = kept(work.context.catalog)
    dialect = work.context.database.dialect
    found = work.session.many([(belonging(one.name, field.name, dialect), {"company": draft.id})
                               for one, field in objects])
    held = [one for (one, _), rows in zip(objects, found, strict=True) if rows]
    if held:
        text = {lang: say("currency_in_use", lang, currency=currency,
                          what=enumerated((words(one.plural, lang) for one in held[:3]), lang))
                for lang in LANGUAGES}
        draft.errors.append(FieldError(f"/{CURRENCY}", "currency_in_use", text=text))


STEP: Final = Step("company", "guard", lambda one: one.name == COMPANY, _guard)
