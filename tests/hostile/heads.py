"""Heads of answers: without end, too many, too long, or none at all."""

from hostile.server import Wire

MB = 1 << 20


async def endless_headers(wire: Wire, page: bytes) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(5 * MB // 1024):
        await wire.send(b"X-%d: %s\r\n" % (number, b"a" * 1000))
    await wire.send(b"Content-Length: %d\r\n\r\n" % len(page) + page)


async def many_cookies(wire: Wire, page: bytes) -> None:
    cookies = b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"a" * 4000) for n in range(1280))
    await wire.send(b"HTTP/1.1 200 OK\r\n" + cookies + b"\r\n" + page)


async def one_long_header(wire: Wire, page: bytes) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nX: " + b"a" * (5 * MB) + b"\r\n\r\n" + page)


async def no_http(wire: Wire, page: bytes) -> None:
    await wire.send(b"SSH-2.0-OpenSSH_9.6\r\n")


async def endless_interim(wire: Wire, page: bytes) -> None:
    for _ in range(200_000):
        await wire.send(b"HTTP/1.1 102 Processing\r\n\r\n")


async def odd_status(wire: Wire, page: bytes) -> None:
    await wire.answer(page, "999 Denied")


async def header_without_colon(wire: Wire, page: bytes) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n" + page)


async def header_of_bytes(wire: Wire, page: bytes) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nX: \xff\x80\xfe\r\nY: \xe6\x9c\x9b\r\n\r\n" + page)
