"""A crawl's own archive: each response as WARC, in files that survive a crash like the segments.

Records are staged, and made true by ``flush``: appended, synced, and then entered in an index with
the file's new length. A run flushes its recording before its lines, so no line is known whose page
is not in the archive. The index only saves work: without it pages are recorded as new.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import __version__
from .clock import utc_now, utc_stamp
from .files import make_folder, sync_folder, write_all
from .payload_index import PayloadIndex
from .segments import PART
from .setting_values import read_number, read_switch
from .warc import find_end
from .warc_records import Exchange, Revisit, Seen, digest, encode_exchange, encode_info

ROLL_BYTES = 1_000_000_000
"""A file is sealed once it is longer than this."""
MAX_STAGED = 16 * 1024 * 1024
"""Bytes of packed records that wait in memory at most, give or take a record."""
SUFFIX = ".warc.gz"


def open_recording(
    folder: Path, site: str, settings: Mapping[str, Any], *, is_on: bool
) -> "Recording | None":
    """The recording that settings ask for; None where it is off.

    Raises SettingError for a wrong setting, OSError where the disk refuses.
    """
    is_wanted = read_switch(settings, "ARCHIVE_RECORD")
    roll_bytes = read_number(settings, "ARCHIVE_ROLL_BYTES", ROLL_BYTES)
    if not (is_wanted and is_on):
        return None
    robots = settings.get("ROBOTSTXT_OBEY", False)
    about = (
        ("software", f"wangcheng_spider/{__version__}"),
        ("format", "WARC File Format 1.1"),
        (
            "conformsTo",
            "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        ),
        ("isPartOf", site),
        ("http-header-user-agent", str(settings.get("USER_AGENT", ""))),
        ("robots", "obey" if robots else "ignore"),
    )
    return Recording(folder, site, about, roll_bytes)


class Recording:
    """Writes below ``folder``; ``about`` is what the warcinfo record says beside the file's name.

    Every start is a recovery. Raises OSError where the disk refuses.
    """

    def __init__(
        self,
        folder: Path,
        site: str,
        about: Sequence[tuple[str, str]] = (),
        roll_bytes: int = ROLL_BYTES,
    ) -> None:
        make_folder(folder)
        self._folder = folder
        self._site = site
        self._about = about
        self._roll_bytes = roll_bytes
        self._index = PayloadIndex(folder / "index.sqlite3")
        self._staged: list[bytes] = []
        self._staged_bytes = 0
        self._seen: dict[str, Seen] = {}
        self._file: int | None = None
        self._name = ""
        self._length = 0
        self._recover()

    def add(self, one: Exchange) -> None:
        """Stage a request and its answer; what repeats the last answer becomes a revisit."""
        payload = digest(one.body)
        seen = self._seen.get(one.url) or self._index.find(one.url)
        revisit: Revisit | None = None
        if one.status == 304:
            revisit = "server-not-modified"
        elif one.status == 200 and one.body and not one.truncated:
            if seen is not None and seen.digest == payload:
                revisit = "identical-payload-digest"
            else:
                self._seen[one.url] = Seen(payload, one.date)
        self._staged.append(encode_exchange(one, payload, seen, revisit))
        self._staged_bytes += len(self._staged[-1])
        if self._staged_bytes > MAX_STAGED:
            self.flush()

    def flush(self) -> None:
        """What is staged to the disk; seals a file that is long enough."""
        if not self._staged:
            return
        if self._file is None:
            self._open()
        assert self._file is not None
        _write(self._file, b"".join(self._staged))
        self._length += self._staged_bytes
        self._index.enter(self._name, self._length, self._seen)
        self._staged, self._staged_bytes, self._seen = [], 0, {}
        if self._length >= self._roll_bytes:
            self._seal()

    def close(self) -> None:
        """Flush, seal, and end."""
        try:
            self.flush()
            self._seal()
        finally:
            self._index.close()

    def _open(self) -> None:
        taken = {path.name.removesuffix(PART) for path in self._folder.iterdir()}
        stamp = utc_stamp()
        names = (f"{self._site}-{stamp}-{number:05}{SUFFIX}" for number in range(1, 100_000))
        self._name = next(name for name in names if name not in taken)
        path = self._folder / (self._name + PART)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        sync_folder(self._folder)
        info = encode_info(self._name, utc_now(), self._about)
        _write(self._file, info)
        self._length = len(info)

    def _seal(self) -> None:
        if self._file is None:
            return
        os.close(self._file)
        self._file = None
        (self._folder / (self._name + PART)).rename(self._folder / self._name)
        sync_folder(self._folder)

    def _recover(self) -> None:
        """Cut what a crash left to whole records, and seal it; forget files that were taken away.

        Records behind the committed length may be whole: they stay.
        """
        for part in sorted(self._folder.glob(f"*{SUFFIX}{PART}")):
            name = part.name.removesuffix(PART)
            with part.open("r+b") as file:
                info_end, committed = find_end(file, 0, records=1), self._index.length(name)
                is_short = part.stat().st_size < committed
                end = max(find_end(file, 0 if is_short else committed), info_end)
                file.truncate(end)
                os.fsync(file.fileno())
            if end <= info_end:
                part.unlink()
            else:
                part.rename(self._folder / name)
        sync_folder(self._folder)
        self._index.keep(path.name for path in self._folder.glob(f"*{SUFFIX}"))


def _write(file: int, data: bytes) -> None:
    write_all(file, data)
    os.fsync(file)
