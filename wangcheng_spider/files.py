"""Files that survive a crash: whole ones are written aside and renamed; names are synced too."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ASIDE = ".new"
"""Ending of the name of what is not whole yet."""


@contextmanager
def write_aside(path: Path) -> Iterator[Path]:
    """An empty file to write to, which takes the place of ``path`` at the end; not after an error.

    Raises OSError, at once where nothing can be written there.
    """
    aside = path.with_name(path.name + ASIDE)
    os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666))
    try:
        yield aside
        sync_file(aside)
        os.rename(aside, path)
    except BaseException:
        with suppress(OSError):  # what happened before it is what counts
            os.unlink(aside)
        raise
    sync_folder(path.parent)


@contextmanager
def fill_aside(folder: Path) -> Iterator[Path]:
    """The same for a folder of files; FileExistsError or OSError where one with files is there."""
    aside = folder.with_name(folder.name + ASIDE)
    shutil.rmtree(aside, ignore_errors=True)
    make_folder(aside)
    try:
        yield aside
        for path in (*aside.iterdir(), aside):
            sync_file(path)
        os.rename(aside, folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    sync_folder(folder.parent)


def write_whole(path: Path, data: bytes) -> None:
    """A file with this content, or the one that was there before; nothing between. OSError."""
    with write_aside(path) as aside:
        handle = os.open(aside, os.O_WRONLY)
        try:
            write_all(handle, data)
        finally:
            os.close(handle)


def write_all(handle: int, data: bytes) -> None:
    """All bytes to an open file: the kernel may take fewer than it is given at once."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power loss."""
    sync_file(folder)


def sync_file(path: Path) -> None:
    """Make what was written to a file survive a power loss, whoever wrote it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """A folder whose name survives a power loss, and those above it that are missing."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def cut_file(path: Path, size: int) -> None:
    """Leave the first ``size`` bytes of a file."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.ftruncate(handle, size)
        os.fsync(handle)
    finally:
        os.close(handle)


NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV, errno.EMLINK)
"""What file systems that know no second names say."""


def keep_twin(path: Path, twin: Path) -> None:
    """A second name for a file; where there can be none, its only one. Raises OSError."""
    try:
        os.link(path, twin)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        os.rename(path, twin)
    sync_folder(twin.parent)
