"""The catalogue's index: one SQLite file beside the lines, brought up to date when it is asked."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from ..archive import WARC_SUFFIXES
from ..items import Article
from ..lines import decode_line
from ..pages.page import Page
from ..sites import host_of
from ..urls import ARTICLE, make_absolute, normalize_path
from ..warc import read_warc
from ..wording import count_of

VERSION = 2
NAME = "browse.sqlite3"
LINE = "INSERT INTO line VALUES (NULL, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)"
WORDS = "INSERT INTO words (rowid, headline, body) VALUES (?, ?, ?)"
OLDER = "UPDATE line SET is_newest = 0 WHERE site = ? AND content_id = ? AND revision < ?"
NEWEST = "SELECT segment, offset FROM line WHERE site = ? AND content_id = ? AND is_newest"
NEWER = "SELECT 1 FROM line WHERE site = ? AND content_id = ? AND revision > ?"

BATCH = 5000
"""Lines that are committed together: a commit waits for the disk."""

Progress = Callable[[str], None]


class Index:
    """The index of a DATA_DIR. Where that can't be written to, it is made in memory.

    Lines of a segment that is still open are not in it: they may yet be cut off by a recovery.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.articles = data_dir / "articles"
        self.db = _open(data_dir / NAME)

    def update(self, say: Progress = lambda text: None) -> bool:
        """Take in what is new, all of it anew where segments went or changed; whether any was."""
        found = {path.name: path.stat().st_size for path in sorted(self.articles.glob("*.jsonl"))}
        known = dict(self.db.execute("SELECT name, size FROM segment"))
        if any(found.get(name) != size for name, size in known.items()):
            say("lines on disk have changed: the index is made anew")
            _make_tables(self.db)
            known = {}
        new = [name for name in found if name not in known]
        self._add_segments(new, say)
        for path in self._list_warcs():
            self._add_warc(path, say)
        return bool(new)

    def _add_segments(self, names: list[str], say: Progress) -> None:
        waiting = 0
        for number, name in enumerate(names, 1):
            waiting += self._add_segment(name, say)
            if waiting >= BATCH or number == len(names):
                self.db.commit()
                say(f"indexed {number} of {count_of(len(names), 'segment')}")
                waiting = 0

    def _add_segment(self, name: str, say: Progress) -> int:
        """How many lines it had; damaged ones are left out, and named."""
        offset = number = 0
        with (self.articles / name).open("rb") as lines:
            for line in lines:
                number += 1
                try:
                    self._add_line(name, offset, decode_line(line))
                except ValueError:
                    say(f"left out: {name}:{number} is damaged (wangcheng verify says more)")
                offset += len(line)
        self.db.execute("INSERT INTO segment VALUES (?, ?)", (name, offset))
        return number

    def _add_line(self, segment: str, offset: int, article: Article) -> None:
        key = (article.site, article.content_id, article.revision)
        published = article.date_published or ""
        channel = (article.breadcrumbs or [article.channel_id or ""])[-1]
        self.db.execute(OLDER, key)
        row = (segment, offset, *key, article.change, published[:10], article.date_published)
        text = (article.headline, article.article_body)
        id_ = self.db.execute(LINE, (*row, channel, article.source, *text)).lastrowid
        self.db.execute(WORDS, (id_, *text))
        if self.db.execute(NEWER, key).fetchone():
            self.db.execute("UPDATE line SET is_newest = 0 WHERE id = ?", (id_,))

    def _list_warcs(self) -> list[Path]:
        files = (self.data_dir / "archive").rglob("*")
        return sorted(path for path in files if path.name.lower().endswith(WARC_SUFFIXES))

    def _add_warc(self, path: Path, say: Progress) -> None:
        """Note where the pages of a WARC are; one that has grown is read from where it ended."""
        name, size = str(path.relative_to(self.data_dir)), path.stat().st_size
        query = "SELECT size, (SELECT max(offset) FROM page WHERE warc = name) FROM warc"
        row = self.db.execute(f"{query} WHERE name = ?", (name,)).fetchone()
        if row and row[0] == size:
            return
        say(f"indexing {name}")
        last = row[1] if row and row[0] < size and row[1] is not None else -1
        with self.db:
            if last < 0:
                self.db.execute("DELETE FROM page WHERE warc = ?", (name,))
            self.db.executemany(
                "INSERT INTO page VALUES (?, ?, ?, ?)",
                (
                    (make_absolute(page.url) or page.url, page.fetched_at, name, offset)
                    for offset, page in _read_pages(path, max(last, 0))
                    if offset > last
                ),
            )
            self.db.execute("INSERT OR REPLACE INTO warc VALUES (?, ?)", (name, size))

    def read_line(self, segment: str, offset: int) -> Article:
        """The article of a line. Raises OSError or ValueError where it is not there any more."""
        with (self.articles / segment).open("rb") as lines:
            lines.seek(offset)
            return decode_line(lines.readline())

    def revisions(self, site: str, content_id: str) -> list[Article]:
        """All lines of an article, oldest first."""
        rows = self.db.execute(
            "SELECT segment, offset FROM line WHERE site = ? AND content_id = ? ORDER BY revision",
            (site, content_id),
        )
        return [self.read_line(*row) for row in rows.fetchall()]

    def find_article(self, address: str, site: str, near: str = "") -> str | None:
        """The content id of a site's article, by any of its addresses; None: it is not here.

        A host that no line of it names may be a stranger's, unless it is that of ``near``.
        """
        parts, host = urlsplit(address), host_of(urlsplit(near).netloc)
        path = re.sub(r"^(?:/m)+(?=/)", "", normalize_path(parts.path))
        if not (match := ARTICLE.fullmatch(path)):
            return None
        content_id = match["id"].lstrip("0") or "0"
        row = self.db.execute(NEWEST, (site, content_id)).fetchone()
        if row is None:
            return None
        hosts = {host}
        if host_of(parts.netloc) != host:
            article = self.read_line(*row)
            hosts = {host_of(urlsplit(url).netloc) for url in (article.url, article.fetched_url)}
        return content_id if host_of(parts.netloc) in hosts else None

    def original(self, article: Article) -> Page | None:
        """The page that a line was read from, where it was recorded: the copy nearest in time."""
        row = self.db.execute(
            "SELECT warc, offset FROM page WHERE url = ?1"
            " ORDER BY abs(julianday(fetched_at) - julianday(?2)) LIMIT 1",
            (make_absolute(article.fetched_url) or article.fetched_url, article.fetched_at),
        ).fetchone()
        if row is None or not (self.data_dir / row[0]).is_file():
            return None
        return next((page for _, page in _read_pages(self.data_dir / row[0], row[1])), None)

    def close(self) -> None:
        """Close; the index can't be used after."""
        self.db.close()


