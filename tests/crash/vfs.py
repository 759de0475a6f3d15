"""The same faults in the file methods of SQLite: each write, cut and sync of stores and logs."""

import _sqlite3
import ctypes
import errno
from collections.abc import Callable
from typing import Any

from faults import Faults, Files, name_of

FULL, WRITE, SYNC = 13, 778, 1034
"""SQLite's codes for a full disk, and for errors of write and sync."""


def install(faults: Faults) -> None:
    """Lay the faults over ``os`` and SQLite. Not to be undone: end the process."""
    Files(faults).install()
    _install_sqlite(faults)


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
