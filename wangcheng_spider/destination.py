"""Where a command's output goes: a file that appears whole, or straight into what is no file.

A link keeps its name and its target gets the content; a pipe or a device is written to, never
replaced.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj, copymode
from tempfile import TemporaryDirectory
from typing import BinaryIO

from .files import write_aside

STDOUT = ("-", "/dev/stdout")


def is_stdout(output: Path) -> bool:
    """True for the names that mean standard output."""
    return str(output) in STDOUT


def is_stream(output: Path) -> bool:
    """True where nothing can be written aside: standard output, a pipe, a device, a socket."""
    return is_stdout(output) or (output.exists() and not output.is_file())


@contextmanager
def stage_file(output: Path) -> Iterator[Path]:
    """A path to write to; its content is put in place at the end, not after an error.

    Raises OSError at once, and plainly, where nothing can be written.
    """
    if is_stream(output):
        with TemporaryDirectory(prefix="wangcheng-") as folder:
            aside = Path(folder, "whole")
            yield aside
            with aside.open("rb") as whole, _open_stream(output) as stream:
                copyfileobj(whole, stream)
        return
    target = Path(os.path.realpath(output))
    with write_aside(target) as aside:
        yield aside
        if target.exists():
            copymode(target, aside)


@contextmanager
def open_output(output: Path) -> Iterator[BinaryIO]:
    """The same for what is written from its beginning to its end: streams get it as it comes."""
    if is_stream(output):
        with _open_stream(output) as stream:
            yield stream
        return
    with stage_file(output) as aside, aside.open("wb") as file:
        yield file


@contextmanager
def _open_stream(output: Path) -> Iterator[BinaryIO]:
    if is_stdout(output):
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with output.open("wb") as stream:
        yield stream
