"""Every page of every object: list, views, record, forms, export, summary. Each proof yields a sentence per fault."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from dougong.catalog.model import Object
from dougong.kernel.labels import LANGUAGES
from dougong.records.lists.summary import groups_by
from dougong.testing.proof import Proof


def answering(proof: Proof, *, whole: bool) -> Iterator[str]:
    """Find pages that do not answer 200: the whole in every language, else each object in one of them in turn."""
    for place, thing in enumerate(proof.objects()):
        for language in LANGUAGES if whole else (LANGUAGES[place % len(LANGUAGES)],):
            proof.person.speak(language)
            yield from _broken(proof, language, _addresses(proof, thing))
    proof.person.speak("en")


def _broken(proof: Proof, language: str, addresses: Sequence[str]) -> Iterator[str]:
    for address in addresses:
        answer = proof.person.get(address)
        if answer.status_code != 200:
            yield f"{address} in {language}: {answer.status_code}"


def _addresses(proof: Proof, thing: Object) -> list[str]:
    """Return where the pages of an object are."""
    views = [each for each in proof.stage.runtime.live.catalog.views.values()
             if each.object == thing.name and each.kind != "form"]
    found = [f"/o/{thing.name}", *(f"/o/{thing.name}?view={quote(each.name)}" for each in views)]
    writable = thing.parent is None and thing.access == "user"
    if writable:
        found.append(f"/o/{thing.name}/new")
    if thing.parent is None:
        record = proof.latest(thing)
        if record is not None:
            found.append(f"/o/{thing.name}/{record['id']}")
            found += [f"{found[-1]}/edit", f"{found[-1]}/history"] if writable else []
    return found


def given_away(proof: Proof) -> Iterator[str]:
    """Find lists that cannot be exported or added up."""
    for thing in proof.objects():
        answer = proof.person.send(f"/o/{thing.name}", f"/o/{thing.name}/export", {"format": "csv"})
        if answer.status_code != 200 or not answer.data:
            yield f"{thing.name}: its list cannot be exported: {answer.status_code}"
        by = next((each.name for each in thing.fields.values() if not each.virtual and groups_by(each)), "")
        answer = proof.program("GET", f"/{thing.name}/summary?of=count()" + (f"&by={by}" if by else ""))
        if answer.status_code != 200:
            yield f"{thing.name}: its list cannot be added up by {by}: {answer.text}"


def undescribed(proof: Proof) -> Iterator[str]:
    """Find objects and fields the description of the API does not name."""
    answer = proof.program.outside("/api/openapi.json")
    schemas = answer.json["components"]["schemas"]
    for thing in proof.objects():
        properties = schemas.get(thing.name, {}).get("properties", {})
        yield from (f"{thing.name}.{name}: not in OpenAPI" for name, field in thing.fields.items()
                    if name not in properties and not field.stands_for)
