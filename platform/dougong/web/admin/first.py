"""The first page of a new installation: whose it is, in which currency its books are, where and in which language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dougong.kernel.labels import LANGUAGES
from dougong.records.company import is_zone
from dougong.web.scene import Scene
from dougong.web.setting import Setting, picked
from dougong.web.shell import TONGUES

#: Currencies to choose from; another one is typed on the company's own page.
CURRENCIES: Final = ("CNY HKD MOP TWD USD EUR GBP JPY KRW SGD MYR THB VND IDR PHP INR AUD NZD CAD CHF SEK AED BRL "
                     "MXN ZAR").split()
#: Time zones to choose from, by offset.
ZONES: Final = (
    "Pacific/Honolulu America/Los_Angeles America/Denver America/Chicago America/New_York America/Sao_Paulo UTC "
    "Europe/London Europe/Lisbon Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Warsaw Europe/Athens "
    "Africa/Cairo Africa/Johannesburg Europe/Istanbul Europe/Moscow Asia/Riyadh Asia/Dubai Asia/Karachi Asia/Kolkata "
    "Asia/Dhaka Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta Asia/Shanghai Asia/Urumqi Asia/Hong_Kong Asia/Macau "
    "Asia/Taipei Asia/Singapore Asia/Kuala_Lumpur Asia/Manila Australia/Perth Asia/Tokyo Asia/Seoul Australia/Sydney "
    "Pacific/Auckland").split()


@dataclass(frozen=True, slots=True)
class FirstPage:
    """Everything the page shows; `faults` say why the answers cannot be taken."""

    fields: tuple[Setting, ...]
    action: str
    faults: tuple[str, ...] = ()


def first_page(scene: Scene, said: Mapping[str, str], action: str, faults: tuple[str, ...] = ()) -> FirstPage:
    """Return the page filled with what was said."""
    return FirstPage(tuple(_fields(scene, said)), action, faults)


def said_now(scene: Scene) -> dict[str, str]:
    """Return the answers as things are."""
    told = scene.context.settings
    return {"name": str(told.get("company.name") or ""), "currency": str(told.get("company.currency") or ""),
            "time_zone": str(told.get("company.time_zone") or ""), "language": scene.lang}


def _fields(scene: Scene, said: Mapping[str, str]) -> Iterator[Setting]:
    say = scene.say
    yield Setting(name="name", label=say("first.name"), value=said.get("name", ""), required=True)
    currency, zone = said.get("currency", ""), said.get("time_zone", "")
    codes = [(code, f"{code}  {say(f'currency.{code}')}") for code in CURRENCIES] + _other(currency, CURRENCIES)
    yield Setting(name="currency", label=say("first.currency"), kind="select", hint=say("first.currency_hint"),
                  choices=picked(codes, currency))
    zones = [(each, _zone(scene.context.now, each)) for each in ZONES] + _other(zone, ZONES)
    yield Setting(name="time_zone", label=say("first.zone"), kind="select", hint=say("first.zone_hint"),
                  choices=picked(zones, zone))
    yield Setting(name="language", label=say("first.language"), kind="select", hint=say("first.language_hint"),
                  choices=picked([(each, TONGUES[each]) for each in LANGUAGES], said.get("language", "")))


def _other(held: str, known: Sequence[str]) -> list[tuple[str, str]]:
    """Return what is chosen now where it is none of those offered."""
    return [(held, held)] if held and held not in known else []


def _zone(now: datetime, name: str) -> str:
    if not is_zone(name):
        return name
    offset = now.astimezone(ZoneInfo(name)).strftime("%z")
    return f"{name.replace('_', ' ')}  UTC{offset[:3]}:{offset[3:]}"
