"""gzip members for archives: by ISA-L where it is installed, by zlib elsewhere.

Each reads what the other has packed. ISA-L packs a page of 31 KB in a seventh of zlib's time and
unpacks it in two fifths; what it packs is a fourteenth larger than with zlib's level 6.
"""

import zlib
from typing import Protocol, cast

try:
    from isal import isal_zlib as library
    from isal.igzip_lib import IsalError as LibraryError

    LEVEL = 2
except ImportError:  # a processor that ISA-L does not know
    import zlib as library  # type: ignore[no-redef] # the same functions
    from zlib import error as LibraryError  # type: ignore[assignment] # noqa: N812 # likewise

    LEVEL = 6

WITH_HEADER = 16 + zlib.MAX_WBITS
"""zlib's way to say: within gzip's header and checksum."""
PACKING_ERRORS = (zlib.error, cast(type[Exception], LibraryError))
"""What damaged members raise."""


class Unpacker(Protocol):
    """One member's decompression object, as zlib defines it."""

    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


def pack(data: bytes) -> bytes:
    """A gzip member that holds the data."""
    return library.compress(data, LEVEL, wbits=WITH_HEADER)


def make_unpacker() -> Unpacker:
    """For one gzip member; it raises PACKING_ERRORS where that is damaged."""
    return library.decompressobj(WITH_HEADER)
