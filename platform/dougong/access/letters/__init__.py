"""What mails say, by key and language: <key>.subject and <key>.body with named slots, read when first asked for."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from dougong.access.mail import Mail
from dougong.kernel.labels import LANGUAGES


def letter(key: str, language: str, address: str, **slots: str) -> Mail:
    """Return the mail `key` to an address in one of LANGUAGES; any other language gives English."""
    texts = _texts(language if language in LANGUAGES else "en")
    return Mail(address, " ".join(texts[f"{key}.subject"].format_map(slots).split()),
                texts[f"{key}.body"].format_map(slots))


@cache
def _texts(language: str) -> Mapping[str, str]:
    loaded: dict[str, str] = json.loads(files(__package__).joinpath(f"{language}.json").read_text("utf-8"))
    return loaded
