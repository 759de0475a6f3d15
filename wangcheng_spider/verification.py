"""Do segments and store agree, and is every line as it was written? Nothing is changed here.

Streams: of a line only its key is kept, in a temporary database that spills to disk.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from .items import Article
from .lines import decode_line, encode_line
from .schema import check_article
from .segments import NAME, PART, list_segments
from .storage import Segment
from .storage.view import Newest, StoreView
from .text.clean import hash_content

STORE = "store.sqlite3"
MAX_APART = 20
"""Articles named of which store and lines say other things; the rest is counted."""

MAX_LINES = 100
"""Lines of a file named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    place: str
    """File, and where it is known the line: ``data/articles/NAME.jsonl:12``."""
    text: str
    is_damage: bool = True
    """False for what a crash leaves behind and the next start mends by itself."""

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a segment; ``fault`` says what is wrong with it."""

    number: int
    offset: int
    raw: bytes
    article: Article | None = None
    fault: str | None = None


class Lines:
    """The keys of all lines seen, on disk where they are many."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute(
            "CREATE TABLE line (site TEXT, content_id TEXT, revision INTEGER, name TEXT,"
            " number INTEGER, offset INTEGER, url TEXT, content_hash TEXT,"
            " PRIMARY KEY (site, content_id, revision)) WITHOUT ROWID"
        )
        self._db.execute("CREATE INDEX by_url ON line (url, revision)")
        self.count = 0

    def add(self, name: str, line: Line, article: Article) -> str | None:
        """Take in a line; what is wrong where an earlier one has its key or its address."""
        key = (article.site, article.content_id, article.revision)
        first = self._db.execute(
            "SELECT name, number FROM line WHERE site = ? AND content_id = ? AND revision = ?"
            " UNION ALL SELECT name, number FROM line WHERE url = ? AND revision = ?",
            (*key, article.url, article.revision),
        ).fetchone()
        if first:
            return (
                f"repeated: revision {article.revision} of {article.url}"
                f" is in {first[0]}:{first[1]} too"
            )
        place = (name, line.number, line.offset, article.url, article.content_hash)
        self._db.execute("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*key, *place))
        self.count += 1
        return None

    def newest(self) -> Iterator[Newest]:
        """The newest line of each article, in the order of site and content id."""
        rows = self._db.execute(
            "SELECT site, content_id, max(revision), name, offset, url, content_hash"
            " FROM line GROUP BY site, content_id ORDER BY site, content_id"
        )
        return (Newest(*row) for row in rows)

    def close(self) -> None:
        self._db.close()


def check_line(raw: bytes, site: str, crc: int | None) -> tuple[Article | None, str | None]:
    """The article of a line, and what is wrong with it; ``crc`` is that of the line as written."""
    if not raw.endswith(b"\n"):
        return None, "torn: the line has no end"
    try:
        article = decode_line(raw)
    except ValueError as error:
        return None, f"damaged: {error}"
    if crc is not None and crc32(raw) != crc:
        return article, "altered: its bytes are not those that were written"
    if reason := check_article(article):
        return article, f"breaks the schema: {reason}"
    if article.content_hash != hash_content(article.headline, article.article_body):
        return article, "altered: content_hash is not that of headline and body"
    if article.site != site:
        return article, f"foreign: a line of site {article.site}"
    if encode_line(article) != raw:
        return article, "altered: it does not have the form that lines are written in"
    return article, None


def read_segment(
    path: Path, site: str, sums: dict[int, int], end: int | None = None
) -> Iterator[Line]:
    """Each line that begins before ``end``, with what is wrong with it. Raises OSError."""
    offset = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            if end is not None and offset >= end:
                return
            article, fault = check_line(raw, site, sums.get(offset))
            yield Line(number, offset, raw, article, fault)
            offset += len(raw)


class Verification:
    """One look at a DATA_DIR. ``lines`` and ``segments`` are counts of what was read."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._articles = data_dir / "articles"
        self._store: StoreView | None = None
        self._known: dict[str, Segment] = {}
        self._lines = Lines()
        self.segments = 0

    @property
    def lines(self) -> int:
        return self._lines.count

    def find(self) -> Iterator[Finding]:
        """All that is wrong, as it is found. Raises OSError where a file can't be read."""
        try:
            yield from self._open_store()
            names = set()
            for path in list_segments(self._articles):
                names.add(path.name.removesuffix(PART))
                yield from self._check_file(path)
            if self._store is not None:
                missing = [one for one in self._known.values() if one.name not in names]
                for segment in missing:
                    yield from self._name_missing(segment)
                yield from self._compare(self._store, {segment.name for segment in missing})
        finally:
            self._lines.close()
            if self._store is not None:
                self._store.close()

    def _open_store(self) -> Iterator[Finding]:
        path = self._data_dir / STORE
        if not path.exists():
            text = "missing: the next crawl rebuilds it from the lines, and so does --repair"
            yield Finding(str(path), text)
            return
        try:
            store = StoreView(path)
            if store.is_empty:
                is_damage = bool(list_segments(self._articles))
                yield Finding(str(path), "empty: the next crawl fills it", is_damage)
                return
            faults = store.check()
            if not faults:
                self._store = store
                self._known = {segment.name: segment for segment in store.segments()}
        except sqlite3.DatabaseError as error:
            faults = [str(error)]
        for fault in faults:
            yield Finding(str(path), f"damaged: {fault}")

    def _check_file(self, path: Path) -> Iterator[Finding]:
        match = NAME.fullmatch(path.name.removesuffix(PART))
        if match is None:
            yield Finding(str(path), "foreign: no name that a segment has")
            return
        self.segments += 1
        known = self._known.get(match[0])
        yield from self._check_state(path, known)
        is_open = path.suffix == PART
        end = known.offset if known and is_open else None
        sums = self._store.sums(match[0]) if self._store else {}
        size, named = path.stat().st_size, 0
        for line in read_segment(path, match["site"], sums, end):
            fault = line.fault
            if line.article is not None and fault is None:
                fault = self._lines.add(match[0], line, line.article)
            is_tail = is_open and known is None and line.offset + len(line.raw) == size
            named += bool(fault)
            if fault and named <= MAX_LINES:
                is_damage = not (is_tail and fault.startswith("torn"))
                yield Finding(f"{path}:{line.number}", fault, is_damage)
        if named > MAX_LINES:
            yield Finding(str(path), f"{named - MAX_LINES} more lines are damaged")

    def _check_state(self, path: Path, known: Segment | None) -> Iterator[Finding]:
        """Whether a file is what the store says of it."""
        size, place = path.stat().st_size, str(path)
        is_open = path.suffix == PART
        if is_open and path.with_suffix("").exists():
            yield Finding(place, "foreign: the segment is there under its final name, too")
        if known is None:
            if self._store is not None:
                yield Finding(place, "foreign: a segment that the store does not know")
        elif size < known.offset:
            yield Finding(place, f"torn: {known.offset} bytes were committed, {size} are there")
        elif is_open and size > known.offset:
            text = f"open: the next start cuts off {size - known.offset} bytes never committed"
            yield Finding(place, text, is_damage=False)
        elif size > known.offset and known.is_sealed:
            yield Finding(place, f"altered: {size} bytes, sealed with {known.offset}")
        elif is_open != (not known.is_sealed):
            yield Finding(place, "being sealed: the next start ends it", is_damage=False)
        if size == 0 and not is_open:
            yield Finding(place, "damaged: a sealed segment without a line")

    def _name_missing(self, segment: Segment) -> Iterator[Finding]:
        place = str(self._articles / segment.name)
        if segment.lines:
            yield Finding(place, f"missing: {segment.lines} lines were in it")
        else:
            yield Finding(place, "never held a line: the next start forgets it", is_damage=False)

    def _compare(self, store: StoreView, missing: set[str]) -> Iterator[Finding]:
        """Index and lines, article by article; those of missing segments are named with these."""
        apart = 0
        for known, line in pair(store.newest(), self._lines.newest()):
            if known == line or (known is not None and known.name in missing):
                continue
            apart += 1
            if apart <= MAX_APART:
                yield self._name_apart(known, line)
        if apart > MAX_APART:
            text = f"apart: {apart - MAX_APART} more articles of which lines and store differ"
            yield Finding(str(self._data_dir / STORE), text)

    def _name_apart(self, known: Newest | None, line: Newest | None) -> Finding:
        place = str(self._data_dir / STORE)
        one = line or known
        assert one is not None
        who = f"article {one.content_id} of {one.site}"
        if line is None:
            return Finding(place, f"apart: {who} is known, but no sound line holds it")
        if known is None:
            return Finding(place, f"apart: {who} has a line in {line.name}, but is not known")
        names = ("revision", "name", "offset", "url", "content_hash")
        told = [
            f"{name} {getattr(known, name)} (line: {getattr(line, name)})"
            for name in names
            if getattr(known, name) != getattr(line, name)
        ]
        return Finding(place, f"apart: {who}: {', '.join(told)}")


def pair(
    left: Iterable[Newest], right: Iterable[Newest]
) -> Iterator[tuple[Newest | None, Newest | None]]:
    """Two rows in the order of site and content id, side by side by these; None where one lacks."""
    lefts, rights = iter(left), iter(right)
    a, b = next(lefts, None), next(rights, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a.key < b.key):
            yield a, None
            a = next(lefts, None)
        elif a is None or b.key < a.key:
            yield None, b
            b = next(rights, None)
        else:
            yield a, b
            a, b = next(lefts, None), next(rights, None)
