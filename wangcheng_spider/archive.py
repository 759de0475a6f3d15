"""Saved pages: WARC files, folders of pages, text dumps → pages; and back into WARC.

A saved page keeps the bytes that the server sent. A record that can't be read costs itself alone:
it is skipped, counted and named.
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from .encodings import EncodingError, decode_body
from .pages.page import Page
from .urls import make_absolute

WARC_SUFFIXES = (".warc", ".warc.gz", ".wet", ".wet.gz")
PAGE_SUFFIXES = (".html", ".htm", ".shtml")
MAX_FILE = 8 * 1024 * 1024


class ArchiveError(Exception):
    """An archive that can't be opened at all; the text names the path."""


@dataclass(slots=True)
class Damage:
    """What could not be read, by place: ``file:offset: why``."""

    places: list[str] = field(default_factory=list)

    def add(self, place: str, why: str) -> None:
        """Note a place."""
        self.places.append(f"{place}: {why}")


def read_archive(path: Path, damage: Damage | None = None) -> Iterator[Page]:
    """All pages below a path, in order, content decoded; files in a folder by name.

    Raises ArchiveError where the path itself can't be read; damaged records go to ``damage``.
    """
    damage = damage if damage is not None else Damage()
    if not path.exists():
        raise ArchiveError(f"{path}: no such file or folder")
    for file in list_files(path):
        yield from _read_file(file, damage)


