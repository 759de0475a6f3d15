"""What a power loss leaves: of writes and names that were not synced, none, all, or some.

Modelled by hand, since a process can't cut its machine's power. Of each file the content at its
last sync and the writes since are kept; a loss lays a drawn choice of these, cut into sectors, over
that content. Of names (created, renamed, removed, made) a drawn number of the last ones not synced
by an fsync of their folder is taken back. Not modelled: names of SQLite's own files (it syncs their
folder itself), and reordering between a file's content and its name beyond these two draws.
"""

import os
import pickle
import shutil
from pathlib import Path
from random import Random

SECTOR = 512

Write = tuple[int, bytes | None]
"""Offset and bytes; None: cut to that size."""


class Disk:
    """What is not on the platter yet. ``pending`` of a file: its content then, and writes since."""

    def __init__(self) -> None:
        self.pending: dict[str, tuple[bytes, list[Write]]] = {}
        self.names: list[tuple[str, str, str, bytes | None]] = []
        """Kind, path, new path, content that is gone: create, rename, unlink, mkdir."""

    def note_write(self, path: str, offset: int, data: bytes | None) -> None:
        """To be called before the write is made."""
        if path not in self.pending:
            was = Path(path).read_bytes() if os.path.exists(path) else b""
            self.pending[path] = (was, [])
        self.pending[path][1].append((offset, data))

    def note_sync(self, path: str) -> None:
        """An fsync of a file or of a folder."""
        self.pending.pop(path, None)
        self.names = [name for name in self.names if os.path.dirname(name[1]) != path]

    def note_name(self, kind: str, path: str, new: str = "") -> None:
        """To be called before the name changes."""
        content = None
        if kind == "unlink":
            content = Path(path).read_bytes()
            self.pending.pop(path, None)
        if kind == "rename":
            content = Path(new).read_bytes() if os.path.isfile(new) else None
            self.pending.pop(new, None)
            if path in self.pending:
                self.pending[new] = self.pending.pop(path)
        self.names.append((kind, path, new, content))

    def lose(self, chance: Random) -> None:
        """The power goes."""
        share = chance.choice((0.0, 0.5, 0.9))
        for path, (was, writes) in self.pending.items():
            if os.path.exists(path):
                Path(path).write_bytes(_lay(was, writes, share, chance))
        kept = chance.randint(0, len(self.names)) if share else 0
        for name in reversed(self.names[kept:]):
            _take_back(*name)
        self.pending, self.names = {}, []

    def save(self, path: Path) -> None:
        """For the next process: what this one has not synced is still not on the platter."""
        path.write_bytes(pickle.dumps((self.pending, self.names)))

    @classmethod
    def load(cls, path: Path) -> "Disk":
        """What ``save`` kept; nothing where it never was."""
        disk = cls()
        if path.exists():
            disk.pending, disk.names = pickle.loads(path.read_bytes())
        return disk


def _lay(was: bytes, writes: list[Write], share: float, chance: Random) -> bytes:
    """The content with a drawn share of the sectors written since."""
    content = bytearray(was)
    for offset, data in writes:
        if data is None:
            if chance.random() < share:
                del content[offset:]
            continue
        for start in range(0, len(data), SECTOR):
            if chance.random() < share:
                piece = data[start : start + SECTOR]
                at = offset + start
                content.extend(bytes(max(0, at - len(content))))
                content[at : at + len(piece)] = piece
    return bytes(content)


def _take_back(kind: str, path: str, new: str, content: bytes | None) -> None:
    if kind == "rename" and os.path.exists(new):
        os.rename(new, path)
        if content is not None:
            Path(new).write_bytes(content)
    elif kind == "create":
        Path(path).unlink(missing_ok=True)
    elif kind == "mkdir":
        shutil.rmtree(path, ignore_errors=True)
    elif kind == "unlink" and content is not None and os.path.isdir(os.path.dirname(path)):
        Path(path).write_bytes(content)
