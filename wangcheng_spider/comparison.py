"""Two sets of lines, field by field: what a change of a rule changed.

Lines are indexed by article in a temporary database on disk and read again in pairs, so memory is
bounded whatever the number of articles.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal

import orjson

from .errors import WangchengError
from .segments import PART, list_segments

IGNORED = ("fetched_at", "content_hash")
"""When a page was fetched says nothing of the rules; the hash follows headline and body."""
BEFORE, WIDTH = 12, 60
"""Characters of a value that are shown: before its first difference, and in all."""

Kind = Literal["emptied", "filled", "changed"]
Line = dict[str, Any]

TABLE = """
CREATE TABLE line (side INTEGER, key TEXT, file INTEGER, offset INTEGER,
  PRIMARY KEY (side, key)) WITHOUT ROWID;
"""
BOTH = """
SELECT o.file, o.offset, n.file, n.offset FROM line o
LEFT JOIN line n ON n.side = 1 AND n.key = o.key WHERE o.side = 0 ORDER BY o.file, o.offset
"""
ONLY_NEW = """
SELECT n.file, n.offset FROM line n WHERE n.side = 1
AND NOT EXISTS (SELECT 1 FROM line o WHERE o.side = 0 AND o.key = n.key)
ORDER BY n.file, n.offset
"""


class ComparisonError(WangchengError):
    """Lines that can't be read; the text names file and line."""


@dataclass(frozen=True, slots=True)
class Example:
    """One article's value on both sides, shortened around the first difference."""

    url: str
    kind: Kind
    old: str
    new: str


@dataclass(slots=True)
class FieldChanges:
    """What became of one field."""

    emptied: int = 0
    """Articles whose value is null or empty now."""
    filled: int = 0
    changed: int = 0
    examples: list[Example] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.emptied + self.filled + self.changed


@dataclass(slots=True)
class Comparison:
    """What differs between OLD and NEW."""

    same: int = 0
    differing: int = 0
    only_old: int = 0
    only_new: int = 0
    fields: dict[str, FieldChanges] = field(default_factory=dict)
    only_old_urls: list[str] = field(default_factory=list)
    """The first of them."""
    only_new_urls: list[str] = field(default_factory=list)


def compare_lines(old: Path, new: Path, examples: int = 3) -> Comparison:
    """Compare files of lines, or folders of them (a DATA_DIR too), by each article's newest line.

    ``examples``: how many are kept of each field and kind, and of articles on one side only.
    Raises ComparisonError for what are no lines, OSError for what can't be read.
    """
    with ExitStack() as stack:
        db = stack.enter_context(closing(sqlite3.connect("")))
        db.executescript(TABLE)
        files: list[BinaryIO] = []
        for side, path in enumerate((old, new)):
            for name in list_line_files(path):
                stream = stack.enter_context(name.open("rb"))
                db.executemany(
                    "INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?)",
                    ((side, key, len(files), offset) for key, offset in _index(name, stream)),
                )
                files.append(stream)
        return _compare(db, files, examples)


def list_line_files(path: Path) -> list[Path]:
    """The files that hold lines, in the order in which they were written."""
    if not path.is_dir():
        return [path]
    folder = path / "articles" if (path / "articles").is_dir() else path
    files = list_segments(folder)
    if not files:
        raise ComparisonError(f"{path}: no .jsonl file in it")
    return files


def _index(name: Path, stream: BinaryIO) -> Iterator[tuple[str, int]]:
    """(article's key, offset) of each line; the torn end of an open segment is left out."""
    offset = 0
    for number, line in enumerate(stream, 1):
        if not line.endswith(b"\n") and name.suffix == PART:
            return
        try:
            table = orjson.loads(line)
            yield f"{table.get('site')}/{table['content_id']}", offset
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ComparisonError(f"{name}:{number}: no line of an article: {error}") from error
        offset += len(line)


def _read(files: list[BinaryIO], file: int, offset: int) -> Line:
    files[file].seek(offset)
    line: Line = orjson.loads(files[file].readline())
    return line


def _compare(db: sqlite3.Connection, files: list[BinaryIO], examples: int) -> Comparison:
    found = Comparison()
    for old_file, old_offset, new_file, new_offset in db.execute(BOTH):
        old = _read(files, old_file, old_offset)
        if new_file is None:
            found.only_old += 1
            _keep(found.only_old_urls, str(old.get("url")), examples)
        elif _compare_pair(old, _read(files, new_file, new_offset), found, examples):
            found.differing += 1
        else:
            found.same += 1
    for file, offset in db.execute(ONLY_NEW):
        found.only_new += 1
        _keep(found.only_new_urls, str(_read(files, file, offset).get("url")), examples)
    return found


def _keep(urls: list[str], url: str, count: int) -> None:
    if len(urls) < count:
        urls.append(url)


def _compare_pair(old: Line, new: Line, found: Comparison, examples: int) -> bool:
    """Count what differs between two lines of an article; True if anything does."""
    differs = False
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if name in IGNORED or before == after or not (before or after):
            continue
        differs = True
        kind: Kind = "changed" if before and after else "filled" if after else "emptied"
        changes = found.fields.setdefault(name, FieldChanges())
        setattr(changes, kind, getattr(changes, kind) + 1)
        if sum(example.kind == kind for example in changes.examples) < examples:
            shown = shorten(_text_of(before), _text_of(after))
            changes.examples.append(Example(str(new.get("url")), kind, *shown))
    return differs


def _text_of(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def shorten(old: str, new: str) -> tuple[str, str]:
    """Both values on one line, from a little before their first difference.

    >>> shorten("来源：望城融媒体中心" + "甲" * 90, "来源：望城融媒体中心" + "乙" * 5)[1]
    '来源：望城融媒体中心乙乙乙乙乙'
    """
    pairs = enumerate(zip(old, new, strict=False))
    shorter = min(len(old), len(new))
    start = max(0, next((n for n, (a, b) in pairs if a != b), shorter) - BEFORE)
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    piece = text[start : start + WIDTH].replace("\n", "⏎")
    return ("…" if start else "") + piece + ("…" if start + WIDTH < len(text) else "")