def list_files(path: Path) -> list[Path]:
    """The files of an archive that hold pages; ArchiveError where there is none."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    known = [file for file in files if _is_known(file.name)]
    if not known:
        raise ArchiveError(f"{path}: no WARC, .html or .txt file")
    return known


def _is_known(name: str) -> bool:
    return name.lower().endswith((*WARC_SUFFIXES, *PAGE_SUFFIXES, ".txt"))


def _read_file(file: Path, damage: Damage) -> Iterator[Page]:
    try:
        if file.name.lower().endswith(WARC_SUFFIXES):
            with file.open("rb") as stream:
                for _, page in _read_warc(stream, str(file), damage):
                    yield page
        elif file.stat().st_size > MAX_FILE:
            damage.add(str(file), "larger than 8 MiB")
        elif file.suffix.lower() == ".txt":
            yield _read_saved(file, "text")
        else:
            yield _read_saved(file, "html")
    except OSError as error:
        damage.add(str(file), str(error))


def _read_warc(stream: BinaryIO, name: str, damage: Damage) -> Iterator[tuple[int, Page]]:
    """(offset, page) of each response; a damaged stream ends the file, a damaged body a record."""
    records = ArchiveIterator(stream, arc2warc=True)
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except (ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
            damage.add(f"{name}:{stream.tell()}", f"damaged record: {error}")
            return
        offset = records.get_record_offset()
        try:
            page = _read_record(record)
        except (EncodingError, ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
            damage.add(f"{name}:{offset}", f"damaged record: {error}")
            continue
        if page is not None:
            yield offset, page


def _read_record(record: ArcWarcRecord) -> Page | None:
    url = record.rec_headers.get_header("WARC-Target-URI")
    if url is None or record.rec_type not in ("response", "resource", "conversion"):
        return None
    headers, status = {}, 200
    if record.http_headers:
        headers = {name.lower(): value for name, value in record.http_headers.headers}
        status = int(record.http_headers.get_statuscode() or 0)
    body = record.raw_stream.read(MAX_FILE * 4)
    if "chunked" in headers.pop("transfer-encoding", ""):
        body = decode_body(body, "chunked", MAX_FILE)
    body = decode_body(body, headers.pop("content-encoding", ""), MAX_FILE)
    is_text = record.rec_type == "conversion"
    return Page(
        url=url.strip("<>"),
        body=body,
        status=status,
        headers=headers,
        fetched_at=_seconds(record.rec_headers.get_header("WARC-Date")),
        kind="text" if is_text else "html",
    )


def _seconds(date: str | None) -> str:
    """A WARC-Date without fractions of a second; now where there is none."""
    if date and len(date) >= 20:
        return date[:19] + "Z"
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _read_saved(file: Path, kind: str) -> Page:
    """A saved file with page.json or page.html.json (url, status, headers) beside it."""
    table: dict[str, object] = {}
    for beside in (file.with_suffix(".json"), file.with_name(file.name + ".json")):
        if beside.is_file():
            try:
                loaded = json.loads(beside.read_text("utf-8-sig"))
            except ValueError as error:
                raise OSError(f"{beside}: not JSON: {error}") from error
            table = loaded if isinstance(loaded, dict) else {}
            break
    headers = table.get("headers")
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    body = file.read_bytes()
    return Page(
        url=str(table.get("url") or "") or _own_address(body, kind) or str(file),
        body=body,
        status=_status(table.get("status", 200)),
        headers=_headers(headers),
        fetched_at=_seconds(str(table.get("fetched_at") or f"{changed:%Y-%m-%dT%H:%M:%SZ}")),
        kind=kind,
    )


def _status(value: object) -> int:
    return int(value) if isinstance(value, int | str) and str(value).isdigit() else 200


def _headers(value: object) -> dict[str, str]:
    """Headers as a table or as pairs; without those that speak of the wire."""
    pairs = value.items() if isinstance(value, dict) else value if isinstance(value, list) else []
    headers = {}
    for name, content in pairs:
        text = ", ".join(map(str, content)) if isinstance(content, list) else str(content)
        headers[str(name).lower()] = text
    for name in ("content-encoding", "transfer-encoding", "content-length"):
        headers.pop(name, None)
    return headers


def _own_address(body: bytes, kind: str) -> str | None:
    """The address that a page gives as its own: canonical, og:url, contentUrl, 本文链接."""
    from .pages.addresses import find_own_address

    return find_own_address(body) if kind == "html" else None


class Archive:
    """Replay: pages by address. Bodies stay on disk; of several copies the last one counts."""

    def __init__(self, path: Path) -> None:
        self.damage = Damage()
        self._places: dict[str, tuple[Path, int]] = {}
        if not path.exists():
            raise ArchiveError(f"{path}: no such file or folder")
        for file in list_files(path):
            self._index(file)
        if not self._places:
            raise ArchiveError(f"{path}: no page in it")

    def _index(self, file: Path) -> None:
        if not file.name.lower().endswith(WARC_SUFFIXES):
            for page in _read_file(file, self.damage):
                self._places[self._key(page)] = (file, -1)
            return
        with file.open("rb") as stream:
            for offset, page in _read_warc(stream, str(file), self.damage):
                self._places[self._key(page)] = (file, offset)

    @staticmethod
    def _key(page: Page) -> str:
        if page.kind == "text" and not page.url.startswith("http"):
            from .pages.text_dump import find_dump_address

            return find_dump_address(page.body) or page.url
        return make_absolute(page.url) or page.url

    def addresses(self) -> Iterator[str]:
        """Addresses of all pages, in the archive's order."""
        return iter(self._places)

    def get(self, url: str) -> Page | None:
        """The page at an address; None where the archive has none."""
        place = self._places.get(make_absolute(url) or url)
        if place is None:
            return None
        file, offset = place
        if offset < 0:
            page = next(_read_file(file, self.damage), None)
        else:
            with file.open("rb") as stream:
                stream.seek(offset)
                page = next((page for _, page in _read_warc(stream, str(file), self.damage)), None)
        if page is not None:
            page.url = make_absolute(url) or url
        return page


class WarcWriter:
    """Writes request and response records, each in its own gzip member."""

    def __init__(self, stream: BinaryIO, software: str = "wangcheng_spider") -> None:
        self._writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        self._software = software

    def write_info(self, name: str, profile: str, date: str) -> None:
        """The warcinfo record; first in a file. ``date`` is UTC."""
        info = {"software": self._software, "format": "WARC File Format 1.1", "isPartOf": profile}
        record = self._writer.create_warcinfo_record(name, info)
        self._date(record, date, f"info {name}")
        self._writer.write_record(record)

    def write_response(
        self, url: str, status: str, headers: list[tuple[str, str]], body: bytes, date: str
    ) -> None:
        """A response as the wire had it; ``status`` as in ``200 OK``, ``date`` in UTC."""
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url, "response", payload=BytesIO(body), http_headers=http
        )
        self._date(record, date, f"response {url}")
        self._writer.write_record(record)

    @staticmethod
    def _date(record: ArcWarcRecord, date: str, name: str) -> None:
        """Fixed date and id: the same content makes the same file."""
        from uuid import NAMESPACE_URL, uuid5

        record.rec_headers.replace_header("WARC-Date", date)
        unique = uuid5(NAMESPACE_URL, f"{name} {date}")
        record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{unique}>")
