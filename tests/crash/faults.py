"""Kills and errors at the n-th write, sync, rename, commit: laid over the calls of this process.

The program has no hook for it: in a process of the harness the functions of ``os`` and the file
methods of SQLite's VFS (so: each write and sync of store and WAL) are replaced by ones that count.
"""

import ctypes
import errno
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import _sqlite3
from disk import Disk

FULL, WRITE, SYNC = 13, 778, 1034
"""SQLite's codes for a full disk, and for errors of write and sync."""

REAL = {
    name: getattr(os, name)
    for name in ("open", "write", "fsync", "ftruncate", "close", "rename", "unlink", "mkdir")
}


@dataclass(frozen=True)
class Plan:
    """What happens: ``kill`` or ``power`` at the ``at``-th point; or an errno's name at the
    ``at``-th call that changes the disk, once or (``for_good``) from then on.
    """

    kind: str = "none"
    at: int = 0
    for_good: bool = False
    seed: int = 0


class Faults:
    """Counts points (two a call: before and after) and calls, and does what the plan says."""

    def __init__(self, root: Path, plan: Plan, memory: Path | None = None) -> None:
        self.root = str(root)
        self.plan = plan
        self.points: list[str] = []
        self.calls: list[str] = []
        self._memory = memory
        self._disk = Disk.load(memory) if memory else None

    def is_ours(self, path: object) -> bool:
        return isinstance(path, str) and path.startswith(self.root)

    def call(self, name: str, act: Callable[[], Any], half: Callable[[], object] = int) -> Any:
        """Make a call that changes the disk; ``half`` is what a failing one still did of it."""
        self._pass(f"before {name}")
        self.calls.append(name)
        if self._fails():
            half()
            number = getattr(errno, self.plan.kind)
            raise OSError(number, os.strerror(number), name)
        result = act()
        self._pass(f"after {name}")
        return result

    def _fails(self) -> bool:
        if self.plan.kind in ("none", "kill", "power"):
            return False
        at, now = self.plan.at, len(self.calls)
        return now == at or (self.plan.for_good and now > at)

    def _pass(self, name: str) -> None:
        self.points.append(name)
        if len(self.points) == self.plan.at and self.plan.kind in ("kill", "power"):
            if self.plan.kind == "power":
                assert self._disk is not None
                for real, function in REAL.items():
                    setattr(os, real, function)
                self._disk.lose(Random(self.plan.seed))
            self.remember()
            os.kill(os.getpid(), signal.SIGKILL)

    def remember(self) -> None:
        """Keep what is not on the platter for the next process."""
        if self._disk is not None and self._memory is not None:
            self._disk.save(self._memory)

    def note(self, what: str, *arguments: Any) -> None:
        """Tell the disk's model, where there is one."""
        if self._disk is not None:
            getattr(self._disk, f"note_{what}")(*arguments)


def name_of(path: str) -> str:
    """What a file is to the program, for names of points."""
    base = os.path.basename(path)
    for ending in (".part", ".jsonl", "-wal", ".sqlite3", "run.json.new", "lock", "articles"):
        if base.endswith(ending):
            return ending.lstrip(".-")
    return "other"


def install(faults: Faults) -> None:
    """Lay the faults over ``os`` and SQLite. Not to be undone: end the process."""
    _install_files(faults)
    _install_names(faults)
    _install_sqlite(faults)


