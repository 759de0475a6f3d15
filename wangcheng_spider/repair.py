"""Mends a DATA_DIR: the lines are the truth, the store is made anew from them. Deletes nothing.

What is damaged goes to ``articles/damaged``. Killed at any moment, it can be run again.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from .alignment import align_file
from .files import make_folder, sync_folder, write_all, write_whole
from .items import VIEWS, Article
from .recovery import adopt
from .scrutiny import Line, Lines, read_segment
from .segments import NAME, PART, list_segments
from .storage import Found, Segment
from .storage.packing import url_of
from .storage.sqlite import SqliteStore
from .storage.view import StoreView
from .verification import STORE
from .wording import count_of

SIDE_FILES = ("", "-wal", "-shm")

LOST = (
    "INSERT OR IGNORE INTO todo (site, address, content_id, rank)"
    " SELECT site, coalesce(address, {url}), content_id, rank FROM old.article AS was"
    " WHERE {url} LIKE 'http%'"
    " AND NOT EXISTS (SELECT 1 FROM article WHERE article.site = was.site"
    " AND article.content_id = was.content_id)"
)

# What the old store may still tell beside the lines; each that can't be read is left out. Articles
# that it knew and no sound line holds are put on the to-do list: they are fetched again. How far
# archives were read is left out: their articles may have lost their lines, and are read anew.
SALVAGE = {
    "to-do list": (
        "INSERT INTO sqlite_sequence SELECT name, seq FROM old.sqlite_sequence WHERE name = 'todo'",
        "INSERT OR IGNORE INTO todo SELECT * FROM old.todo",
    ),
    "walks": ("INSERT INTO walk SELECT * FROM old.walk",),
    "days walked": ("INSERT INTO day_walk SELECT * FROM old.day_walk",),
    "channels": ("INSERT INTO channel SELECT * FROM old.channel",),
    "runs": ("INSERT INTO run SELECT * FROM old.run",),
    "times of looks": (
        "UPDATE article SET seq = was.seq, due = was.due, misses = was.misses,"
        " missed_at = was.missed_at, etag = was.etag, modified = was.modified"
        " FROM old.article AS was WHERE was.site = article.site"
        " AND was.content_id = article.content_id AND was.revision = article.revision",
    ),
    "articles that lost their line": (
        LOST.format(url=url_of("was", "old.folder")),
        LOST.format(url="was.url"),  # as stores of version 1 kept it
    ),
}


class Repair:
    """One repair; the caller holds the lock. Raises OSError where the disk refuses."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._articles = data_dir / "articles"
        self._damaged = self._articles / "damaged"
        self._lines = Lines()
        self._known: dict[str, Segment] = {}
        self._lost: list[Article] = []
        """Of lines that were moved aside."""

    def run(self) -> Iterator[str]:
        """Mend; says what is done as it is done."""
        make_folder(self._damaged)
        store = self._open_old()
        with closing(self._lines):
            for path in list_segments(self._articles):
                yield from self._mend(path, store)
        if store is not None:
            store.close()
        yield from self._rebuild(is_readable=store is not None)

    def _open_old(self) -> StoreView | None:
        """The old store, where it can be trusted to say what the lines were."""
        path = self._data_dir / STORE
        if path.exists():
            with suppress(sqlite3.DatabaseError):
                store = StoreView(path)
                if not store.check():
                    self._known = {segment.name: segment for segment in store.segments()}
                    return store
        return None

    def _mend(self, path: Path, store: StoreView | None) -> Iterator[str]:
        """Move aside what is damaged in a segment; all of it where nothing sound is left."""
        match = NAME.fullmatch(path.name.removesuffix(PART))
        is_twin = path.suffix == PART and path.with_suffix("").exists()
        if match is None or is_twin:
            yield f"{path}: moved to {self._move_aside(path)}"
            return
        sums = store.sums(match[0]) if store else {}
        alignment = align_file(path, sums, self._known.get(match[0]))
        damaged: list[tuple[Line, str]] = []
        sound = 0
        for line in read_segment(path, match["site"], alignment):
            fault = line.fault
            if fault is None and line.article is not None:
                fault = self._lines.add(match[0], line, line.article)
            sound += not fault
            if fault:
                damaged.append((line, fault))
                if line.article is not None:
                    self._lost.append(line.article)
        if not sound:
            yield f"{path}: no sound line; moved to {self._move_aside(path)}"
        elif damaged:
            aside = self._keep_lines(path, damaged)
            _leave_out(path, {line.offset for line, _ in damaged})
            yield f"{path}: {count_of(sound, 'line')} kept, {len(damaged)} moved to {aside}"

    def _keep_lines(self, path: Path, damaged: list[tuple[Line, str]]) -> Path:
        """Damaged lines into a file of their own, with another that says why each is there."""
        aside = self._free_name(path.name)
        why = "".join(f"{path}:{line.number}: {fault}\n" for line, fault in damaged)
        write_whole(aside.with_name(aside.name + ".why"), why.encode())
        write_whole(aside, b"".join(line.raw.rstrip(b"\n") + b"\n" for line, _ in damaged))
        return aside

    def _move_aside(self, path: Path) -> Path:
        aside = self._free_name(path.name)
        os.rename(path, aside)
        sync_folder(self._damaged)
        sync_folder(path.parent)
        return aside

    def _free_name(self, name: str) -> Path:
        """None that a reader would take for a segment, and none that is taken."""
        names = (f"{name}.damaged", *(f"{name}.damaged-{n}" for n in range(2, 100_000)))
        return next(p for p in map(self._damaged.joinpath, names) if not p.exists())

    def _rebuild(self, *, is_readable: bool) -> Iterator[str]:
        """A store out of the segments, and of what the old one still tells; then it is put in."""
        path, new = self._data_dir / STORE, self._data_dir / f"{STORE}.new"
        self._index(new)
        told = salvage(new, path) if path.exists() else []
        if not is_readable:
            self._ask_again(new)
        said = f"{path}: rebuilt from the lines"
        for suffix in SIDE_FILES:
            if (old := path.with_name(path.name + suffix)).exists():
                aside = self._move_aside(old)
                taken = ", ".join(told) or "nothing"
                said += "" if suffix else f"; taken over from the old one, now {aside}: {taken}"
        os.rename(new, path)
        sync_folder(self._data_dir)
        yield said

    def _index(self, new: Path) -> None:
        """A new store of all segments."""
        for suffix in SIDE_FILES:  # what a repair that was killed left
            new.with_name(new.name + suffix).unlink(missing_ok=True)
        store = SqliteStore(new)
        for segment in list_segments(self._articles):
            match = NAME.fullmatch(segment.name.removesuffix(PART))
            assert match is not None, "foreign files were moved aside"
            adopt(segment, match["site"], store)
        store.close()

    def _ask_again(self, new: Path) -> None:
        """Articles whose lines were moved aside are put on the to-do list."""
        store = SqliteStore(new)
        for article in self._lost:
            if article.view in VIEWS and article.fetched_url.startswith("http"):
                rank = VIEWS.index(article.view)
                found = Found(article.fetched_url, article.content_id, rank)
                store.add_found(article.site, [found])
        store.close()


def _leave_out(path: Path, offsets: set[int]) -> None:
    """Write a segment anew without the lines at these offsets: aside, then renamed."""
    aside = path.with_name(path.name + ".new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        offset = 0
        with path.open("rb") as lines:
            for raw in lines:
                if offset not in offsets:
                    write_all(handle, raw)
                offset += len(raw)
        os.fsync(handle)
    finally:
        os.close(handle)
    os.rename(aside, path)
    sync_folder(path.parent)


def salvage(new: Path, old: Path) -> list[str]:
    """Bring into a new store what an old one can still tell; which of SALVAGE it could."""
    told = []
    with closing(sqlite3.connect(new.resolve().as_uri(), uri=True, isolation_level=None)) as db:
        try:
            db.execute("ATTACH ? AS old", (f"{old.resolve().as_uri()}?mode=ro",))
        except sqlite3.DatabaseError:
            return []
        for what, statements in SALVAGE.items():
            changed = 0
            for statement in statements:
                with suppress(sqlite3.DatabaseError):
                    changed += db.execute(statement).rowcount
            told += [what] if changed else []
    return told
