"""Saved pages: WARC files, folders of pages, text dumps → pages.

A saved page keeps the bytes that the server sent. A record that can't be read costs itself alone:
it is skipped, counted and named.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from .errors import WangchengError
from .items import VIEWS
from .limits import MAX_PAGE
from .pages.page import Page, in_seconds
from .sites import Site
from .urls import make_absolute, read_address
from .warc import read_warc

WARC_SUFFIXES = (".warc", ".warc.gz", ".wet", ".wet.gz", OPEN_SUFFIX := ".warc.gz.part")
"""OPEN_SUFFIX: a recording that is still written to, or was left by a crash."""
PAGE_SUFFIXES = (".html", ".htm", ".shtml")
MAX_ORIGINALS = 1_000_000
"""Payloads remembered for revisits: some 200 MB at most."""


Place = tuple[Path, int]
"""A file, and the offset of a record in it; 0 in a file that is one page."""


class ArchiveError(WangchengError):
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
    for _, page in read_placed([path], damage if damage is not None else Damage()):
        yield page


def read_placed(
    paths: Iterable[Path], damage: Damage, read_before: Callable[[Path], int] = lambda file: -1
) -> Iterator[tuple[Place, Page]]:
    """Pages with their places; ``read_before`` gives the offset up to which a file was read."""
    for path in paths:
        originals = Originals()
        for file in list_files(path):
            last = read_before(file)
            if last >= 0:
                originals.passed.append((file, last))
            for offset, page in read_file(file, damage, originals, max(last, 0)):
                if offset > last:
                    yield (file, offset), page


def list_files(path: Path) -> list[Path]:
    """The files of an archive that hold pages; ArchiveError where there is none."""
    if not path.exists():
        raise ArchiveError(f"{path}: no such file or folder")
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    known = [file for file in files if _is_known(file.name)]
    if not known:
        raise ArchiveError(f"{path}: no WARC, .html or .txt file")
    return known


def _is_known(name: str) -> bool:
    return name.lower().endswith((*WARC_SUFFIXES, *PAGE_SUFFIXES, ".txt"))


def read_file(
    file: Path, damage: Damage, originals: "Originals | None" = None, start: int = 0
) -> Iterator[tuple[int, Page]]:
    """(offset, page) of each page of a file; revisits with their body, as far as it is found."""
    originals = originals if originals is not None else Originals()
    try:
        if file.name.lower().endswith(WARC_SUFFIXES):
            for offset, page in _read_warc(file, damage, start):
                yield offset, originals.resolve(page, (file, offset))
        elif file.stat().st_size > MAX_PAGE:
            damage.add(str(file), f"larger than {MAX_PAGE // 1024**2} MiB")
        else:
            yield 0, _read_saved(file, "text" if file.suffix.lower() == ".txt" else "html")
    except OSError as error:
        damage.add(str(file), str(error))


def _read_warc(file: Path, damage: Damage, start: int = 0) -> Iterator[tuple[int, Page]]:
    """(offset, page) of each response."""
    held: tuple[str, str] | None = None
    with file.open("rb") as stream:
        for offset, one in read_warc(stream, start):
            if held:
                damage.add(*held)
                held = None
            if isinstance(one, Page):
                yield offset, one
            else:
                held = f"{file}:{offset}", one
    if held and not file.name.endswith(OPEN_SUFFIX):
        # the last record of a file that is still written to may be on its way
        damage.add(*held)


class Originals:
    """Where the payloads are that revisit records speak of."""

    def __init__(self) -> None:
        self._places: dict[bytes, Place] = {}
        self.passed: list[Place] = []
        """Files that were read before up to an offset, and are looked through where need be."""

    def resolve(self, page: Page, place: Place) -> Page:
        """The page with its payload; as it stands where that is not at hand, or nothing was sent.

        Other pages are remembered for the revisits to come.
        """
        key = (page.digest or "").encode()
        if page.kind != "revisit":
            if key:
                self._places[key] = place
                if len(self._places) > MAX_ORIGINALS:
                    del self._places[next(iter(self._places))]
            return page
        if page.status != 304 and page.refers_to not in (None, page.url):
            self._look_through(key)
        if page.status == 304 or key not in self._places:
            return page
        original = _read_at(*self._places[key])
        if original is None:
            return page
        headers = page.headers or original.headers
        return replace(page, kind=original.kind, body=original.body, headers=headers)

    def _look_through(self, key: bytes) -> None:
        while key not in self._places and self.passed:
            file, last = self.passed.pop()
            for offset, page in _read_warc(file, Damage()):
                if offset > last:
                    break
                self.resolve(page, (file, offset))


def _read_at(file: Path, offset: int) -> Page | None:
    """The page of one record."""
    return next((page for _, page in _read_warc(file, Damage(), offset)), None)


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
        fetched_at=in_seconds(str(table.get("fetched_at") or f"{changed:%Y-%m-%dT%H:%M:%SZ}")),
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
    """Replay: pages of a site by address. Bodies stay on disk; of several copies the last counts.

    Raises ArchiveError where the path can't be read or holds no page.
    """

    def __init__(self, path: Path, site: Site) -> None:
        self.damage = Damage()
        self._site = site
        self._originals = Originals()
        self._places: dict[str, Place] = {}
        self._failed: set[str] = set()
        self._best: dict[str, tuple[int, str]] = {}
        for file in list_files(path):
            self._index(file)
        if not self._places:
            raise ArchiveError(f"{path}: no page in it")

    def _index(self, file: Path) -> None:
        for offset, page in read_file(file, self.damage, self._originals):
            if page.kind != "revisit":
                self._add(_address_of(page), (file, offset), page.status >= 400)

    def _add(self, url: str, place: Place, has_failed: bool) -> None:
        if has_failed and url in self._places and url not in self._failed:
            return  # gone, or the server was ill: what it had said before is what is kept
        (self._failed.add if has_failed else self._failed.discard)(url)
        self._places[url] = place
        key, rank = self._key(url)
        if key not in self._best or rank <= self._best[key][0]:
            self._best[key] = (rank, url)

    def _key(self, url: str) -> tuple[str, int]:
        """What a page is, whatever host, scheme or form of address it has; and its view's rank."""
        address = read_address(url, self._site)
        rank = VIEWS.index(address.view) if address.view else len(VIEWS)
        if address.content_id is None:
            return address.url, rank
        return f"{address.content_id}_{address.page}", rank

    def addresses(self) -> Iterator[str]:
        """Addresses of all pages, in the archive's order."""
        return iter(self._places)

    def get(self, url: str) -> Page | None:
        """The page at an address, else its best copy (``url`` of the page says which)."""
        url = make_absolute(url) or url
        if url not in self._places:
            url = self._best.get(self._key(url)[0], (0, url))[1]
        if url not in self._places:
            return None
        file, offset = self._places[url]
        page = next(
            (page for _, page in read_file(file, self.damage, self._originals, offset)), None
        )
        if page is not None:
            page.url = url
        return page


def _address_of(page: Page) -> str:
    if page.kind == "text" and not page.url.startswith("http"):
        from .pages.text_dump import find_dump_address

        return find_dump_address(page.body) or page.url
    return make_absolute(page.url) or page.url
