"""What somebody may do, and why, for administrators."""

from flask import Response, request

from dougong.kernel.errors import Missing
from dougong.kernel.number import whole_number
from dougong.records.lists.query import LONGEST, Query
from dougong.records.named import titles
from dougong.records.reading import select
from dougong.records.reasons.entitled import entitled
from dougong.records.reasons.explained import asking
from dougong.web.admin import entitled as pages
from dougong.web.answer import page
from dougong.web.entry import screens
from dougong.web.routes.admin import administered


def show() -> Response:
    """Show what the `user` may do: with every object, with `object`, or with its record `id`."""
    shown = administered()
    context, asked = shown.context, {name: request.args.get(name, "").strip() for name in ("user", "object", "id")}
    users = {row["id"]: str(row["name"]) for row in select(context, Query(
        object="user", fields=("id", "name"), sort=("name",), limit=LONGEST)).rows}
    user = whole_number(asked["user"]) or context.actor.id
    users |= titles(context, "user", [user] if user not in users else [])
    if asked["object"] and asked["object"] not in context.catalog.objects:
        raise Missing(object=asked["object"])
    found, fault = None, ""
    try:
        person = asking(screens().runtime, context, user)
        found = entitled(context, person, asked["object"] or None,
                         whole_number(asked["id"]) if asked["object"] else None, shown.lang)
    except Missing as no:
        fault = shown.say("access.inactive") if "user" in no.params else shown.say("access.no_record", id=asked["id"])
    title = shown.say("access.title")
    return page("access", pages.access_page(shown, users, user, asked, found, fault), title=title)
