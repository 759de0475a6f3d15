"""Kills and errors at the n-th write, sync, rename, commit: laid over the calls of this process.

The program has no hook for it: in a process of the harness the functions of ``os`` and the file
methods of SQLite's VFS (so: each write and sync of store and WAL) are replaced by ones that count.
"""

import _sqlite3
import ctypes
import errno
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

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
    Files(faults).install()
    _install_sqlite(faults)


class Files:
    """The functions of ``os`` that change files and names, each with the faults before it."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._paths: dict[int, str] = {}

    def install(self) -> None:
        for name in REAL:
            setattr(os, name, getattr(self, name))

    def _ours(self, path: object) -> str | None:
        """The path, where it is below the root of the trial."""
        text = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
        return text if self._faults.is_ours(text) else None

    def open(self, path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        text = self._ours(path)
        if text is None:
            return int(REAL["open"](path, flags, mode, **more))
        if flags & os.O_CREAT and not os.path.exists(text):
            self._faults.note("name", "create", text)
            name = f"create {name_of(text)}"
            handle = int(self._faults.call(name, lambda: REAL["open"](text, flags, mode)))
        else:
            if flags & os.O_TRUNC:
                self._faults.note("write", text, 0, None)
            handle = int(REAL["open"](text, flags, mode))
        self._paths[handle] = text
        return handle

    def close(self, handle: int) -> None:
        self._paths.pop(handle, None)
        REAL["close"](handle)

    def write(self, handle: int, data: Any) -> int:
        path = self._paths.get(handle)
        if path is None:
            return int(REAL["write"](handle, data))
        offset = os.fstat(handle).st_size  # every file of ours is appended to

        def put(piece: Any) -> int:
            self._faults.note("write", path, offset, bytes(piece))
            return int(REAL["write"](handle, piece))

        half = data[: len(data) // 2]
        return int(
            self._faults.call(f"write {name_of(path)}", lambda: put(data), lambda: put(half))
        )

    def fsync(self, handle: int) -> None:
        path = self._paths.get(handle)
        if path is None:
            return REAL["fsync"](handle)
        # a real one would only cost time: the model says what is on the platter
        self._faults.call(f"fsync {name_of(path)}", lambda: self._faults.note("sync", path))
        return None

    def ftruncate(self, handle: int, size: int) -> None:
        path = self._paths.get(handle, "")

        def act() -> None:
            self._faults.note("write", path, size, None)
            REAL["ftruncate"](handle, size)

        self._faults.call(f"truncate {name_of(path)}", act)

    def rename(self, old: Any, new: Any) -> None:
        self._name("rename", old, REAL["rename"], new)

    def unlink(self, path: Any, **more: Any) -> None:
        self._name("unlink", path, REAL["unlink"], **more)

    def mkdir(self, path: Any, mode: int = 0o777) -> None:
        self._name("mkdir", path, REAL["mkdir"])

    def _name(self, kind: str, path: Any, real: Any, *new: Any, **more: Any) -> None:
        text = self._ours(path)
        is_there = text is not None and os.path.exists(text)
        if text is None or is_there == (kind == "mkdir"):
            real(path, *new, **more)  # not ours, or about to fail
            return

        def act() -> None:
            self._faults.note("name", kind, text, *map(os.fspath, new))
            real(text, *new)

        self._faults.call(f"{kind} {name_of(text)}", act)


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