def _read_pages(path: Path, start: int) -> Iterator[tuple[int, Page]]:
    with path.open("rb") as stream:
        for offset, one in read_warc(stream, start):
            # the page that a revisit repeats is there under its own time
            if isinstance(one, Page) and one.kind != "revisit":
                yield offset, one


def _open(path: Path) -> sqlite3.Connection:
    """The index in ``path``, made anew where it is of another version or damaged."""
    try:
        db = sqlite3.connect(path)
        if _is_usable(db):
            return db
        db.close()
        path.unlink(missing_ok=True)
        db = sqlite3.connect(path)
        _make_tables(db)
    except (sqlite3.OperationalError, OSError):  # a DATA_DIR that is only to be read
        db = sqlite3.connect(":memory:")
        _make_tables(db)
    return db


def _is_usable(db: sqlite3.Connection) -> bool:
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute("SELECT count(*) FROM segment").fetchone()
        db.execute("CREATE TEMP TABLE probe (x)")
    except sqlite3.DatabaseError:
        return False
    return bool(version == VERSION)


def _make_tables(db: sqlite3.Connection) -> None:
    names = ("words", "line", "segment", "warc", "page")
    drop = "".join(f"DROP TABLE IF EXISTS {name};" for name in names)
    tables = resources.files(__package__).joinpath("tables.sql").read_text("utf-8")
    db.executescript(f"BEGIN;{drop}{tables}PRAGMA user_version = {VERSION};COMMIT;")
