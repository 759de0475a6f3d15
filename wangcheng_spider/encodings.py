"""Content encodings, undone with a bound: a bomb costs no more than the bound."""

import sys
import zlib

import brotli

ACCEPTED = "gzip, deflate, br, zstd"
"""What an Accept-Encoding header may say."""


class EncodingError(ValueError):
    """A body that can't be decoded."""


class CutOff(EncodingError):
    """A body that ends before its packing does: the connection broke, or the server did."""


class TooLarge(EncodingError):
    """A body that unpacks to more than the bound."""


Decoded = tuple[bytes, bool]
"""What came out, up to a byte more than the limit; False: the packing goes on behind the end."""


def decode_body(body: bytes, encodings: str, limit: int, *, may_end_early: bool = False) -> bytes:
    """Undo a Content-Encoding header's codings (gzip, deflate, br, zstd, chunked), last first.

    Raises EncodingError for an unknown coding or damaged data, TooLarge above ``limit`` bytes,
    CutOff where the data ends too early, unless what there is of it will do.
    """
    names = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    for name in reversed(names):
        if name in ("identity", "none"):
            continue
        decode = DECODERS.get(name)
        if decode is None:
            raise EncodingError(f"unknown content encoding {name!r}")
        if body:  # answers without a body may name a coding
            body, is_whole = decode(body, limit)
            if len(body) > limit:
                raise TooLarge(f"more than {limit} bytes")
            if not is_whole and not may_end_early:
                raise CutOff(f"{name} that ends too early, after {len(body)} bytes")
    if len(body) > limit:
        raise TooLarge(f"more than {limit} bytes")
    return body


def _gunzip(body: bytes, limit: int) -> Decoded:
    return _inflate(body, limit, 16 + zlib.MAX_WBITS)


def _deflate(body: bytes, limit: int) -> Decoded:
    """Deflate with or without the zlib header: servers send both."""
    has_header = len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return _inflate(body, limit, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def _inflate(body: bytes, limit: int, wbits: int) -> Decoded:
    machine = zlib.decompressobj(wbits)
    try:
        data = machine.decompress(body, limit + 1)
    except zlib.error as error:
        raise EncodingError(str(error)) from error
    return data, machine.eof


def _brotli(body: bytes, limit: int) -> Decoded:
    machine = brotli.Decompressor()
    data = bytearray()
    try:
        data += machine.process(body, output_buffer_limit=limit + 1)
        while not machine.is_finished() and not machine.can_accept_more_data():
            data += machine.process(b"", output_buffer_limit=limit + 1)
            if len(data) > limit:
                break
    except brotli.error as error:
        raise EncodingError(str(error)) from error
    return bytes(data), machine.is_finished()


def _zstd(body: bytes, limit: int) -> Decoded:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    machine = zstd.ZstdDecompressor()
    try:
        data = machine.decompress(body, max_length=limit + 1)
    except zstd.ZstdError as error:
        raise EncodingError(str(error)) from error
    return bytes(data), machine.eof


def _unchunk(body: bytes, limit: int) -> Decoded:
    """Chunked transfer coding; what is cut off ends with the last whole piece."""
    data, at = bytearray(), 0
    while (end := body.find(b"\r\n", at)) >= 0 and len(data) <= limit:
        try:
            size = int(body[at:end].split(b";")[0], 16)
        except ValueError as error:
            raise EncodingError("not chunked") from error
        if size == 0:
            break
        data += body[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return bytes(data), True


DECODERS = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
    "chunked": _unchunk,
}
