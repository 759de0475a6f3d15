"""Is a line as it was written, and the only one of its key?"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .alignment import Alignment
from .items import Article
from .lines import decode_line, encode_line
from .schema import check_article
from .storage.view import Newest
from .text.clean import hash_content


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a segment; ``fault`` says what is wrong with it."""

    number: int
    offset: int
    raw: bytes
    article: Article | None = None
    fault: str | None = None
    written_at: int | None = None
    """Offset at which it was written, where that is known: it may stand elsewhere by now."""


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
        offset = line.offset if line.written_at is None else line.written_at
        place = (name, line.number, offset, article.url, article.content_hash)
        self._db.execute("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*key, *place))
        self.count += 1
        return None

    def newest(self) -> Iterator[Newest]:
        """The newest line of each article, in the order of site and content id."""
        rows = self._db.execute(
            "SELECT site, content_id, max(revision), name, offset, url, substr(content_hash, 1, 32)"
            " FROM line GROUP BY site, content_id ORDER BY site, content_id"
        )
        return (Newest(*row) for row in rows)

    def close(self) -> None:
        self._db.close()


def check_line(raw: bytes, site: str, fault: str | None) -> tuple[Article | None, str | None]:
    """The article of a line, and what is wrong with it; ``fault``: what the checksums say."""
    if not raw.endswith(b"\n"):
        return None, "torn: the line has no end"
    try:
        article = decode_line(raw)
    except ValueError as error:
        return None, f"damaged: {error}"
    if fault is not None:
        return article, fault
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
    path: Path, site: str, alignment: Alignment, end: int | None = None
) -> Iterator[Line]:
    """Each line that begins before ``end``, with what is wrong with it. Raises OSError."""
    offset = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file):
            if end is not None and offset >= end:
                return
            article, fault = check_line(raw, site, alignment.find_fault(number))
            written_at = alignment.find_offset(number)
            yield Line(number + 1, offset, raw, article, fault, written_at)
            offset += len(raw)
