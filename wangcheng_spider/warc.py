"""WARC files: each response as a page, and pages back into WARC.

Reading is our own: libraries read on past damage in silence, or give the rest of the file up. Here
every byte of a record is accounted for (gzip's checksum, Content-Length), a record that can't be
read costs itself alone, and its place is named.
"""

import gzip
import re
from collections.abc import Iterator
from typing import BinaryIO, cast
from uuid import NAMESPACE_URL, uuid5

from .encodings import EncodingError, decode_body
from .limits import MAX_PAGE
from .packing import PACKING_ERRORS, make_unpacker
from .pages.page import Page, in_seconds
from .warc_records import digest, encode_head, encode_info, encode_record

MAX_RECORD = 2 * MAX_PAGE
"""Bytes of a record that are held in memory; the rest of a larger one is passed over."""
BLOCK = 1 << 16
BEGINNING = 512
"""Bytes of a packed record that are sure to unpack to its first word."""
GZIP = b"\x1f\x8b\x08"
NOT_WHOLE = (*PACKING_ERRORS, EOFError)
PLAIN = b"WARC/1."
TYPES = {"response": "html", "resource": "html", "conversion": "text", "revisit": "revisit"}
"""Records that hold a page, and its kind."""

Record = tuple[int, Page | str]
"""Offset of the record, and its page or why there is none."""


class DamagedRecord(ValueError):
    """A record that can't be read."""


def read_warc(stream: BinaryIO, start: int = 0) -> Iterator[Record]:
    """(offset, page) of each response from ``start`` on; (offset, reason) where one is damaged.

    ``stream``: a seekable WARC, plain or packed, record by record or as a whole. Offsets are those
    of ``stream``, in a file packed as a whole those of what it unpacks to.
    """
    stream.seek(0)
    is_packed = stream.read(len(GZIP)) == GZIP
    if is_packed and _is_packed_whole(stream):
        stream.seek(0)
        stream, is_packed = cast(BinaryIO, gzip.GzipFile(fileobj=stream)), False
    read = _read_packed if is_packed else _read_plain
    for offset, data in read(stream, start):
        if isinstance(data, str):
            yield offset, f"damaged record: {data}"
            continue
        try:
            page = parse_record(data)
        except (DamagedRecord, EncodingError) as error:
            yield offset, f"damaged record: {error}"
        else:
            if page is not None:
                yield offset, page


def _is_packed_whole(stream: BinaryIO) -> bool:
    """True if more than one record stands in the first gzip member."""
    _, data = next(_read_packed(stream, 0), (0, b""))
    if isinstance(data, str):
        return False
    head, _, rest = data.partition(b"\r\n\r\n")
    length = _length(_read_headers(head))
    return length is not None and rest[length:].strip().startswith(PLAIN)


Raw = Iterator[tuple[int, bytes | str]]
"""Offset of a record, and its bytes or why they can't be had."""


def _read_packed(stream: BinaryIO, at: int) -> Raw:
    """Records that are gzip members of their own."""
    stream.seek(at)
    pending = b""
    while True:
        try:
            data, pending = _unpack(stream, pending)
        except NOT_WHOLE as error:
            yield at, _printable(error)
            found = _find(stream, at + 1, GZIP)
            if found is None:
                return
            at, pending = found, b""
            stream.seek(at)
            continue
        if data is None:
            return
        yield at, data
        at = stream.tell() - len(pending)


def _unpack(stream: BinaryIO, pending: bytes) -> tuple[bytes | None, bytes]:
    """The next gzip member, up to MAX_RECORD of it, and what was read beyond; None at the end."""
    machine = make_unpacker()
    pending = pending or stream.read(BLOCK)
    if not pending.strip(b"\0"):
        return None, b""
    data = bytearray()
    while not machine.eof:
        pending = machine.unconsumed_tail or pending
        if not pending:
            raise EOFError("cut off")
        piece = machine.decompress(pending, BLOCK * 16)
        if len(data) < MAX_RECORD:
            data += piece
        pending = b"" if machine.unconsumed_tail or machine.eof else stream.read(BLOCK)
    return bytes(data), machine.unused_data


def _read_plain(stream: BinaryIO, at: int) -> Raw:
    """Records one behind the other, as long as their Content-Length says."""
    while True:
        stream.seek(at)
        head = stream.read(BLOCK)
        if not head.strip():
            return
        lines, end, _ = head.partition(b"\r\n\r\n")
        length = _length(_read_headers(lines)) if lines.startswith(PLAIN) and end else None
        start = at + len(lines) + len(end)
        if length is not None and _is_end(stream, start + length):
            stream.seek(start)
            yield at, lines + end + stream.read(min(length, MAX_RECORD))
            at = start + length + 4
            continue
        yield at, "not a whole record"
        found = _find(stream, at + 1, PLAIN)
        if found is None:
            return
        at = found


