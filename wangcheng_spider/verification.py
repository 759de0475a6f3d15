"""Do segments and store agree, and is every line as it was written? Nothing is changed here.

Streams: of a line only its key is kept, in a temporary database that spills to disk.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from .alignment import Alignment, align_file
from .scrutiny import Lines, read_segment
from .segments import NAME, PART, list_segments
from .storage import Segment
from .storage.view import Newest, StoreView
from .wording import count_of

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


class Verification:
    """One look at a DATA_DIR. ``lines`` and ``segments`` are counts of what was read."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._articles = data_dir / "articles"
        self._store: StoreView | None = None
        self._known: dict[str, Segment] = {}
        self._held = ExitStack()
        self._lines = self._held.enter_context(closing(Lines()))
        self._lost: set[tuple[str, int]] = set()
        """Segment and offset of lines that were named as altered or missing."""
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
            self._held.close()

    def _open_store(self) -> Iterator[Finding]:
        path = self._data_dir / STORE
        if not path.exists():
            text = "missing: the next crawl rebuilds it from the lines, and so does --repair"
            yield Finding(str(path), text)
            return
        try:
            store = self._held.enter_context(closing(StoreView(path)))
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
        alignment = align_file(path, sums, known, end)
        self._lost.update((match[0], offset) for offset in alignment.lost())
        size, named, apart = path.stat().st_size, 0, 0
        for line in read_segment(path, match["site"], alignment, end):
            apart += line.written_at not in (None, line.offset)
            fault = line.fault
            if line.article is not None and fault is None:
                fault = self._lines.add(match[0], line, line.article)
            is_tail = is_open and known is None and line.offset + len(line.raw) == size
            named += bool(fault)
            if fault and named <= MAX_LINES:
                is_damage = not (is_tail and fault.startswith("torn"))
                yield Finding(f"{path}:{line.number}", fault, is_damage)
        if named > MAX_LINES:
            yield Finding(str(path), f"{count_of(named - MAX_LINES, 'more line')} damaged")
        yield from self._name_gaps(path, alignment)
        if apart:
            text = f"shifted: {count_of(apart, 'sound line')} not at the byte of writing"
            yield Finding(str(path), text)

    def _name_gaps(self, path: Path, alignment: Alignment) -> Iterator[Finding]:
        """Lines that were written and are not there, those that follow each other together."""
        runs = list(alignment.missing_runs())
        for first, last in runs[:MAX_LINES]:
            byte, number = alignment.offsets[first], first + 1
            what, where = "a line that was", f"line {number}"
            if last > first:
                what, where = f"{last - first + 1} lines that were", f"lines {number} to {last + 1}"
            yield Finding(str(path), f"missing: {what} at byte {byte} ({where} as written)")
        if more := sum(last - first + 1 for first, last in runs[MAX_LINES:]):
            yield Finding(str(path), f"missing: {count_of(more, 'more line')}")

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
            yield Finding(
                place, f"torn: of {count_of(known.offset, 'byte')} committed, {size:,} are there"
            )
        elif is_open and size > known.offset:
            extra = count_of(size - known.offset, "byte")
            text = f"open: the next start cuts off {extra} never committed"
            yield Finding(place, text, is_damage=False)
        elif size > known.offset and known.is_sealed:
            yield Finding(place, f"altered: {count_of(size, 'byte')}, sealed with {known.offset:,}")
        elif is_open != (not known.is_sealed):
            yield Finding(place, "being sealed: the next start ends it", is_damage=False)
        if size == 0 and not is_open:
            yield Finding(place, "damaged: a sealed segment without a line")

    def _name_missing(self, segment: Segment) -> Iterator[Finding]:
        place = str(self._articles / segment.name)
        if segment.lines:
            yield Finding(place, f"missing, with {count_of(segment.lines, 'line')} in it")
        else:
            yield Finding(place, "never held a line: the next start forgets it", is_damage=False)

    def _compare(self, store: StoreView, missing: set[str]) -> Iterator[Finding]:
        """Index and lines, article by article; what is missing or altered was named before."""
        apart = 0
        for known, line in pair(store.newest(), self._lines.newest()):
            if known == line:
                continue
            if known and (known.name in missing or (known.name, known.offset) in self._lost):
                continue
            apart += 1
            if apart <= MAX_APART:
                yield self._name_apart(known, line)
        if apart > MAX_APART:
            more = count_of(apart - MAX_APART, "more article")
            text = f"apart: {more} of which lines and store differ"
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
