"""Mends a DATA_DIR: the lines are the truth, the store is made anew from them. Deletes nothing.

What is damaged goes to ``articles/damaged``. Killed at any moment, it can be run again and comes to
the same end: the old store stays in its place until the new one takes it, in one step.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from .alignment import align_file
from .files import keep_twin, make_folder, sync_folder, write_aside, write_whole
from .items import VIEWS
from .lines import decode_line
from .recovery import adopt
from .salvage import fold_log, salvage
from .scrutiny import Line, Lines, read_segment
from .segments import NAME, PART, list_segments
from .storage import Found, Segment
from .storage.sqlite import SqliteStore
from .storage.view import StoreView
from .verification import STORE
from .wording import count_of

ASIDE = re.compile(r"(?P<name>.+)\.damaged(-\d+)?")
"""Names of what is moved aside, when it is there whole: half-written files have another ending."""
LOGS = ("-wal", "-shm")
"""Files that SQLite keeps beside a store; they must not meet another one."""


class Repair:
    """One repair; the caller holds the lock. Raises OSError where the disk refuses."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._articles = data_dir / "articles"
        self._damaged = self._articles / "damaged"
        self._lines = Lines()
        self._known: dict[str, Segment] = {}

    def run(self) -> Iterator[str]:
        """Mend; says what is done as it is done."""
        make_folder(self._damaged)
        # what a repair that was killed did to names must reach the disk before it counts
        for folder in (self._damaged, self._articles, self._data_dir):
            sync_folder(folder)
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
            with suppress(sqlite3.DatabaseError), ExitStack() as held:
                store = held.enter_context(closing(StoreView(path)))
                if not store.check():
                    self._known = {segment.name: segment for segment in store.segments()}
                    held.pop_all()
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
        if not sound:
            yield f"{path}: no sound line; moved to {self._move_aside(path)}"
        elif damaged:
            aside = self._keep_lines(path, damaged)
            _leave_out(path, {line.offset for line, _ in damaged})
            yield f"{path}: {count_of(sound, 'line')} kept, {len(damaged)} moved to {aside}"

    def _keep_lines(self, path: Path, damaged: list[tuple[Line, str]]) -> Path:
        """Damaged lines into a file of their own, with another that says why each is there."""
        bad = b"".join(line.raw.rstrip(b"\n") + b"\n" for line, _ in damaged)
        for kept in self._list_aside(path.name):
            if kept.read_bytes() == bad:
                return kept  # by a repair that was killed before it left them out
        aside = self._free_name(path.name)
        why = "".join(f"{path}:{line.number}: {fault}\n" for line, fault in damaged)
        write_whole(aside.with_name(aside.name + ".why"), why.encode())
        write_whole(aside, bad)
        return aside

    def _move_aside(self, path: Path) -> Path:
        aside = self._free_name(path.name)
        os.rename(path, aside)
        sync_folder(self._damaged)
        sync_folder(path.parent)
        return aside

    def _list_aside(self, name: str) -> list[Path]:
        """What was moved aside under a name of before."""
        files = ((path, ASIDE.fullmatch(path.name)) for path in self._damaged.iterdir())
        return sorted(path for path, match in files if match and match["name"] == name)

    def _free_name(self, name: str) -> Path:
        """None that a reader would take for a segment, and none that is taken."""
        names = (f"{name}.damaged", *(f"{name}.damaged-{n}" for n in range(2, 100_000)))
        return next(p for p in map(self._damaged.joinpath, names) if not p.exists())

    def _rebuild(self, *, is_readable: bool) -> Iterator[str]:
        """A store out of the segments, and of what the old one still tells; then it is put in."""
        path, new = self._data_dir / STORE, self._data_dir / f"{STORE}.new"
        self._index(new)
        told = []
        if path.exists():
            fold_log(path)  # the file alone is all of it from here on
            told = salvage(new, path)
        if not is_readable:
            self._ask_again(new)
        self._fold_new(new)
        said = f"{path}: rebuilt from the lines"
        if path.exists():
            taken = ", ".join(told) or "nothing"
            said += f"; taken over from the old one, now {self._keep_old(path)}: {taken}"
        for suffix in LOGS:
            if (log := path.with_name(path.name + suffix)).exists():
                self._move_aside(log)
        os.rename(new, path)
        sync_folder(self._data_dir)
        yield said

    def _fold_new(self, new: Path) -> None:
        """All of the new store into one file: its log would not be renamed with it."""
        fold_log(new)
        for suffix in LOGS:
            new.with_name(new.name + suffix).unlink(missing_ok=True)

    def _keep_old(self, path: Path) -> Path:
        """A second name for the old store: its own is to be the new one's, with no gap between."""
        for kept in self._list_aside(path.name):
            if kept.samefile(path):
                return kept  # by a repair that was killed
        aside = self._free_name(path.name)
        keep_twin(path, aside)
        return aside

    def _index(self, new: Path) -> None:
        """A new store of all segments."""
        for suffix in ("", "-journal", *LOGS):  # what a repair that was killed left
            new.with_name(new.name + suffix).unlink(missing_ok=True)
        store = SqliteStore(new)
        for segment in list_segments(self._articles):
            match = NAME.fullmatch(segment.name.removesuffix(PART))
            assert match is not None, "foreign files were moved aside"
            adopt(segment, match["site"], store)
        store.close()

    def _ask_again(self, new: Path) -> None:
        """Articles that only lines moved aside tell of are put on the to-do list.

        Those that a repair before moved aside, too: it may have been killed before it came here.
        """
        store = SqliteStore(new)
        for path in sorted(self._damaged.iterdir()):
            match = ASIDE.fullmatch(path.name)
            if match and NAME.fullmatch(match["name"].removesuffix(PART)):
                for site, found in read_aside(path):
                    store.add_found(site, [found])
        store.close()


def read_aside(path: Path) -> Iterator[tuple[str, Found]]:
    """Site and address of each line moved aside that still tells them. Raises OSError."""
    with path.open("rb") as lines:
        for raw in lines:
            with suppress(ValueError):
                article = decode_line(raw)
                if article.view in VIEWS and article.fetched_url.startswith("http"):
                    rank = VIEWS.index(article.view)
                    yield article.site, Found(article.fetched_url, article.content_id, rank)


def _leave_out(path: Path, offsets: set[int]) -> None:
    """Write a segment anew without the lines at these offsets."""
    with write_aside(path) as aside, aside.open("wb") as kept, path.open("rb") as lines:
        offset = 0
        for raw in lines:
            if offset not in offsets:
                kept.write(raw)
            offset += len(raw)
