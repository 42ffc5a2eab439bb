"""Speaking of a record at the screen, following it, and the people one may name."""

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Refused
from dougong.processes.talk import comments, followers
from dougong.processes.talk.mentions import USER, offered
from dougong.web import links
from dougong.web.answer import fragment, go
from dougong.web.entry import scene, screens
from dougong.web.match import cut
from dougong.web.record.fault import said
from dougong.web.record.talk import Tried
from dougong.web.routes.fragments import Option, Options
from dougong.web.routes.records import shown_with, whole


def say(name: str, number: int) -> AnyResponse:
    """Say something about a record; what is refused stays typed, and the page says why."""
    whole(scene(), name)
    typed = request.form.get("body", "")
    try:
        made = comments.say(scene().context, screens().runtime, name, number, typed)
    except Refused as refused:
        return shown_with(name, number, Tried(typed, " ".join(said(scene(), each) for each in refused.errors)))
    return go(f"{links.record(name, number)}#comment-{made.id}")


def act(name: str, number: int, comment: int) -> AnyResponse:
    """Change the words of a comment, or take it back (`_do`: save, remove)."""
    whole(scene(), name)
    context, runtime = scene().context, screens().runtime
    if request.form.get("_do") == "remove":
        comments.remove(context, runtime, name, number, comment)
        return go(f"{links.record(name, number)}#happened")
    comments.edit(context, runtime, name, number, comment, request.form.get("body", ""))
    return go(f"{links.record(name, number)}#comment-{comment}")


def follow(name: str, number: int) -> AnyResponse:
    """Hear of a record from now on (`on`: 1), or no more."""
    whole(scene(), name)
    wanted = followers.follow if request.form.get("on") == "1" else followers.unfollow
    wanted(scene().context, screens().runtime, name, number)
    return go(links.record(name, number))


def mentions() -> Response:
    """Return the people that fit what was typed behind an @."""
    shown, q = scene(), request.args.get("q", "").strip()[:200]
    options = tuple(Option(each.id, each.typed, *cut(each.name, q), each.login)
                    for each in offered(shown.context, q))
    return fragment("options", Options(options, request.args.get("prefix", USER), shown.say("picker.none")))
