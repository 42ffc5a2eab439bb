"""A small store that speaks S3 over HTTP: it checks every signature and every hash as the real ones do."""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, ClassVar
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET, REGION, BUCKET = "AKIATEST", "se/cr+et", "test-1", "papers"


@dataclass
class Store:
    """What the store holds, by key; `before` is called with the method and key of each request it serves."""

    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    before: Callable[[str, str], None] = lambda method, key: None
    page: int = 1000
    broken: bool = False
    url: str = ""
    lock: Any = field(default_factory=Lock)

    def place(self, secret: str = SECRET, prefix: str = "erp") -> str:
        """Return what DOUGONG_FILES_URL says of it."""
        host = self.url.removeprefix("http://")
        return f"s3+http://{KEY}:{quote(secret, safe='')}@{host}/{BUCKET}/{prefix}?region={REGION}"

    def hashes(self) -> set[str]:
        """Return the hashes of the files that are there."""
        return {key.rpartition("/")[2] for key in self.objects if "/going/" not in f"/{key}"}


@contextmanager
def serving() -> Iterator[Store]:
    """Yield an empty store that is served on this machine."""
    store = Store()
    handler = type("Handler", (Handler,), {"store": store})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    store.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    store: ClassVar[Store]

    def log_message(self, format: str, *said: Any) -> None:
        """Say nothing."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = signature_fault(self.command, self.path, dict(self.headers.items()), body)
        if self.store.broken:
            self._answer(500, b"<Error><Code>InternalError</Code></Error>")
        elif fault:
            self.store.refused.append(fault)
            self._answer(403, f"<Error><Code>SignatureDoesNotMatch</Code><Message>{fault}</Message></Error>".encode())
        else:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            name, _, key = unquote(parts.path).lstrip("/").partition("/")
            if name != BUCKET:
                self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
                return
            if "delete" not in query:
                self.store.before(self.command, key)
            getattr(self, f"_{self.command.lower()}")(key, query, body)

    do_GET = do_PUT = do_HEAD = do_POST = _serve  # noqa: N815 - as the server calls them

    def _put(self, key: str, query: dict[str, str], body: bytes) -> None:
        if "uploadId" in query:
            self.store.parts[query["uploadId"]][int(query["partNumber"])] = body
        else:
            self._keep(key, body)
        self._answer(200, ETag=tag(body))

    def _post(self, key: str, query: dict[str, str], body: bytes) -> None:
        if "uploads" in query:
            upload = f"u{len(self.store.parts)}"
            self.store.parts[upload] = {}
            self._answer(200, f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId>"
                              "</InitiateMultipartUploadResult>".encode())
            return
        if "delete" in query:
            keys = re.findall(r"<Key>([^<]+)</Key>", body.decode())
            for each in keys:
                self.store.before("DELETE", each)
                self.store.objects.pop(each, None)
            gone = "".join(f"<Deleted><Key>{escape(each)}</Key></Deleted>" for each in keys)
            self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())
            return
        parts = self.store.parts.pop(query["uploadId"])
        whole = b"".join(parts[number] for number in sorted(parts))
        self._keep(key, whole)
        self._answer(200, f"<CompleteMultipartUploadResult><ETag>{tag(whole)}</ETag>"
                          "</CompleteMultipartUploadResult>".encode())

    def _head(self, key: str, query: dict[str, str], body: bytes) -> None:
        self._get(key, query, body)

    def _get(self, key: str, query: dict[str, str], body: bytes) -> None:
        if not key:
            self._list(query)
            return
        found = self.store.objects.get(key)
        if found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        content, at = found
        told = {"ETag": tag(content), "Last-Modified": format_datetime(at, usegmt=True)}
        asked = self.headers.get("Range")
        if asked is None:
            self._answer(200, content, **told)
            return
        start, _, end = asked.removeprefix("bytes=").partition("-")
        last = min(int(end), len(content) - 1)
        self._answer(206, content[int(start):last + 1], **told,
                     **{"Content-Range": f"bytes {start}-{last}/{len(content)}"})

    def _list(self, query: dict[str, str]) -> None:
        prefix, after = query.get("prefix", ""), query.get("continuation-token", "")
        keys = [key for key in sorted(self.store.objects) if key.startswith(prefix) and key > after]
        page = keys[:self.store.page]
        more = len(keys) > len(page)
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{self.store.objects[key][1]:%Y-%m-%dT%H:%M:%S.000Z}"
            f"</LastModified><ETag>{tag(self.store.objects[key][0])}</ETag>"
            f"<Size>{len(self.store.objects[key][0])}</Size></Contents>" for key in page)
        self._answer(200, f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{rows}".encode()
                     + (f"<NextContinuationToken>{page[-1]}</NextContinuationToken>".encode() if more else b"")
                     + b"</ListBucketResult>")

    def _keep(self, key: str, content: bytes) -> None:
        with self.store.lock:
            self.store.objects[key] = (content, datetime.now(UTC).replace(microsecond=0))

    def _answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def tag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def signature_fault(method: str, target: str, given: dict[str, str], body: bytes) -> str:
    """Return what is wrong with the signature of a request (AWS Signature Version 4), empty when nothing is."""
    headers = {name.lower(): " ".join(value.split()) for name, value in given.items()}
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    said = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
    if scheme != "AWS4-HMAC-SHA256" or set(said) != {"Credential", "SignedHeaders", "Signature"}:
        return "not signed"
    moment, hashed = headers.get("x-amz-date", ""), headers.get("x-amz-content-sha256", "")
    if said["Credential"] != f"{KEY}/{moment[:8]}/{REGION}/s3/aws4_request":
        return "another key, day or region"
    if abs((datetime.now(UTC) - datetime.strptime(f"{moment}+0000", "%Y%m%dT%H%M%SZ%z")).total_seconds()) > 900:
        return "too old"
    if hashed != hashlib.sha256(body).hexdigest():
        return "the body is not what was signed"
    signed = said["SignedHeaders"].split(";")
    if not {"host", "x-amz-date", "x-amz-content-sha256"} <= set(signed):
        return "a header that counts is not signed"
    parts = urlsplit(target)
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
                     for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
    canonical = "\n".join((method, parts.path, query, *(f"{name}:{headers.get(name, '')}" for name in signed), "",
                           said["SignedHeaders"], hashed))
    scope = f"{moment[:8]}/{REGION}/s3/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{SECRET}".encode()
    for each in (moment[:8], REGION, "s3", "aws4_request"):
        key = hmac.digest(key, each.encode(), "sha256")
    right = hmac.digest(key, text.encode(), "sha256").hex()
    return "" if hmac.compare_digest(right, said["Signature"]) else "the signature is wrong"
