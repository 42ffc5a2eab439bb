"""Signing in by the company's account: the provider's side of OpenID Connect (authorization code with PKCE, state and
nonce). The extra `oidc` brings the client.

What a provider says is believed only as a token it has signed for us, now, as the answer to this very question.
"""

import threading
import time
from collections.abc import Mapping
from typing import Any, Final

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dougong.config import Settings
from dougong.web.provider import Asked, Person, Untrusted

#: Signatures we take: of keys whose public half the provider shows. Never none, never our own secret.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
SCOPE: Final = "openid email profile"
#: Seconds a provider may take to answer, what it says of itself is believed, and clocks may differ.
_PATIENCE: Final = 10
_LASTS: Final = 3600.0
_LEEWAY: Final = 60
#: What makes a provider ask for the password although it knows the browser, and say when it was given.
_ANEW: Final = {"prompt": "login", "max_age": "0"}


class OpenID:
    """One provider, as the settings name it. What it says of itself is fetched when first needed."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer or ""
        self._client, self._secret = settings.oidc_client or "", settings.oidc_secret or ""
        self._back = f"{settings.base_url}/sign-in/oidc/back"
        self._lock = threading.Lock()
        self._known: tuple[float, Mapping[str, Any], Any] | None = None

    def ask(self, *, anew: bool = False) -> Asked:
        """Return a new question, as web.provider.Provider says."""
        said, _ = self._said()
        nonce, verifier = generate_token(32), generate_token(64)
        with self._session() as session:
            url, state = session.create_authorization_url(
                said["authorization_endpoint"], code_verifier=verifier, nonce=nonce, **(_ANEW if anew else {}))
        return Asked(url, state, nonce, verifier, str(int(time.time())) if anew else "")

    def answered(self, args: Mapping[str, str], asked: Mapping[str, str]) -> Person:
        """Return who came back, as web.provider.Provider says."""
        if "error" in args or not args.get("code") or args.get("state", "") != asked["state"]:
            raise Untrusted(why=f"no answer to our question: {args.get('error', 'state')[:80]}")
        if args.get("iss", self._issuer) != self._issuer:                 # RFC 9207
            raise Untrusted(why="answered by another provider")
        said, keys = self._said()
        token = self._redeemed(said["token_endpoint"], args["code"], asked["verifier"])
        claims = self._claims(token, keys, asked["nonce"])
        if asked.get("since"):
            _demand_anew(claims.get("auth_time"), int(asked["since"]))
        verified = claims.get("email_verified") is True
        return Person(self._issuer, str(claims["sub"]), str(claims.get("email") or "") if verified else "")

    def _redeemed(self, endpoint: str, code: str, verifier: str) -> Mapping[str, Any]:
        try:
            with self._session() as session:
                token: Mapping[str, Any] = session.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=verifier, timeout=_PATIENCE)
        except (OAuthError, requests.RequestException, ValueError) as error:
            raise Untrusted(why=f"the code was not taken: {error}"[:200]) from error
        return token

    def _claims(self, token: Mapping[str, Any], keys: Any, nonce: str) -> Mapping[str, Any]:
        """Return what the token says, once signature, issuer, audience, time and nonce are right."""
        try:
            read = self._read(token["id_token"], keys)
            claims = CodeIDToken(read.claims, read.header, {
                "iss": {"essential": True, "value": self._issuer}, "aud": {"essential": True, "value": self._client},
                "sub": {"essential": True}, "nonce": {"essential": True, "value": nonce}},
                {"nonce": nonce, "client_id": self._client, "access_token": token.get("access_token")})
            claims.validate(now=int(time.time()), leeway=_LEEWAY)
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise Untrusted(why=f"the token is not for us: {type(error).__name__} {error}"[:200]) from error
        found: Mapping[str, Any] = claims
        return found

    def _read(self, text: str, keys: Any) -> Any:
        """Return the token read with the provider's keys, which may have changed since they were fetched."""
        try:
            return jwt.decode(text, keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            with self._lock:
                self._known = None
            return jwt.decode(text, self._said()[1], algorithms=ALGORITHMS)

    def _said(self) -> tuple[Mapping[str, Any], Any]:
        """Return what the provider says of itself, and its keys."""
        with self._lock:
            known = self._known
            if known is None or time.monotonic() - known[0] > _LASTS:
                said = _fetched(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
                if said.get("issuer") != self._issuer:
                    raise Untrusted(why=f"the provider calls itself {said.get('issuer')}"[:200])
                try:
                    keys = KeySet.import_key_set(_fetched(said["jwks_uri"]))       # type: ignore[arg-type]
                except (JoseError, KeyError, ValueError) as error:
                    raise Untrusted(why=f"the provider shows no keys: {error}"[:200]) from error
                self._known = known = time.monotonic(), said, keys
            return known[1], known[2]

    def _session(self) -> Any:
        return OAuth2Session(self._client, self._secret, scope=SCOPE, redirect_uri=self._back,
                             code_challenge_method="S256")


def _demand_anew(signed_in: object, since: int) -> None:
    """Raise Untrusted unless the provider says that somebody has signed in there since that second."""
    if not isinstance(signed_in, int | float) or signed_in < since - _LEEWAY:
        raise Untrusted(why="an earlier sign-in, and a new one was asked for")


def _fetched(url: str) -> Mapping[str, Any]:
    """Return the JSON object at an address of the provider; a redirect is not followed."""
    try:
        answer = requests.get(url, timeout=_PATIENCE, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Untrusted(why=f"{url} does not answer: {error}"[:200]) from error
    if not isinstance(found, dict):
        raise Untrusted(why=f"{url} is no JSON object")
    return found
