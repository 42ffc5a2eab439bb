"""Whether what stands open has been changed by somebody else: asked as one comes back to the page, never by itself."""

from datetime import timedelta
from typing import Final

from flask import Response, jsonify, request

from dougong.kernel.number import whole_number
from dougong.records.lists.fresh import fresh
from dougong.web.entry import scene

#: Records that are asked about at once, and how far back a page may ask.
MOST: Final = 200
LONGEST: Final = timedelta(days=2)


def changed(name: str) -> Response:
    """Return which of the records `ids` another person has changed in the last `age` seconds."""
    shown = scene()
    thing = shown.context.object(name)
    age = timedelta(seconds=min(whole_number(request.args.get("age", "")) or 0, int(LONGEST.total_seconds())))
    ids = [id for text in request.args.get("ids", "").split(",")[:MOST] if (id := whole_number(text)) is not None]
    return jsonify(changed=fresh(shown.context, thing, shown.context.now - age, ids))
