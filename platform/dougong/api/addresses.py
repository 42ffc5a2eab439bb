"""Adding addresses to a blueprint, and keeping everything else below /api and /schemas from the screens."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError
from werkzeug.routing import Map, Rule

from dougong.api import problems
from dougong.api.answers import PREFIX
from dougong.api.body import LARGEST
from dougong.api.caller import enter
from dougong.api.errors import READ_ONLY, WrongMethod
from dougong.api.writes import is_writable
from dougong.kernel.errors import AppError, Malformed, Missing
from dougong.records import audit
from dougong.records.context import Context
from dougong.records.runtime import Runtime

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
ROOTS: Final = ("/api", "/schemas")
#: What answers one address and method; it gets the caller's context and the parts of the address.
View = Callable[..., Response]


class Addresses:
    """Adds addresses, and remembers them apart from those of the screens."""

    def __init__(self, made: Blueprint, runtime: Runtime) -> None:
        self.runtime = runtime
        self._made = made
        self._known = Map(merge_slashes=False)

    def signed(self, rule: str, method: str, view: View, **given: Any) -> None:
        """Let `view` answer an address below /api/v1 to whoever is signed in; it gets the caller's context, `given`,
        and the parts of the address."""
        runtime = self.runtime

        def answered(**parts: Any) -> Response:
            # a body may have a megabyte here, where a screen's upload has more; one byte beyond is read, so that a body
            # that says no length is not cut to fit
            request.max_content_length = LARGEST + 1
            context = enter(runtime)
            who = "api", context.actor.id
            runtime.budgets.enter(who)
            try:
                return view(context=context, **given, **parts)
            except Exception as error:
                if request.method in READ_ONLY and runtime.overtaken(context, error):
                    return view(context=enter(runtime), **given, **parts)
                if isinstance(error, AppError):
                    audit.denied(context, error, f"{request.method} {request.path}", request.remote_addr)
                raise
            finally:
                runtime.budgets.leave(who)

        self.open(f"{PREFIX}{rule}", method, answered)

    def only(self, rule: str, view: View) -> None:
        """Let `view` answer GET, and keep the other methods from being taken for those of an object of that name."""
        self.signed(rule, "GET", view)
        for method in set(METHODS) - set(READ_ONLY):
            self._add(f"{PREFIX}{rule}", f"no {method} {rule}", _read_only, (method,))

    def open(self, rule: str, method: str, view: View) -> None:
        """Let `view` answer an address to anyone."""
        name = f"{method} {rule}".replace(".", " ")
        self._add(rule, name, view, (method,))
        self._known.add(Rule(rule, endpoint=name, methods=[method]))

    def rest(self) -> None:
        """Answer every other address below /api and /schemas with a problem: 404, or 405 with Allow."""
        for root in ROOTS:
            for rule in (root, f"{root}/", f"{root}/<path:rest>"):
                self._add(rule, f"nowhere {rule}", self._nowhere, METHODS)
        self._made.before_app_request(self._odd)

    def _add(self, rule: str, name: str, view: View, methods: tuple[str, ...]) -> None:
        self._made.add_url_rule(rule, name, view, methods=methods, provide_automatic_options=False, merge_slashes=False)

    def _nowhere(self, **_: str) -> Response:
        raise self._refusal()

    def _odd(self) -> Response | None:
        """Answer what is refused before any rule is looked at: a method nobody knows, a host we do not go by."""
        if isinstance(request.routing_exception, SecurityError) and request.path.startswith(ROOTS):
            return problems.answer(Malformed("request"))
        if isinstance(request.routing_exception, MethodNotAllowed) and request.path.startswith(ROOTS):
            return problems.answer(self._refusal())
        return None

    def _refusal(self) -> AppError:
        """Return why no address of ours takes the request; below /api/v1 only the signed in learn it."""
        context: Context | None = None
        try:
            if request.path.startswith(PREFIX):
                context = enter(self.runtime)
            self._known.bind("").match(request.path, request.method)
        except AppError as error:
            return error
        except MethodNotAllowed as error:
            methods = tuple(sorted(error.valid_methods or ()))
            return WrongMethod(READ_ONLY if context is not None and _is_read_only(context) else methods)
        except HTTPException:
            pass
        return Missing("address")


def _is_read_only(context: Context) -> bool:
    """Return whether the address belongs to an object nobody writes directly."""
    found = context.catalog.objects.get(request.path.removeprefix(f"{PREFIX}/").partition("/")[0])
    return found is not None and not is_writable(found)


def _read_only() -> Response:
    raise WrongMethod(READ_ONLY)
