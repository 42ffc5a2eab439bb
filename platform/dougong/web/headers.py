"""What every page tells the browser to refuse: foreign scripts, frames, guessing of types, leaking of addresses."""

from flask import Response

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
          "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")

FIXED = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cache-Control", "no-store"),
)
HTTPS = (*FIXED, ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))


def guard(response: Response, *, https: bool) -> Response:
    """Return the response with the fixed headers; pages are never kept by caches between people."""
    own = frozenset(response.headers.keys(lower=True))
    for name, value in HTTPS if https else FIXED:
        if name.lower() not in own:
            response.headers.add(name, value)
    return response
