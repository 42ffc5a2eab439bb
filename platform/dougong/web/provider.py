"""A provider of sign-ins, as the door sees one: asked, it answers who somebody is. web/oidc.py is one, of OpenID
Connect; it is imported where the settings name a provider, and needs the extra `oidc`."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dougong.config import ConfigError, Settings
from dougong.kernel.errors import AppError


class Untrusted(AppError):
    """What came back is not a sign-in: `why` says it for the log, nobody else is told."""

    code = "denied"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the provider: where it leads, and what only its answer can know. `since` is the second before
    which nobody may have signed in there, "" where an earlier sign-in will do."""

    url: str
    state: str
    nonce: str
    verifier: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who the provider says it is: `subject` names them there for good; `email` is "" unless it has been verified."""

    issuer: str
    subject: str
    email: str


class Provider(Protocol):
    """Whoever vouches for people."""

    def ask(self, *, anew: bool = False) -> Asked:
        """Return a new question, to be answered by signing in `anew`; raises Untrusted where the provider cannot be
        asked."""
        ...

    def answered(self, args: Mapping[str, str], asked: Mapping[str, str]) -> Person:
        """Return who came back with the answer `args` to the question `asked` (state, nonce, verifier, since).

        Raises Untrusted for an answer to another question, from another provider, for somebody else, forged, or by a
        sign-in from before the question where a new one was asked for.
        """
        ...


def provider(settings: Settings) -> Provider | None:
    """Return the provider the settings name, None where they name none; raises ConfigError with the cure where the
    extra is not installed."""
    if settings.oidc_issuer is None:
        return None
    try:
        made: Provider = importlib.import_module("dougong.web.oidc").OpenID(settings)
    except ImportError as missing:
        raise ConfigError(("DOUGONG_OIDC_ISSUER needs what is not installed here; run: pip install 'dougong[oidc]'.",)
                          ) from missing
    return made
