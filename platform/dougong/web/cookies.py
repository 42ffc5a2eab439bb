"""Cookies: the session's, the one that guards the sign-in form, and the look someone chose for a device."""

from datetime import timedelta

from flask import Request
from werkzeug.wrappers import Response

from dougong.config import Settings
from dougong.kernel.labels import LANGUAGES
from dougong.web.scene import Look
from dougong.web.shell import DENSITIES, THEMES

YEAR = int(timedelta(days=365).total_seconds())
KEPT = int(timedelta(days=7).total_seconds())
TASTES = {"language": LANGUAGES, "theme": tuple(THEMES), "density": DENSITIES}


def session_name(settings: Settings) -> str:
    """Return the name of the session's cookie: `__Host-` where https makes that possible."""
    return "__Host-dougong" if settings.https else "dougong"


def seeing_name(settings: Settings) -> str:
    """Return the name of the cookie that says as whom an administrator sees the screens."""
    return "__Host-dougong-seeing" if settings.https else "dougong-seeing"


def keep_seeing(response: Response, settings: Settings, value: str) -> None:
    """Let the browser say as whom screens are seen, for as long as it is open."""
    _put(response, settings, seeing_name(settings), value, None)


def door_name(settings: Settings) -> str:
    """Return the name of the cookie that stands in for a session before sign-in."""
    return "__Host-dougong-door" if settings.https else "dougong-door"


def half_name(settings: Settings) -> str:
    """Return the name of the cookie of somebody between password and second factor."""
    return "__Host-dougong-half" if settings.https else "dougong-half"


def provider_name(settings: Settings) -> str:
    """Return the name of the cookie of somebody who is at the provider."""
    return "__Host-dougong-oidc" if settings.https else "dougong-oidc"


def keep_session(response: Response, settings: Settings, value: str, *, long: bool) -> None:
    """Give the browser its session, for as long as it is open or for seven days; the door's cookie goes."""
    _put(response, settings, session_name(settings), value, KEPT if long else None)
    drop(response, settings, door_name(settings))


def open_door(response: Response, settings: Settings, value: str) -> None:
    """Give a browser without a session the random value its sign-in form is tied to."""
    _put(response, settings, door_name(settings), value, None)


def go_half(response: Response, settings: Settings, value: str) -> None:
    """Give the browser what it goes on to the second factor with; it opens nothing else."""
    _put(response, settings, half_name(settings), value, None)


def ask_provider(response: Response, settings: Settings, value: str) -> None:
    """Give the browser what only its own answer from the provider fits."""
    _put(response, settings, provider_name(settings), value, None)


def drop(response: Response, settings: Settings, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, path="/", secure=settings.https, httponly=True, samesite="Lax")


def keep_taste(response: Response, settings: Settings, name: str, value: str) -> None:
    """Keep a choice of language, theme or density on the device for a year; anything else is ignored."""
    if value in TASTES.get(name, ()):
        _put(response, settings, f"dougong-{name}", value, YEAR)


def chosen(request: Request, name: str) -> str | None:
    """Return a kept choice, None where there is none or it makes no sense."""
    value = request.cookies.get(f"dougong-{name}")
    return value if value in TASTES[name] else None


def look(request: Request, language: str | None) -> Look:
    """Return how this device shows screens; `language` is the signed-in person's."""
    spoken = language or chosen(request, "language") or preferred(request)
    return Look(lang=spoken if spoken in LANGUAGES else "en", theme=chosen(request, "theme") or "system",
                density=chosen(request, "density") or "normal")


def preferred(request: Request) -> str:
    """Return the first language the browser asks for that we speak; 简体中文 where it asks for none of them."""
    for tag, _ in request.accept_languages:
        low = tag.lower()
        if low.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
            return "zh-Hant"
        if low.startswith("zh"):
            return "zh-Hans"
        if low.startswith("en"):
            return "en"
    return "zh-Hans"


def _put(response: Response, settings: Settings, name: str, value: str, age: int | None) -> None:
    response.set_cookie(name, value, max_age=age, path="/", secure=settings.https, httponly=True, samesite="Lax")
