"""A small provider of OpenID Connect that a test can start: authorization code with PKCE, tokens signed by joserfc.

It answers honestly unless a test changes what it `says` of somebody, or makes it `lie`.
"""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "dougong", "s3cret of the client"


def _nothing(claims: dict[str, Any]) -> dict[str, Any]:
    return claims


@dataclass
class OpenIDProvider:
    """What the provider knows: `says` about who signs in, codes given out, and how it lies, if it does."""

    issuer: str = ""
    says: dict[str, Any] = field(default_factory=dict)
    lie: Callable[[dict[str, Any]], dict[str, Any]] = _nothing
    algorithm: str = "RS256"
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    #: Signs instead of `key`, which stays the one that is shown.
    forger: Any = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def page(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        """Return the answer to a GET: status, headers, JSON."""
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return 200, {}, {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                             "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys"}
        if path == "/keys":
            return 200, {}, KeySet([self.key]).as_dict(private=False)
        if path == "/authorize":
            return self._authorize(query)
        return 404, {}, {}

    def _authorize(self, query: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        wanted = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        if any(query.get(name) != value for name, value in wanted.items()) or "openid" not in query["scope"].split():
            return 400, {}, {"error": "invalid_request"}
        code = f"code{len(self.codes)}"
        self.codes[code] = query
        back = urlencode({"code": code, "state": query["state"], "iss": self.issuer})
        return 302, {"Location": f"{query['redirect_uri']}?{back}"}, {}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        """Return the answer to a code: it is good once, for the client and the verifier it was asked with."""
        asked = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization != f"Basic {basic}":
            return 401, {"error": "invalid_client"}
        if asked is None or proof.decode().rstrip("=") != asked["code_challenge"] or \
                form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = self.lie({"iss": self.issuer, "aud": CLIENT, "sub": "s-1", "iat": now, "exp": now + 300,
                           "nonce": asked["nonce"], **({"auth_time": now} if "max_age" in asked else {}), **self.says})
        header = {"alg": self.algorithm, "kid": "one"}
        signed = jwt.encode(header, claims, self.forger or self.key, algorithms=[self.algorithm])
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": signed}


@contextmanager
def serving() -> Iterator[OpenIDProvider]:
    """Yield a provider that answers on this machine until the end of the block."""
    provider = OpenIDProvider()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self._send(*provider.page(parts.path, query))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            status, told = provider.token(form, self.headers.get("Authorization", ""))
            self._send(status, {}, told)

        def _send(self, status: int, headers: dict[str, str], said: Any) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            told = {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
            for name, value in told.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
