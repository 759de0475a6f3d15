"""WARC 1.1 records as bytes, each a gzip member of its own.

Writing is our own too: warcio packs by zlib's level 9, which costs more than all the rest of a
recording. The tests read what is written here with warcio and with FastWARC.
"""

from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import Literal
from uuid import uuid4

from .packing import pack

PROFILES = "http://netpreserve.org/warc/1.1/revisit/"

Rows = Iterable[tuple[str, str]]
Revisit = Literal["identical-payload-digest", "server-not-modified"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, as the wire had them as far as the downloader tells."""

    url: str
    date: str
    """UTC: 2023-10-16T09:40:30Z."""
    request: bytes
    """Request line, headers, blank line, body."""
    head: bytes
    """Status line, headers, blank line of the answer."""
    body: bytes
    """The answer's body before its Content-Encoding is undone, without chunks' frames."""
    status: int = 200
    address: str | None = None
    """IP address of the server."""
    truncated: str | None = None
    """Why the body is not whole, in WARC's words (length, disconnect); None if it is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The response that holds the payload of an address."""

    digest: str
    """sha1:… of the payload."""
    date: str


def digest(data: bytes) -> str:
    """A digest as WARC labels it.

    >>> digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return f"sha1:{b32encode(sha1(data, usedforsecurity=False).digest()).decode()}"


def encode_record(kind: str, rows: Rows, block: bytes, record_id: str | None = None) -> bytes:
    """A packed record; ``rows`` without what is said of the block here."""
    head = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: {record_id or new_id()}",
        *(f"{name}: {_one_line(value)}" for name, value in rows),
        f"WARC-Block-Digest: {digest(block)}",
        f"Content-Length: {len(block)}",
    ]
    return pack(b"%s\r\n\r\n%s\r\n\r\n" % ("\r\n".join(head).encode(), block))


def new_id() -> str:
    """An id that no other record has."""
    return uuid4().urn.join("<>")


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())


def encode_info(name: str, date: str, fields: Rows, record_id: str | None = None) -> bytes:
    """The warcinfo record that opens the file ``name``."""
    rows = [
        ("WARC-Date", date),
        ("WARC-Filename", name),
        ("Content-Type", "application/warc-fields"),
    ]
    block = "".join(f"{key}: {_one_line(value)}\r\n" for key, value in fields).encode()
    return encode_record("warcinfo", rows, block, record_id)


def encode_exchange(
    one: Exchange, payload: str, seen: Seen | None = None, revisit: Revisit | None = None
) -> bytes:
    """Response (or revisit of ``seen``) and request. ``payload``: the body's digest."""
    record_id = new_id()
    about = [("WARC-Target-URI", one.url), ("WARC-Date", one.date)]
    rows = [*about, ("Content-Type", "application/http;msgtype=response")]
    if one.address:
        rows.append(("WARC-IP-Address", one.address))
    if one.truncated:
        rows.append(("WARC-Truncated", one.truncated))
    if revisit is None:
        rows.append(("WARC-Payload-Digest", payload))
        answer = encode_record("response", rows, one.head + one.body, record_id)
    else:
        rows.append(("WARC-Profile", PROFILES + revisit))
        answer = encode_record("revisit", [*rows, *_refer(one, seen)], one.head, record_id)
    asked = [
        ("WARC-Concurrent-To", record_id),
        ("Content-Type", "application/http;msgtype=request"),
    ]
    return answer + encode_record("request", [*about, *asked], one.request)


def _refer(one: Exchange, seen: Seen | None) -> Rows:
    """Where the payload of a revisit is; nothing where this archive never had it."""
    if seen is None:
        return ()
    return (
        ("WARC-Payload-Digest", seen.digest),
        ("WARC-Refers-To-Target-URI", one.url),
        ("WARC-Refers-To-Date", seen.date),
    )


def encode_head(first: str, headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """First line and headers of an HTTP message, with the blank line behind them.

    >>> encode_head("HTTP/1.1 200 OK", [(b"Server", b"x")])
    b'HTTP/1.1 200 OK\\r\\nServer: x\\r\\n\\r\\n'
    """
    lines = [first.encode("latin-1", "replace")]
    lines += [name + b": " + b" ".join(value.splitlines()) for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"
