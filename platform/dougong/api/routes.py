"""The addresses of the API. Objects come and go with the catalog, so one rule per shape serves them all."""

from collections.abc import Iterable
from functools import partial

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from dougong.api import (
    access,
    audit,
    batch,
    comments,
    defined,
    definitions,
    effects,
    exports,
    files,
    handover,
    hooks,
    imports,
    inbound,
    invitations,
    notices,
    past,
    person,
    planning,
    plugins,
    pressing,
    preview,
    problems,
    provenance,
    published,
    reads,
    search,
    settings,
    sharing,
    summary,
    transitions,
    trying,
    upsert,
    webhooks,
    writes,
)
from dougong.api.addresses import Addresses
from dougong.api.caller import enter
from dougong.api.openapi.kept import Documents
from dougong.api.plugins import Route
from dougong.kernel.errors import AppError
from dougong.records.runtime import Runtime


def blueprint(runtime: Runtime, routes: Iterable[tuple[str, Route]] = ()) -> Blueprint:
    """Return every address of the API over one runtime, with the calls plugins add."""
    made = Blueprint("api", __name__)
    add = Addresses(made, runtime)
    for plugin, route in routes:
        add.signed(f"/plugins/{plugin}/{route.name}", route.method, plugins.call, route=route)
    add.only("/me", person.me)
    add.signed("/me/access", "GET", access.access, runtime=runtime)
    add.only("/search", search.find)
    add.only("/audit", audit.entries)
    add.signed("/invitations", "POST", invitations.create, runtime=runtime)
    add.signed("/invitations/<int:id>/again", "POST", invitations.again, runtime=runtime)
    add.signed("/effects", "GET", effects.entries)
    add.signed("/effects/retry", "POST", effects.settle_dead, runtime=runtime, cancel=False)
    add.signed("/effects/cancel", "POST", effects.settle_dead, runtime=runtime, cancel=True)
    add.signed("/effects/<int:id>", "GET", effects.one)
    add.signed("/effects/<int:id>/retry", "POST", effects.settle, runtime=runtime, cancel=False)
    add.signed("/effects/<int:id>/cancel", "POST", effects.settle, runtime=runtime, cancel=True)
    add.signed("/rules/<rule>/try", "POST", trying.on_record)
    add.signed("/rules/<rule>/past", "GET", trying.past)
    add.signed("/rules/<rule>/due", "GET", trying.due)
    _webhooks(add)
    add.open("/hooks/<address>", "POST", hooks.Door(runtime).take)
    add.signed("/settings", "GET", settings.every)
    add.signed("/settings/<name>", "GET", settings.one)
    add.signed("/settings/<name>", "PATCH", settings.choose, runtime=runtime)
    add.only("/catalog", definitions.catalog)
    add.signed("/catalog/violations", "GET", planning.count_violations)
    add.signed("/catalog/explain", "GET", provenance.explain, runtime=runtime)
    add.signed("/catalog/patches", "GET", provenance.list_patches)
    add.signed("/catalog/history", "GET", defined.history)
    add.signed("/catalog/history/<int:number>", "GET", defined.compared)
    add.signed("/catalog/history/<int:number>/revert", "POST", defined.revert, runtime=runtime)
    add.signed("/catalog/plan", "POST", planning.plan, runtime=runtime)
    add.signed("/catalog/apply", "POST", planning.apply, runtime=runtime)
    _transfers(add)
    _handovers(add)
    _files(add)
    _talk(add)
    _records(add)
    _published(add)
    add.rest()
    made.register_error_handler(AppError, problems.answer)
    made.register_error_handler(HTTPException, _http)
    made.register_error_handler(Exception, _fault)
    return made


def _webhooks(add: Addresses) -> None:
    runtime, one = add.runtime, "/webhooks/<int:id>"
    add.signed("/webhooks", "GET", webhooks.every, runtime=runtime)
    add.signed("/webhooks", "POST", webhooks.create, runtime=runtime)
    add.signed(one, "GET", webhooks.one, runtime=runtime)
    add.signed(one, "PATCH", webhooks.change, runtime=runtime)
    add.signed(one, "DELETE", webhooks.drop, runtime=runtime)
    add.signed(f"{one}/secret", "POST", webhooks.turn, runtime=runtime)
    add.signed(f"{one}/test", "POST", webhooks.test, runtime=runtime)
    add.signed("/webhooks/inbound", "GET", inbound.every, runtime=runtime)
    add.signed("/webhooks/inbound/<rule>", "GET", inbound.one, runtime=runtime)
    add.signed("/webhooks/inbound/<rule>", "DELETE", inbound.drop, runtime=runtime)
    add.signed("/webhooks/inbound/<rule>/secret", "POST", inbound.turn, runtime=runtime)


