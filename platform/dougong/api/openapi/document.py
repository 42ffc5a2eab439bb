"""The text of the document, piece by piece: never the whole of it stands in memory as objects."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from dougong import __version__
from dougong.api.openapi import (
    audit,
    effects,
    explained,
    files,
    fixed,
    handover,
    inbound,
    invitations,
    search,
    settings,
    talk,
    transfer,
    trying,
    webhooks,
)
from dougong.api.openapi.answers import HEADERS, page_schemas, problem_answers, problem_schemas
from dougong.api.openapi.calls import paths
from dougong.api.openapi.many import batch_schemas, past
from dougong.api.openapi.schemas import JSON, Describer, Schema
from dougong.api.openapi.shared import Shared
from dougong.catalog.model import Object
from dougong.records.context import Context

TITLE: Final = "Dougong"
_SCHEMA: Final = re.compile(rb'"#/components/schemas/([^"]+)"')
_SCHEMES: Final = {"token": {"type": "http", "scheme": "bearer", "description": "Made by `dougong token create USER`."}}


def readable(context: Context) -> list[Object]:
    """Return the objects the document is about: those the caller may read."""
    return [each for each in context.catalog.objects.values() if context.actor.policy.may(each, "read").allowed]


def pieces(context: Context, language: str, names: Collection[str] | None) -> Iterator[bytes]:
    """Yield the JSON of the OpenAPI document of what the caller may see and do.

    `names` are the objects whose calls are told, None for all. Every object has its tag either way, and of the
    components there are those that what is told needs.
    """
    objects, shared, number = readable(context), Shared(), context.catalog.number
    describer = Describer(context.catalog, context.plans, context.actor.policy, language, shared.value)
    needs = _Needs()
    yield orjson.dumps({"openapi": "3.1.0", "security": [{"token": []}],
                   "info": {"title": TITLE, "version": __version__, "description": f"Catalog {number}."},
                   "tags": [{"name": each.name, "description": describer.words(each)} for each in objects]})[:-1]
    yield b',"paths":'
    told = [each for each in objects if names is None or each.name in names]
    yield from _members(needs.seen(_paths(context, describer, shared, told)))
    yield b',"components":' + orjson.dumps({"securitySchemes": _SCHEMES, "headers": HEADERS})[:-1]
    for kind, also in (("parameters", {}), ("responses", problem_answers(language))):
        yield f',"{kind}":'.encode()
        yield from _members(needs.seen([*_dumped(also), *shared.members(kind)]))
    yield b',"schemas":'
    yield from _members(_schemas(describer, shared, needs))
    yield b"}}"


class _Needs:
    """Notes which schemas the texts going by refer to."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self._noted: set[bytes] = set()

    def seen(self, members: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Yield the members as they are, having noted what they refer to."""
        for name, text in members:
            fresh = dict.fromkeys(_SCHEMA.findall(text)).keys() - self._noted
            self._noted |= fresh
            self.open += sorted(each.decode() for each in fresh)
            yield name, text


def _paths(context: Context, describer: Describer, shared: Shared, objects: Iterable[Object]) \
        -> Iterator[tuple[str, bytes]]:
    admin = context.actor.administers
    governed = {**audit.paths(), **effects.paths(), **webhooks.paths(), **inbound.paths(),
                **invitations.paths(), **trying.paths()} if admin else {}
    yield from _dumped({**fixed.paths(admin=admin), **governed, **search.paths(context),
                        **transfer.paths(), **handover.paths(context), **files.paths(), **settings.paths(context),
                        **talk.paths()})
    for each in objects:
        yield from _dumped(paths(describer, each, shared))


def _schemas(describer: Describer, shared: Shared, needs: _Needs) -> Iterator[tuple[str, bytes]]:
    """Yield the schemas that are needed, and those that these need."""
    common: dict[str, Schema] = {**problem_schemas(), **page_schemas(), **batch_schemas(), **fixed.schemas(),
                                 **search.schemas(), **transfer.schemas(), **handover.schemas(),
                                 **files.schemas(), **audit.schemas(), **effects.schemas(),
                                 **webhooks.schemas(), **inbound.schemas(), **explained.schemas(),
                                 **invitations.schemas(), **trying.schemas(), **settings.schemas(describer),
                                 **talk.schemas(), "past": past(), "json": dict(JSON)}
    while needs.open:
        name = needs.open.pop()
        text = shared.text(name) or orjson.dumps(common[name] if name in common else describer.component(name))
        yield from needs.seen([(name, text)])


def _dumped(members: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    return ((name, orjson.dumps(member)) for name, member in members.items())


def _members(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield the text of an object whose members are texts already."""
    sign = b"{"
    for name, text in members:
        yield b'%b%b:%b' % (sign, orjson.dumps(name), text)
        sign = b","
    yield b"}" if sign == b"," else b"{}"