def _install_files(faults: Faults) -> None:
    real_open, real_write, real_sync = os.open, os.write, os.fsync
    real_cut, real_close = os.ftruncate, os.close
    paths: dict[int, str] = {}

    def open_(path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        text = os.fspath(path)
        if not faults.is_ours(text) or (flags & os.O_CREAT and os.path.exists(text)):
            if faults.is_ours(text) and flags & os.O_TRUNC:
                faults.note("write", text, 0, None)
            handle = real_open(path, flags, mode, **more)
        elif flags & os.O_CREAT:
            faults.note("name", "create", text)
            handle = faults.call(f"create {name_of(text)}", lambda: real_open(text, flags, mode))
        else:
            handle = real_open(path, flags, mode, **more)
        if faults.is_ours(text):
            paths[handle] = text
        return handle

    def write(handle: int, data: Any) -> Any:
        path = paths.get(handle)
        if path is None:
            return real_write(handle, data)
        is_end = os.path.basename(path) != "lock"
        offset = os.fstat(handle).st_size if is_end else os.lseek(handle, 0, os.SEEK_CUR)

        def half() -> None:
            faults.note("write", path, offset, bytes(data[: len(data) // 2]))
            real_write(handle, data[: len(data) // 2])

        def act() -> int:
            faults.note("write", path, offset, bytes(data))
            return real_write(handle, data)

        return faults.call(f"write {name_of(path)}", act, half)

    def sync(handle: int) -> None:
        path = paths.get(handle)
        if path is None:
            return real_sync(handle)
        # a real fsync would only cost time: the model says what is on the platter
        return faults.call(f"fsync {name_of(path)}", lambda: faults.note("sync", path))

    def cut(handle: int, size: int) -> None:
        path = paths.get(handle, "")

        def act() -> None:
            faults.note("write", path, size, None)
            real_cut(handle, size)

        faults.call(f"truncate {name_of(path)}", act)

    def close(handle: int) -> None:
        paths.pop(handle, None)
        real_close(handle)

    os.open, os.write, os.fsync, os.ftruncate, os.close = open_, write, sync, cut, close


def _install_names(faults: Faults) -> None:
    real_rename, real_unlink, real_mkdir = os.rename, os.unlink, os.mkdir

    def rename(old: Any, new: Any) -> None:
        def act() -> None:
            faults.note("name", "rename", os.fspath(old), os.fspath(new))
            real_rename(old, new)

        faults.call(f"rename {name_of(os.fspath(old))}", act)

    def unlink(path: Any, **more: Any) -> None:
        if not isinstance(path, str | os.PathLike) or not faults.is_ours(os.fspath(path)):
            return real_unlink(path, **more)

        def act() -> None:
            if os.path.exists(path):
                faults.note("name", "unlink", os.fspath(path))
            real_unlink(path)

        return faults.call(f"unlink {name_of(os.fspath(path))}", act)

    def mkdir(path: Any, mode: int = 0o777) -> None:
        if os.path.isdir(path) or not faults.is_ours(os.fspath(path)):
            return real_mkdir(path, mode)

        def act() -> None:
            faults.note("name", "mkdir", os.fspath(path))
            real_mkdir(path, mode)

        return faults.call(f"mkdir {name_of(os.fspath(path))}", act)

    os.rename, os.unlink, os.mkdir = rename, unlink, mkdir  # type: ignore[assignment]


Pointer = ctypes.c_void_p
OPEN = ctypes.CFUNCTYPE(ctypes.c_int, Pointer, Pointer, Pointer, ctypes.c_int, Pointer)
WRITES = ctypes.CFUNCTYPE(ctypes.c_int, Pointer, Pointer, ctypes.c_int, ctypes.c_int64)
CUTS = ctypes.CFUNCTYPE(ctypes.c_int, Pointer, ctypes.c_int64)
SYNCS = ctypes.CFUNCTYPE(ctypes.c_int, Pointer, ctypes.c_int)
AT_WRITE, AT_CUT, AT_SYNC = 3, 4, 5
"""Places in sqlite3_io_methods: its version number, then pointers."""
SLOTS = {1: 13, 2: 17, 3: 19}
_alive: list[Any] = []
"""What C code points to must not be collected."""


class Vfs(ctypes.Structure):
    """The head of sqlite3_vfs."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("max_path", ctypes.c_int),
        ("next", Pointer),
        ("name", ctypes.c_char_p),
        ("data", Pointer),
        ("open", Pointer),
    )


def has_sqlite_hook() -> bool:
    """True where SQLite is a library of its own: only then its VFS can be found by name."""
    try:
        return hasattr(ctypes.CDLL(_sqlite3.__file__), "sqlite3_vfs_find")
    except (AttributeError, OSError):
        return False


def _install_sqlite(faults: Faults) -> None:
    if not has_sqlite_hook():
        return
    find = ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find
    find.restype, find.argtypes = Pointer, [ctypes.c_char_p]
    vfs = ctypes.cast(find(None), ctypes.POINTER(Vfs)).contents
    real_open = OPEN(vfs.open)

    @OPEN
    def open_(vfs_: int, name: int, file: int, flags: int, out: int) -> int:
        code: int = real_open(vfs_, name, file, flags, out)
        path = ctypes.string_at(name).decode() if name else ""
        if code == 0 and faults.is_ours(path):
            _wrap(faults, path, file)
        return code

    _alive.append((open_, real_open))
    vfs.open = ctypes.cast(open_, Pointer).value


def _wrap(faults: Faults, path: str, file: int) -> None:
    """Give an open file of SQLite methods of ours for writing, cutting and syncing."""
    slot = ctypes.cast(file, ctypes.POINTER(Pointer))
    real = ctypes.cast(slot[0], ctypes.POINTER(Pointer))
    version = ctypes.cast(slot[0], ctypes.POINTER(ctypes.c_int))[0]
    own = (Pointer * 19)(*(real[i] for i in range(SLOTS[min(version, 3)])))
    real_write, real_cut, real_sync = WRITES(real[3]), CUTS(real[4]), SYNCS(real[5])
    name = name_of(path)

    def write(file: int, data: int, size: int, offset: int) -> int:
        def put(size: int) -> int:
            faults.note("write", path, offset, ctypes.string_at(data, size))
            return int(real_write(file, data, size, offset))

        return _code(faults, f"write {name}", lambda: put(size), WRITE, lambda: put(size // 2))

    def cut(file: int, size: int) -> int:
        def act() -> int:
            faults.note("write", path, size, None)
            return int(real_cut(file, size))

        return _code(faults, f"truncate {name}", act, WRITE)

    def sync(file: int, flags: int) -> int:
        def act() -> int:
            faults.note("sync", path)
            return 0

        return _code(faults, f"fsync {name}", act, SYNC)

    made = WRITES(write), CUTS(cut), SYNCS(sync)
    for place, method in zip((AT_WRITE, AT_CUT, AT_SYNC), made, strict=True):
        own[place] = ctypes.cast(method, Pointer).value
    _alive.append((own, made, real_write, real_cut, real_sync))
    slot[0] = ctypes.addressof(own)


def _code(
    faults: Faults, name: str, act: Callable[[], int], code: int, half: Callable[[], object] = int
) -> int:
    try:
        return int(faults.call(name, act, half))
    except OSError as error:
        return FULL if error.errno == errno.ENOSPC else code
