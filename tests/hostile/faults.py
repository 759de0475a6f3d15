"""What a server can do to one page, each with what must come of it."""

import asyncio
import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass

from hostile.bodies import BODIES, LIMIT, attributes, bare, fill
from hostile.heads import (
    endless_headers,
    endless_interim,
    header_of_bytes,
    header_without_colon,
    many_cookies,
    no_http,
    odd_status,
    one_long_header,
)
from hostile.packing import (
    brotli_bomb,
    deflate_bomb,
    ends_early,
    gzip_bomb,
    half_gzip,
    packed,
    packed_often,
    packed_twice,
    torn_gzip,
    zstd_bomb,
)
from hostile.server import Fault, Wire

MB = 1 << 20


@dataclass(frozen=True)
class Case:
    """A fault and its outcome: a reason code in run.json, or ``read``: the right line."""

    name: str
    outcome: str
    fault: Fault


# bodies that break off


async def cut_short(wire: Wire, page: bytes) -> None:
    await wire.answer(page[:900], Content_Length=str(len(page)))


async def reset(wire: Wire, page: bytes) -> None:
    await cut_short(wire, page)
    await asyncio.sleep(0.05)
    wire.reset()


def chunked(*pieces: bytes) -> Fault:
    """Pieces of the wire behind the headers of a chunked answer."""

    async def send(wire: Wire, page: bytes) -> None:
        await wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(pieces))

    return send


async def close_without_a_word(wire: Wire, page: bytes) -> None:
    return


async def pass_after_a_while(wire: Wire, page: bytes) -> None:
    """Nothing but a reset at first; then the page."""
    if wire.number > 1:
        await wire.answer(page)
    else:
        wire.reset()


# time


async def drip(wire: Wire, page: bytes) -> None:
    """A byte a second: the body never rests, and never ends."""
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(page))
    for n in range(len(page)):
        await wire.send(page[n : n + 1])
        await asyncio.sleep(1)


async def drip_headers(wire: Wire, page: bytes) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX-Header: " + b"a" * 1000:
        await wire.send(bytes([letter]))
        await asyncio.sleep(0.5)


async def never_answer(wire: Wire, page: bytes) -> None:
    await asyncio.sleep(600)


async def refuse_with(wire: Wire, page: bytes, status: str, later: str) -> None:
    """Says later once; then the page."""
    if wire.number > 1:
        await wire.answer(page)
    else:
        await wire.answer(b"later", status, Retry_After=later)


async def too_many(wire: Wire, page: bytes) -> None:
    await refuse_with(wire, page, "429 Too Many Requests", "1")


async def busy(wire: Wire, page: bytes) -> None:
    moment = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 2))
    await refuse_with(wire, page, "503 Service Unavailable", moment)


# ways that lead elsewhere


def redirect(location: str, status: str = "302 Found") -> Fault:
    async def send(wire: Wire, page: bytes) -> None:
        await wire.answer(b"", status, Location=location.format(port=port_of(wire)))

    return send


def port_of(wire: Wire) -> int:
    port: int = wire.writer.get_extra_info("sockname")[1]
    return port


async def redirect_to_itself(wire: Wire, page: bytes) -> None:
    await wire.answer(b"", "302 Found", Location=wire.target)


async def redirect_on_and_on(wire: Wire, page: bytes) -> None:
    """Each answer leads to another address; the server answers all of them alike."""
    base, _, step = wire.target.partition("?")
    await wire.answer(b"", "302 Found", Location=f"{base}?{int(step or 0) + 1}")


async def detour(wire: Wire, page: bytes) -> None:
    """A redirect to the article's other name, where it stands."""
    if wire.writer.get_extra_info("sockname")[0] == "127.0.0.6":
        await wire.answer(page)
    else:
        location = f"http://127.0.0.6:{port_of(wire)}{wire.target}"
        await wire.answer(b"", "301 Moved Permanently", Location=location)


# pages


def html(make: Callable[[], bytes], **headers: str) -> Fault:
    async def send(wire: Wire, page: bytes) -> None:
        await wire.answer(make(), **headers)

    return send


def changed(change: Callable[[bytes], bytes], **headers: str) -> Fault:
    """The site's own page with something done to it."""

    async def send(wire: Wire, page: bytes) -> None:
        await wire.answer(change(page), **headers)

    return send


def before_end(text: str) -> Fault:
    piece = text.encode("utf-8", "surrogatepass")
    return changed(lambda page: page.replace(b"</body>", piece + b"</body>"))


def in_head(text: str) -> Fault:
    return changed(lambda page: page.replace(b"<head>", b"<head>" + text.encode()))


def in_body(text: bytes) -> Fault:
    return changed(lambda page: page.replace(b"<body>", b"<body>" + text))


ENTITIES = BODIES["entity expansion"]().partition("<p>")[0]
XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
ELSEWHERE = "http://127.0.0.7:{port}/content/1.html"
PRIVATE = (
    "http://169.254.169.254/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://2130706433/",
)
SCHEMES = ("file:///etc/passwd", "data:text/html,x", "ftp://127.0.0.1/x", "javascript:alert(1)")
CODINGS = ("gzip", "deflate", "br", "zstd")

