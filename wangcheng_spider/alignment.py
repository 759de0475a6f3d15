"""Which line of a segment is which of those that were written, wherever it stands now.

Lines and records are matched by checksum and length, like a diff: where one line is missing, those
behind it are still known for what they are. Linear in lines and records.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from .storage import Segment

ALTERED = "altered: its bytes are not those that were written"
FOREIGN = "foreign: it is none of the lines that were written here"


class Sum(NamedTuple):
    """What tells a line from others."""

    length: int
    """Bytes."""
    crc: int


@dataclass(slots=True)
class Alignment:
    """Lines are counted from 0 here, in the file as it is; records, as they were written."""

    offsets: Sequence[int] = ()
    """Where each record was written."""
    sound: dict[int, int] = field(default_factory=dict)
    """Line → the record that it is, byte for byte."""
    altered: dict[int, int] = field(default_factory=dict)
    """Line → the record in whose place it stands."""
    foreign: set[int] = field(default_factory=set)
    """Lines that are no record's, where all that were written are recorded."""
    missing: list[int] = field(default_factory=list)
    """Records that no line is or replaces, in their order."""

    def find_fault(self, line: int) -> str | None:
        """What the records say against a line."""
        if line in self.altered:
            return ALTERED
        return FOREIGN if line in self.foreign else None

    def find_offset(self, line: int) -> int | None:
        """Where a sound line was written; None where that is not known."""
        return self.offsets[self.sound[line]] if line in self.sound else None

    def lost(self) -> Iterator[int]:
        """Offsets at which lines were written that are not there any more."""
        return (self.offsets[record] for record in (*self.missing, *self.altered.values()))

    def missing_runs(self) -> Iterator[tuple[int, int]]:
        """(first, last) of missing records that follow each other."""
        first = last = None
        for record in self.missing:
            if first is not None and last is not None and record > last + 1:
                yield first, last
                first = None
            first, last = record if first is None else first, record
        if first is not None and last is not None:
            yield first, last


def align_file(
    path: Path, crcs: Mapping[int, int], known: Segment | None, end: int | None = None
) -> Alignment:
    """Hold the lines that begin before ``end`` against ``crcs``, by offset. Raises OSError."""
    if known is None or not crcs:
        return Alignment()
    offsets = sorted(crcs)
    ends = (*offsets[1:], known.offset)
    records = [Sum(e - o, crcs[o]) for o, e in zip(offsets, ends, strict=True)]
    lines, place = [], 0
    with path.open("rb") as file:
        for raw in file:
            if end is not None and place >= end:
                break
            lines.append(Sum(len(raw), crc32(raw)))
            place += len(raw)
    alignment = align(lines, records)
    alignment.offsets = offsets
    if not known.is_sealed or known.lines != len(records):
        alignment.foreign.clear()  # what was written besides is not recorded
    return alignment


def align(lines: Sequence[Sum], records: Sequence[Sum]) -> Alignment:
    """Match lines with records; ``offsets`` is left empty."""
    free: dict[Sum, list[int]] = {}
    for record in reversed(range(len(records))):
        free.setdefault(records[record], []).append(record)
    found = Alignment()
    for line, one in enumerate(lines):
        if free.get(one):
            found.sound[line] = free[one].pop()
    taken = set(found.sound.values())
    last, run = -1, list[int]()
    for line in range(len(lines) + 1):
        if line < len(lines) and line not in found.sound:
            # a line that is there twice is not altered: it is named as repeated
            run += [line] if lines[line] not in free else []
            continue
        gap = _find_gap(last + 1, len(records), taken) if run else []
        found.altered |= _pair(run, gap, lines, records)
        taken |= {found.altered[one] for one in run if one in found.altered}
        last, run = found.sound.get(line, last), []
    odd = set(range(len(lines))) - found.sound.keys() - found.altered.keys()
    found.foreign = {line for line in odd if lines[line] not in free}
    found.missing = [record for record in range(len(records)) if record not in taken]
    return found


def _find_gap(first: int, end: int, taken: set[int]) -> list[int]:
    """Records from ``first`` on, up to one that is in a line."""
    gap = []
    for record in range(first, end):
        if record in taken:
            break
        gap.append(record)
    return gap


def _pair(
    run: Sequence[int], gap: Sequence[int], lines: Sequence[Sum], records: Sequence[Sum]
) -> dict[int, int]:
    """Lines of a run with records of a gap: first those of equal length, then in their order."""
    free: dict[int, list[int]] = {}
    for record in reversed(gap):
        free.setdefault(records[record].length, []).append(record)
    pairs = {}
    for line in run:
        if same := free.get(lines[line].length):
            pairs[line] = same.pop()
    taken = set(pairs.values())
    left = (record for record in gap if record not in taken)
    return pairs | dict(zip((line for line in run if line not in pairs), left, strict=False))
