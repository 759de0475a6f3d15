"""Bodies that are packed: bombs, and packing that is damaged."""

import gzip
import sys
import zlib
from collections.abc import Callable
from functools import cache

import brotli

from hostile.server import Fault, Wire

MB = 1 << 20


def packed(make: Callable[[], bytes], coding: str) -> Fault:
    async def send(wire: Wire, page: bytes) -> None:
        await wire.answer(make(), Content_Encoding=coding)

    return send


def repeat_deflated(machine: "zlib._Compress", megabytes: int) -> bytes:
    """So many MB of blanks, packed: one piece of 16 MB over and over."""
    piece = machine.compress(b" " * (16 * MB)) + machine.flush(zlib.Z_FULL_FLUSH)
    return piece * (megabytes // 16) + machine.flush()


@cache
def gzip_bomb() -> bytes:
    """1 GB in 1 MB."""
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"
    raw = repeat_deflated(zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS), 1024)
    return head + raw + bytes(8)


@cache
def deflate_bomb() -> bytes:
    return repeat_deflated(zlib.compressobj(6), 1024)


@cache
def brotli_bomb() -> bytes:

    machine = brotli.Compressor(quality=1, lgwin=24)
    blanks = b" " * (16 * MB)
    return b"".join(machine.process(blanks) for _ in range(64)) + bytes(machine.finish())


@cache
def zstd_bomb() -> bytes:
    return pack(b" " * (16 * MB), "zstd") * 64


def honest_codings(page: bytes, times: int) -> bytes:
    for _ in range(times):
        page = gzip.compress(page)
    return page


async def packed_twice(wire: Wire, page: bytes) -> None:
    await wire.answer(honest_codings(page, 2), Content_Encoding="gzip, gzip")


async def packed_often(wire: Wire, page: bytes) -> None:
    await wire.answer(honest_codings(page, 9), Content_Encoding=", ".join(["gzip"] * 9))


async def torn_gzip(wire: Wire, page: bytes) -> None:
    data = bytearray(gzip.compress(page))
    data[len(data) // 2] ^= 0xFF
    await wire.answer(bytes(data), Content_Encoding="gzip")


async def half_gzip(wire: Wire, page: bytes) -> None:
    """A whole answer by its length, whose packed content ends in the article's last sentence."""
    data = gzip.compress(page[: page.rindex("<p>　　".encode()) + 27])
    await wire.answer(data[:-9], Content_Encoding="gzip")


def pack(page: bytes, coding: str) -> bytes:
    """A page in one coding."""
    if coding == "zstd":
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        return zstd.compress(page)
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
    }
    return packers[coding](page)


def ends_early(coding: str, times: int = 99) -> Fault:
    """A whole answer by its length, whose packing lacks its last bytes for so many times.

    What is lost stands behind the article: the page reads like a whole one.
    """

    async def send(wire: Wire, page: bytes) -> None:
        whole = pack(page + b"<!-- the end -->" * 40 + b"\n", coding)
        is_whole = wire.number > times
        await wire.answer(whole if is_whole else whole[:-4], Content_Encoding=coding)

    return send
