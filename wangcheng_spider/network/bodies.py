"""Bodies of HTTP answers as they come: counted, chunked, or as long as the connection lasts."""

import re

from .heads import CHUNKED, MAX_LINE, UNTIL_CLOSE

_SIZE = re.compile(rb"([0-9a-fA-F]{1,16})[ \t]*(?:;.*)?\r?\Z", re.DOTALL)
MAX_SIZE_LINE = 1024
"""Bytes of a chunk's head in which its end is looked for."""


class Incomplete(Exception):
    """A body that is not whole."""


class TooLong(Exception):
    """A body of more bytes than are taken."""


class Body:
    """Takes a body in, piece by piece; ``length`` as in Head, ``limit``: bytes, 0: any number.

    Raises TooLong as soon as it is clear, Incomplete where chunks make no sense.
    """

    def __init__(self, length: int, limit: int) -> None:
        self._length, self._limit = length, limit
        self._pieces: list[bytes] = []
        self._size = 0
        self._chunks = _Chunks() if length == CHUNKED else None
        self.is_whole = length == 0
        if limit and length > limit:
            raise TooLong(f"{length} bytes")

    def add(self, data: bytes) -> bool:
        """Take a piece in; True where bytes are left over behind the end. Raises as the class."""
        is_over = False
        if self._chunks is not None:
            data = self._chunks.unframe(data)
            self.is_whole = self._chunks.is_at_end
            is_over = self.is_whole and bool(self._chunks.rest)
        elif self._length != UNTIL_CLOSE:
            missing = self._length - self._size
            is_over, data = len(data) > missing, data[:missing]
            self.is_whole = len(data) == missing
        self._size += len(data)
        if self._limit and self._size > self._limit:
            raise TooLong(f"{self._size} bytes")
        self._pieces.append(data)
        return is_over

    def end(self, *, is_clean: bool) -> None:
        """The connection has ended. Raises Incomplete where that is too early."""
        if not self.is_whole and not (self._length == UNTIL_CLOSE and is_clean):
            raise Incomplete(f"the connection ended after {self._size} bytes")

    def read(self) -> bytes:
        """All of it."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)


class _Chunks:
    """Takes the frames off."""

    def __init__(self) -> None:
        self.rest = b""
        self.is_at_end = False
        self._left = 0
        """Bytes of the chunk that are still to come."""
        self._is_behind_chunk = False
        """The next line is the end of a chunk's, which holds nothing."""
        self._trailer = -1
        """Bytes of trailer so far; -1: chunks are still to come."""

    def unframe(self, data: bytes) -> bytes:
        """The bytes that the frames hold. Raises Incomplete."""
        data, at, out = self.rest + data, 0, []
        while at < len(data) and not self.is_at_end:
            if self._left:
                piece = data[at : at + self._left]
                out.append(piece)
                at, self._left = at + len(piece), self._left - len(piece)
                continue
            end = data.find(b"\n", at)
            if end < 0:
                if len(data) - at > MAX_SIZE_LINE:
                    raise Incomplete("a chunk's head without an end")
                break
            self._read_line(data[at:end])
            at = end + 1
        self.rest = data[at:]
        return b"".join(out)

    def _read_line(self, line: bytes) -> None:
        is_empty = line in (b"", b"\r")
        if self._is_behind_chunk:
            if not is_empty:
                raise Incomplete("a chunk that goes on behind its size")
            self._is_behind_chunk = False
            return
        if self._trailer >= 0:
            self._trailer += len(line)
            self.is_at_end = is_empty
            if self._trailer > MAX_LINE:
                raise Incomplete("a trailer without an end")
            return
        match = _SIZE.match(line)
        if match is None:
            raise Incomplete("a chunk of no size")
        self._left = int(match[1], 16)
        self._is_behind_chunk = self._left > 0
        if not self._left:
            self._trailer = 0