CASES = [
    Case("a body shorter than its length", "cut_off", cut_short),
    Case("a reset in the body", "cut_off", reset),
    Case("a chunk that is cut", "cut_off", chunked(b"400\r\n<html>")),
    Case("chunks without an end", "cut_off", chunked(b"6\r\n<html>\r\n")),
    Case("a chunk of no size", "cut_off", chunked(b"zz\r\n<html>\r\n0\r\n\r\n")),
    Case("a chunk of negative size", "cut_off", chunked(b"-1\r\n<html>\r\n0\r\n\r\n")),
    Case("a chunk of huge size", "cut_off", chunked(b"7fffffffffffffff\r\n<html>")),
    Case("no answer at all", "connection", close_without_a_word),
    Case("resets that pass", "read", pass_after_a_while),
    Case("1 GB of gzip", "too_large", packed(gzip_bomb, "gzip")),
    Case(
        "1 GB of gzip in gzip",
        "too_large",
        packed(lambda: gzip.compress(gzip_bomb()), "gzip, gzip"),
    ),
    Case("1 GB of deflate", "too_large", packed(deflate_bomb, "deflate")),
    Case("1 GB of brotli", "too_large", packed(brotli_bomb, "br")),
    Case("1 GB of zstd", "too_large", packed(zstd_bomb, "zstd")),
    Case("packed twice", "read", packed_twice),
    Case("packed nine times", "bad_encoding", packed_often),
    Case("gzip that is torn", "bad_encoding", torn_gzip),
    Case("gzip that ends in the article", "cut_off", half_gzip),
    *(Case(f"{name} that ends early", "cut_off", ends_early(name)) for name in CODINGS),
    *(Case(f"{name} that ends early once", "read", ends_early(name, 1)) for name in CODINGS),
    Case("brotli that is none", "bad_encoding", packed(lambda: b"\xff" * 99, "br")),
    Case("zstd that is none", "bad_encoding", packed(lambda: b"\xff" * 99, "zstd")),
    Case("deflate that is none", "bad_encoding", packed(lambda: b"\xff" * 99, "deflate")),
    Case("5 MB of headers", "too_large", endless_headers),
    Case("5 MB of cookies", "too_large", many_cookies),
    Case("a header of 5 MB", "connection", one_long_header),
    Case("no HTTP", "connection", no_http),
    Case("interim answers without end", "too_large", endless_interim),
    Case("a status that does not exist", "status_999", odd_status),
    Case("a header without a colon", "read", header_without_colon),
    Case("headers that are no ASCII", "read", header_of_bytes),
    Case("a byte a second", "timeout", drip),
    Case("headers, a byte at a time", "timeout", drip_headers),
    Case("never an answer", "timeout", never_answer),
    Case("429 with Retry-After", "read", too_many),
    Case("503 with a date in Retry-After", "read", busy),
    Case("a redirect to itself", "redirects", redirect_to_itself),
    Case("a redirect to the article's other name", "read", detour),
    Case("a redirect without an address", "redirects", redirect("")),
    Case("a redirect to another host of this machine", "foreign_host", redirect(ELSEWHERE)),
    Case("a redirect to another port", "foreign_host", redirect("http://127.0.0.1:22/")),
    Case("a redirect to IPv6", "redirects", redirect("http://[::1]:{port}/")),
    Case("a redirect to an address without end", "redirects", redirect("/" + "a" * 15_000)),
    *(Case(f"a redirect to {to}", "foreign_host", redirect(to)) for to in PRIVATE),
    *(Case(f"a redirect to {to}", "redirects", redirect(to)) for to in SCHEMES),
    Case("a meta refresh", "read", in_head(f'<meta http-equiv=refresh content="0;{PRIVATE[0]}">')),
    Case("a foreign canonical", "read", in_head(f'<link rel=canonical href="{PRIVATE[1]}">')),
    Case("a base elsewhere", "read", in_head(f'<base href="{PRIVATE[2]}">')),
    Case("one line of 50 MB", "too_large", html(lambda: b"<p>" + b"a" * (50 * MB))),
    Case("100,000 nested tags", "read", before_end("<div>" * 100_000)),
    Case("8 MB of nested tags", "too_large", html(lambda: bare(fill("<div>")))),
    Case("200,000 attributes", "read", before_end(attributes(200_000))),
    Case("200,000 attributes with >", "read", before_end(attributes(200_000, '=">"'))),
    Case("two million links", "too_large", html(lambda: bare(fill("<a>")))),
    Case("entities that expand", "read", changed(lambda page: ENTITIES.encode() + page)),
    Case("a file as an entity", "read", changed(lambda page: XXE.encode() + page)),
    Case("an address of 100 kB", "read", before_end(f"<a href='/{'a' * 100_000}'>望</a>")),
    Case("an address that is none", "read", before_end("<a href='http://[::1/x'>望</a>")),
    Case("a link to a script", "read", before_end(f"<a href='{SCHEMES[3]}'>望</a>")),
    Case("lone surrogates", "read", before_end("\ud800 \udc00")),
    Case("bytes that are no UTF-8", "read", in_body(b"<!-- \xff\xfe\xc3( \xe6\x9c -->")),
    Case("NULs", "read", changed(lambda page: page.replace(b"<p>", b"\0<p>\0"))),
    Case("a program as text/html", "not_html", html(lambda: b"\x7fELF" + bytes(range(256)) * 99)),
    Case(
        "noise as text/html",
        "no_headline",
        html(lambda: bytes(n * n % 251 for n in range(LIMIT // 9))),
    ),
    Case(
        "charset utf-7", "read", changed(lambda page: page, Content_Type="text/html; charset=utf-7")
    ),
    Case(
        "charset unicode_escape",
        "read",
        changed(lambda page: page, Content_Type="text/html; charset=unicode_escape"),
    ),
    Case("charset zip", "read", changed(lambda page: page, Content_Type="text/html; charset=zip")),
]