def _is_end(stream: BinaryIO, at: int) -> bool:
    stream.seek(at)
    return stream.read(4) == b"\r\n\r\n"


def _find(stream: BinaryIO, at: int, mark: bytes) -> int | None:
    """Offset of the next record behind damage; None at the file's end."""
    while True:
        stream.seek(at)
        data = stream.read(BLOCK + BEGINNING)
        if not data:
            return None
        found = data.find(mark)
        while 0 <= found < BLOCK:
            if mark == PLAIN or _begins_record(data[found : found + BEGINNING]):
                return at + found
            found = data.find(mark, found + 1)
        at += BLOCK


def _begins_record(data: bytes) -> bool:
    try:
        return make_unpacker().decompress(data, 5) == b"WARC/"
    except PACKING_ERRORS:
        return False


def _printable(error: Exception) -> str:
    text = str(error)
    return text if text.isprintable() else type(error).__name__


def parse_record(data: bytes) -> Page | None:
    """The page of one record's bytes, content decoded; None where it holds none.

    Raises DamagedRecord, or EncodingError for a body that can't be decoded.
    """
    head, _, block = data.partition(b"\r\n\r\n")
    if not head.startswith(b"WARC/"):
        raise DamagedRecord("no WARC record")
    headers = _read_headers(head)
    length, url = _length(headers), headers.get("warc-target-uri")
    if length is None or (len(block) < length and len(data) < MAX_RECORD):
        raise DamagedRecord("cut off")
    if headers.get("warc-type") not in TYPES or not url:
        return None
    page = Page(
        url=url.strip("<>"),
        body=block[:length],
        fetched_at=in_seconds(headers.get("warc-date")),
        kind=TYPES[headers["warc-type"]],
        digest=headers.get("warc-payload-digest"),
        refers_to=headers.get("warc-refers-to-target-uri"),
    )
    if headers.get("content-type", "").startswith("application/http"):
        _take_http(page)
    if len(page.body) > MAX_PAGE:
        raise DamagedRecord(f"more than {MAX_PAGE} bytes")
    return page


def _take_http(page: Page) -> None:
    """Status, headers and decoded body out of the message that the server sent."""
    head, _, body = page.body.partition(b"\r\n\r\n")
    status = head.split(None, 2)[1:2]
    page.status = int(status[0]) if status and status[0].isdigit() else 0
    page.headers = _read_headers(head)
    if page.kind == "revisit":
        body = b""
        page.headers.pop("content-encoding", None)
    if "chunked" in page.headers.pop("transfer-encoding", ""):
        body = decode_body(body, "chunked", MAX_PAGE)
    codings = page.headers.pop("content-encoding", "")
    # of what was cut off long ago the beginning is all that there is
    page.body = decode_body(body, codings, MAX_PAGE, may_end_early=True)


def _length(headers: dict[str, str]) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def _read_headers(head: bytes) -> dict[str, str]:
    """Headers by name in lower case; the first line is none."""
    headers: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").split("\r\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return headers


def find_end(stream: BinaryIO, start: int, records: int | None = None) -> int:
    """Offset behind the last of the whole packed records from ``start`` on (or of so many)."""
    stream.seek(start)
    end, pending = start, b""
    while records is None or records > 0:
        try:
            data, pending = _unpack(stream, pending)
        except NOT_WHOLE:
            break
        if data is None:
            break
        end = stream.tell() - len(pending)
        records = None if records is None else records - 1
    return end


class WarcWriter:
    """Writes responses with ids and dates that are given: the same content, the same file."""

    def __init__(self, stream: BinaryIO, software: str = "wangcheng_spider") -> None:
        self._stream = stream
        self._software = software

    def write_info(self, name: str, profile: str, date: str) -> None:
        """The warcinfo record; first in a file. ``date`` is UTC."""
        fields = (
            ("software", self._software),
            ("format", "WARC File Format 1.1"),
            ("isPartOf", profile),
        )
        self._stream.write(encode_info(name, date, fields, _fixed_id(f"info {name} {date}")))

    def write_response(
        self, url: str, status: str, headers: list[tuple[str, str]], body: bytes, date: str
    ) -> None:
        """A response as the wire had it; ``status`` as in ``200 OK``, ``date`` in UTC."""
        rows = [
            ("WARC-Target-URI", url),
            ("WARC-Date", date),
            ("Content-Type", "application/http;msgtype=response"),
            ("WARC-Payload-Digest", digest(body)),
        ]
        pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        block = encode_head(f"HTTP/1.1 {status}", pairs) + body
        record = encode_record("response", rows, block, _fixed_id(f"response {url} {date}"))
        self._stream.write(record)


def _fixed_id(name: str) -> str:
    return uuid5(NAMESPACE_URL, name).urn.join("<>")
