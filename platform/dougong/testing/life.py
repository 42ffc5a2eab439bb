"""The life of a record of each object through both doors: made, read back, found, changed, remembered, archived and
restored. Each proof yields a sentence for each fault."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from dougong.catalog.model import Object
from dougong.records.writing.change import Change
from dougong.records.writing.preview import preview
from dougong.testing.doors import Verdict, by_api, by_form
from dougong.testing.filling import Document
from dougong.testing.proof import Proof
from dougong.testing.texts import typed
from dougong.testing.values import Unfillable, fitting, others, same, unfit

#: Fewer records than an object may have at the same time, but more than the suite makes.
_MANY = 200


def accepted(proof: Proof) -> Iterator[str]:
    """Find objects of which no valid record is accepted, or not by both doors, or that read back otherwise; the record
    that came by the form lives on to be changed and archived."""
    for thing in proof.documents():
        try:
            first = proof.filler.document(thing.name)
            answer = proof.program("POST", f"/{thing.name}", first)
            if answer.status_code != 201:
                yield f"{thing.name}: the API answers {answer.status_code} {answer.text} to {first}"
                continue
            record = proof.filler.keep(thing.name, answer.json)
            yield from _otherwise(proof, thing, first, record)
            yield from _by_form(proof, thing)
        except Unfillable as no:
            yield str(no)


def _by_form(proof: Proof, thing: Object) -> Iterator[str]:
    document = proof.filler.document(thing.name)
    catalog, zone = proof.stage.runtime.live.catalog, proof.stage.context().zone
    answered = proof.program("POST", f"/{thing.name}?dry_run=1", document)
    if answered.status_code == 422 and {each["code"] for each in answered.json["errors"]} == {"unique"}:
        return                                             # there is only one of it
    tried = by_api(answered)
    answer = proof.person.fill(f"/o/{thing.name}/new", typed(catalog, thing, document, zone))
    verdict = by_form(answer)
    if verdict != tried:
        yield f"{thing.name}: the API says {tried}, the form {verdict} of {document}"
    elif not verdict.accepted:
        yield f"{thing.name}: neither door accepts {document}: {verdict}"
    else:
        id = int(answer.headers["Location"].partition("?")[0].rpartition("/")[2])
        record = proof.program("GET", f"/{thing.name}/{id}").json
        yield from _otherwise(proof, thing, document, record)
        yield from _listed(proof, thing, record)
        yield from _changed(proof, thing, record)
        yield from _archived(proof, thing, id)


def _otherwise(proof: Proof, thing: Object, sent: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[str]:
    """Find what does not read back as it was sent."""
    for name, value in sent.items():
        known = thing.fields[name]
        if known.type.storage == "lines":
            owner = proof.stage.runtime.live.catalog.objects[known.options["of"]]
            if len(value) != len(got[name]):
                yield f"{thing.name}.{name}: {len(value)} lines were sent, {len(got[name])} came back"
            for one, other in zip(value, got[name], strict=False):
                yield from _otherwise(proof, owner, one, other)
        elif name not in got:
            yield f"{thing.name}.{name}: was sent, and is not in the record"
        elif not same(known, value, got[name]):
            yield f"{thing.name}.{name}: {value!r} was sent, {got[name]!r} came back"


def _listed(proof: Proof, thing: Object, record: Document) -> Iterator[str]:
    """Find a record that its list or search does not show, or shows otherwise: a list is computed by the database."""
    listed = proof.program("GET", f"/{thing.name}?sort=-id&limit=1").json["data"]
    if [each["id"] for each in listed] != [record["id"]]:
        yield f"{thing.name}: the list does not show record {record['id']}"
    else:
        yield from (f"{thing.name}.{name}: is {record[name]!r} in the record, {value!r} in the list"
                    for name, value in listed[0].items() if record.get(name) != value)
    if not record["title"]:
        yield f"{thing.name}: record {record['id']} has no title"
    elif proof.stage.context().plans.searched(thing.name) is not None:
        found = proof.program("GET", f"/{thing.name}?q={quote(record['title'])}&limit={_MANY}&fields=id").json
        if record["id"] not in [each["id"] for each in found.get("data", ())]:
            yield f"{thing.name}: search does not find {record['title']!r}: {found}"


def _changed(proof: Proof, thing: Object, record: Document) -> Iterator[str]:
    """Find a record that cannot be changed, whose history does not tell of it, or which has no past."""
    change = _change(proof, thing, record)
    if change is None:
        yield f"{thing.name}: no field was found that can be changed"
        return
    (name, value), = change.items()
    address = f"/{thing.name}/{record['id']}"
    answer = proof.program("PATCH", address, {**change, "version": record["version"]})
    if answer.status_code != 200:
        yield f"{thing.name}.{name}: cannot be changed to {value!r}: {answer.text}"
        return
    yield from _otherwise(proof, thing, change, answer.json)
    if not thing.history:
        return
    told = proof.program("GET", f"{address}/history").json["data"]
    if len(told) != 2 or thing.fields[name].uid not in told[0]["changes"]:
        yield f"{thing.name}.{name}: the history does not tell of the change: {told}"
    then = proof.program("GET", f"{address}?as_of={quote(record['updated_at'])}").json
    if then.get("version") != record["version"] or then.get(name) != record[name]:
        yield f"{thing.name}.{name}: was {record[name]!r}, but as of {record['updated_at']} it says {then}"


def _change(proof: Proof, thing: Object, record: Document) -> Document | None:
    """Return a change of one field that the rules allow, of plain fields first."""
    context = proof.stage.context()
    fields = [each for each in proof.filler.writable(thing.name) if each.type.storage == "columns"
              and len(each.type.columns(each)) == 1 and not each.type.targets(each)]
    for known in fields:
        now = record[known.name]
        for value in (fitting(known, 4711, context.today), *others(known, 4712, context.today)):
            if value is None or (now is not None and same(known, value, now)):
                continue
            change = Change(object=thing.name, verb="update", id=record["id"], version=record["version"],
                            values={known.name: value})
            if not preview(context, change).errors:
                return {known.name: value}
    return None


def _archived(proof: Proof, thing: Object, id: int) -> Iterator[str]:
    """Find a record that does not go to the bin and come back as it was."""
    address = f"/{thing.name}/{id}"
    before = proof.program("GET", address).json
    said = [proof.program("DELETE", address).status_code, proof.program("GET", address).status_code,
            proof.program("POST", f"{address}/restore").status_code]
    if said != [204, 404, 200]:
        yield f"{thing.name}: archiving, looking for and restoring record {id} gives {said}, not 204, 404, 200"
        return
    after = proof.program("GET", address).json
    lost = {name for name in thing.fields if before.get(name) != after.get(name)}
    if lost:
        yield f"{thing.name}: record {id} came back from the bin with another {', '.join(sorted(lost))}"


def refused(proof: Proof) -> Iterator[str]:
    """Find values that a field's type refuses and a door takes, or that the doors refuse for different reasons: one
    document for all fields that can be wrong, one for a line of each grid, one for links that lead nowhere."""
    catalog, zone = proof.stage.runtime.live.catalog, proof.stage.context().zone
    for thing in proof.documents():
        for document, places in (_wrong(proof, thing), _astray(proof, thing)):
            if not places:
                continue
            by = {"API": by_api(proof.program("POST", f"/{thing.name}", document)),
                  "form": by_form(proof.person.fill(f"/o/{thing.name}/new", typed(catalog, thing, document, zone)))}
            yield from _unsaid(thing, places, by)


def _unsaid(thing: Object, places: set[str], by: Mapping[str, Verdict]) -> Iterator[str]:
    """Find what one door says of these places and the other does not; a form that does not show a field says it of
    the whole."""
    api = by["API"].faults
    form = {(anchor, next((said for place, said in api if place == anchor and message.endswith(said)), message))
            for anchor, message in by["form"].faults}      # labels may have colons of their own
    whole = {message for anchor, message in form if not anchor}
    if unminded := places - {anchor for anchor, _ in api}:
        yield f"{thing.name}: the API does not mind {', '.join(sorted(unminded))}; it says {sorted(api)}"
    missed = [(anchor, message) for anchor, message in sorted(api - form)
              if anchor in places and message not in whole]
    if missed or (more := sorted(each for each in form - api if each[0] in places)):
        yield f"{thing.name}: the form says {more if not missed else sorted(form)}, the API {missed or sorted(api)}"


def _wrong(proof: Proof, thing: Object) -> tuple[Document, set[str]]:
    """Return a document in which every value that can be is one its type refuses, and where these stand."""
    document = _unfit(proof, thing)
    places = set(document)
    for lines in thing.lines:
        if row := _unfit(proof, proof.stage.runtime.live.catalog.objects[lines.options["of"]]):
            document[lines.name] = [row]
            places |= {f"{lines.name}-0-{name}" for name in row}
    return document, places


def _unfit(proof: Proof, thing: Object) -> Document:
    found = {each.name: unfit(each) for each in proof.filler.writable(thing.name) if each.type.storage != "lines"}
    return {name: value for name, value in found.items() if value is not None}


def _astray(proof: Proof, thing: Object) -> tuple[Document, set[str]]:
    """Return a valid document in which every link leads to no record, and where these stand."""
    links = {each.name: 10**12 for each in proof.filler.writable(thing.name)
             if len(each.type.targets(each)) == 1 and len(each.type.columns(each)) == 1 and each.visible is None}
    try:
        return {**proof.filler.document(thing.name), **links}, set(links)
    except Unfillable:
        return {}, set()
