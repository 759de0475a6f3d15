"""One line at the foot of a terminal that is drawn again and again."""

import logging
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

ERASE = "\r\x1b[K"
USUAL_WIDTH = 80


def is_terminal(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """True where a line can be drawn again."""
    return stream.isatty() and environ.get("TERM", "") not in ("", "dumb")


def is_coloured(environ: Mapping[str, str] = os.environ) -> bool:
    """False where the user wants no colours (https://no-color.org)."""
    return not environ.get("NO_COLOR")


def say(text: str) -> None:
    """Print a text to standard output, whether or not somebody still reads it."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        drop_stdout()


def drop_stdout() -> None:
    """What is still to be printed goes nowhere: the reader of a pipe has left."""
    with suppress(OSError):  # not a file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class LiveLine(logging.Filter):
    """A line on a terminal. As a filter of log handlers it makes way for what is logged."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._is_shown = False

    @property
    def width(self) -> int:
        """Columns of the terminal."""
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or USUAL_WIDTH
        except OSError:
            return USUAL_WIDTH

    def draw(self, text: str) -> None:
        """Show a text in place of the last one."""
        self._write(ERASE + text)
        self._is_shown = True

    def erase(self) -> None:
        """Leave no trace."""
        if self._is_shown:
            self._write(ERASE)
            self._is_shown = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, to an empty line."""
        self.erase()
        return True

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            pass  # the terminal was closed: the run goes on
