"""Going through every address there is in somebody's name: what can be asked with GET, filled with what there is."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import product
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.journeys.access.served import Site

#: `CRAWL=all` goes as everybody, on both databases, and follows every link it meets; else a few people go through
#: every kind of address.
WHOLE = os.environ.get("CRAWL") == "all"
#: Addresses that are the same for everybody and hold no data.
SAME_FOR_ALL = frozenset({"web.file", "web.versioned"})
#: Questions put to every list by the API and on screens; a word of a hidden value finds nothing.
ASKED = ("", "?limit=2&count=exact", "?q=CANARY", "?titles=1&expand=firm", "?titles=1&expand=deal",
         "?sort=-id&fields=id,title")
_ODD = re.compile(r"<(?:(?P<kind>[^:<>(]+)(?:\([^)]*\))?:)?(?P<name>[^<>]+)>")


def rules(app: Flask) -> Iterator[Rule]:
    """Yield every rule that takes GET, but those of files everybody gets."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" in (rule.methods or ()) and rule.endpoint not in SAME_FOR_ALL:
            yield rule


def addresses(app: Flask, filled: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield every address there is for GET, once for each way to fill what its rule leaves open."""
    for rule in rules(app):
        names = [each["name"] for each in _ODD.finditer(rule.rule)]
        for values in product(*(filled[name] for name in names)):
            found = dict(zip(names, values, strict=True))
            address = _ODD.sub(lambda each, found=found: found[each["name"]], rule.rule)
            lists = rule.rule.endswith(("/api/v1/<object>", "/o/<name>", "/f/rows/<name>", "/f/pick/<name>", "/search"))
            yield from (f"{address}{asked}" for asked in (ASKED if lists else ("",)))


def pages(site: Site, who: str, every: Iterable[str]) -> Iterator[tuple[str, TestResponse]]:
    """Yield every address with what somebody gets there: with a token below /api and /schemas, else at a screen."""
    token = {"Authorization": f"Bearer {site.tokens[who]}"}
    api, screen = site.app.test_client(use_cookies=False), site.screen(who)
    seen: set[str] = set()
    waiting = list(every)
    while waiting:
        address = waiting.pop(0)
        if address in seen or len(seen) > 20_000:
            continue
        seen.add(address)
        answer = api.get(address, headers=token) if address.startswith(("/api", "/schemas")) else screen.get(address)
        text = answer.get_data(as_text=True)
        yield address, answer
        answer.close()
        if WHOLE and answer.mimetype == "text/html":
            waiting += [link for link in _links(text) if link not in seen]


def _links(text: str) -> Iterator[str]:
    for href in re.findall(r'(?:href|hx-get|data-url)="(/[^"#]*)', text):
        link = unescape(href)
        if not urlsplit(link).path.startswith(("/static", "/schemas")):
            yield link