def _transfers(add: Addresses) -> None:
    runtime, one = add.runtime, "/imports/<int:id>"
    add.signed("/imports", "POST", imports.upload, runtime=runtime)
    add.signed("/imports", "GET", imports.of_person, runtime=runtime)
    add.signed(one, "GET", imports.get, runtime=runtime)
    add.signed(f"{one}/rows", "GET", imports.rows, runtime=runtime)
    add.signed(f"{one}/refused", "GET", imports.refused, runtime=runtime)
    add.signed(f"{one}/check", "POST", imports.ask, runtime=runtime, phase="check")
    add.signed(f"{one}/run", "POST", imports.ask, runtime=runtime, phase="run")
    add.signed(f"{one}/undo", "POST", imports.undo, runtime=runtime)
    add.signed(f"{one}/cancel", "POST", imports.cancel, runtime=runtime)
    add.signed("/exports", "POST", exports.create, runtime=runtime)
    add.signed("/exports/<int:id>", "GET", exports.get, runtime=runtime)
    add.signed("/exports/<int:id>/cancel", "POST", exports.cancel, runtime=runtime)
    add.signed("/exports/<int:id>/file", "GET", exports.file, runtime=runtime)


def _handovers(add: Addresses) -> None:
    runtime, one = add.runtime, "/handovers/<int:id>"
    add.signed("/handovers", "GET", handover.preview)
    add.signed("/handovers", "POST", handover.create, runtime=runtime)
    add.signed(one, "GET", handover.get, runtime=runtime)
    add.signed(f"{one}/rows", "GET", handover.rows, runtime=runtime)
    add.signed(f"{one}/cancel", "POST", handover.cancel, runtime=runtime)


def _files(add: Addresses) -> None:
    runtime, one = add.runtime, "/files/<int:id>"
    add.signed("/files", "POST", files.upload, runtime=runtime)
    add.signed(one, "GET", files.get)
    add.signed(f"{one}/content", "GET", files.content, runtime=runtime)
    add.signed(one, "DELETE", files.remove, runtime=runtime)
    add.signed(f"{one}/versions", "GET", files.versions)
    add.signed(f"{one}/versions", "POST", files.replace, runtime=runtime)
    add.signed(f"{one}/put-back", "POST", files.put_back, runtime=runtime)
    add.signed("/<object>/<int:id>/attachments", "GET", files.attachments)


def _talk(add: Addresses) -> None:
    runtime, one = add.runtime, "/<object>/<int:id>"
    add.signed("/notices", "GET", notices.list_notices)
    add.signed("/notices/count", "GET", notices.count)
    add.signed("/notices/read", "POST", notices.read, runtime=runtime)
    add.signed("/me/notices", "GET", notices.wishes)
    add.signed("/me/notices", "PATCH", notices.wish, runtime=runtime)
    add.signed(f"{one}/comments", "GET", comments.list_comments)
    add.signed(f"{one}/comments", "POST", comments.create, runtime=runtime)
    add.signed(f"{one}/comments/<int:comment>", "PATCH", comments.update, runtime=runtime)
    add.signed(f"{one}/comments/<int:comment>", "DELETE", comments.remove, runtime=runtime)
    add.signed(f"{one}/followers", "GET", comments.list_followers)
    add.signed(f"{one}/follow", "PUT", comments.follow, runtime=runtime)
    add.signed(f"{one}/follow", "DELETE", comments.unfollow, runtime=runtime)


def _records(add: Addresses) -> None:
    runtime, one = add.runtime, "/<object>/<int:id>"
    add.signed("/<object>", "GET", reads.list_records)
    add.signed("/<object>/summary", "GET", summary.summarise)
    add.signed(one, "GET", reads.get)
    add.signed(f"{one}/history", "GET", reads.get_history)
    add.signed("/<object>", "POST", writes.create, runtime=runtime)
    add.signed(one, "PATCH", writes.update, runtime=runtime)
    add.signed(one, "DELETE", writes.archive, runtime=runtime)
    add.signed(f"{one}/transitions", "GET", transitions.list_transitions)
    add.signed(f"{one}/do/<transition>", "POST", transitions.do, runtime=runtime)
    add.signed(f"{one}/buttons", "GET", pressing.list_buttons)
    add.signed(f"{one}/press/<button>", "POST", pressing.press, runtime=runtime)
    add.signed(f"{one}/restore", "POST", writes.restore, runtime=runtime)
    add.signed(f"{one}/restore_values", "POST", past.restore_values, runtime=runtime)
    add.signed(f"{one}/erase", "POST", past.erase, runtime=runtime)
    add.signed(f"{one}/share", "POST", sharing.share, runtime=runtime)
    add.signed(f"{one}/shares", "GET", sharing.list_shares)
    add.signed(f"{one}/assign", "POST", sharing.assign, runtime=runtime)
    add.signed(f"{one}/along", "GET", sharing.list_along)
    add.signed(f"{one}/merge", "POST", sharing.merge, runtime=runtime)
    add.signed("/<object>/by/<path:external_id>", "PUT", upsert.upsert, runtime=runtime)
    add.signed("/<object>/preview", "POST", preview.preview, runtime=runtime)
    add.signed("/<object>/batch", "POST", batch.run, runtime=runtime)


def _published(add: Addresses) -> None:
    """Add what describes the API: the document for whoever is signed in, the page and the schemas for anyone."""
    runtime, documents = add.runtime, Documents()
    add.open("/api/openapi.json", "GET", lambda: published.openapi(enter(runtime), documents))
    add.open("/schemas/<kind>.json", "GET", lambda kind: published.schema(runtime, kind))
    for name in published.PAGE:
        add.open(f"/api/{name}", "GET", partial(published.docs, name))


def _http(error: HTTPException) -> Response:
    return problems.answer(problems.of_http(error))


def _fault(error: Exception) -> Response:
    return problems.answer(problems.broken(error))
