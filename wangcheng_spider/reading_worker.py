"""The process that reads articles beside a crawl, and the messages that pass between the two.

    crawl ── two lengths, page as JSON, its body ──▶ process: reading.read_part
    crawl ◀── length, answer as JSON ──────────────── process

JSON, because the process reads what strangers wrote: nothing that comes from it is run. It opens no
file of DATA_DIR, knows of no page but the one that it reads, and ends when its socket is closed, so
with its crawl however that ends.

    python -m wangcheng_spider.reading_worker PROFILE
"""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from importlib import import_module
from traceback import format_exc
from typing import Any, BinaryIO

import orjson

from . import __version__
from .garbage import calm_collector
from .lines import make_article
from .pages import Listed, Page, PageError
from .pages.parts import Part
from .reading import read_part
from .sites import ProfileError, Site, load

LENGTH = 4
"""Bytes of a length, the least first."""

Answer = Part | tuple[str, str]
"""A part; or a PageError's reason and text, or BROKE and a traceback."""
BROKE = "broke"
LONGEST = 60.0
"""Seconds that the reading of one page may take; the slowest hostile one takes two."""
WORKER = f"{__package__}.reading_worker"


def encode_page(page: Page, listed: Listed) -> bytes:
    """The message that asks for a page's reading."""
    head = orjson.dumps(
        {
            "url": page.url,
            "status": page.status,
            "headers": page.headers,
            "fetched_at": page.fetched_at,
            "kind": page.kind,
            "listed": [listed.date, listed.channel_id],
        }
    )
    return b"%s%s%s%s" % (_length(head), _length(page.body), head, page.body)


def read_page(stream: BinaryIO) -> tuple[Page, Listed]:
    """The next page of a stream of messages. Raises EOFError where that has ended."""
    sizes = _take(stream, 2 * LENGTH)
    table = orjson.loads(_take(stream, int.from_bytes(sizes[:LENGTH], "little")))
    body = _take(stream, int.from_bytes(sizes[LENGTH:], "little"))
    listed = Listed(*table.pop("listed"))
    return Page(body=body, **table), listed


def _take(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def take_messages(received: bytearray) -> Iterator[bytes]:
    """Take whole messages out of what came, without their lengths."""
    while len(received) >= LENGTH:
        end = LENGTH + int.from_bytes(received[:LENGTH], "little")
        if len(received) < end:
            return
        message = bytes(received[LENGTH:end])
        del received[:end]
        yield message


def encode_answer(answer: Answer) -> bytes:
    """A message; ValueError for a text that no JSON holds."""
    table: dict[str, Any]
    if isinstance(answer, Part):
        table = {
            "article": answer.article,
            "number": answer.number,
            "next_url": answer.next_url,
            "marks": answer.marks,
        }
    else:
        table = {"refused": answer}
    try:
        return _pack(table)
    except TypeError as error:
        raise ValueError(str(error)) from error


def decode_answer(data: bytes) -> Answer:
    """The answer of a message, its length taken off. Raises ValueError."""
    table = orjson.loads(data)
    if "refused" in table:
        reason, text = table["refused"]
        return reason, text
    marks = tuple(table["marks"]) if table["marks"] is not None else None
    return Part(make_article(table["article"]), table["number"], table["next_url"], marks)


def _pack(value: object) -> bytes:
    data = orjson.dumps(value)
    return _length(data) + data


def _length(data: bytes) -> bytes:
    return len(data).to_bytes(LENGTH, "little")


def main() -> None:
    """Read pages from standard input, a socket, until it is closed."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # both mean the crawl, which may want what is being read; its end is ours
        signal.signal(number, signal.SIG_IGN)
    crawl = socket.socket(fileno=os.dup(0))
    crawl.setblocking(True)
    try:
        site = load(sys.argv[1])
    except ProfileError as error:
        sys.exit(error.exit_code)
    import_module(f"{__package__}.pages.article")  # which is imported with the first page else
    calm_collector()
    try:
        crawl.sendall(_pack(tell_site(site)))
        with crawl.makefile("rb") as pages:
            while True:
                page, listed = read_page(pages)
                # the crawl, which would end us before, may have been killed
                signal.alarm(int(2 * LONGEST))
                crawl.sendall(answer_for(page, listed, site))
                signal.alarm(0)
    except (EOFError, OSError):
        return  # the crawl has ended


def tell_site(site: Site) -> str:
    """What the process says first: by which profile it reads, and by which version of the rules."""
    return f"{__version__} {os.path.realpath(__file__)} {site!r}"


def answer_for(page: Page, listed: Listed, site: Site) -> bytes:
    """What the crawl is told of a page."""
    try:
        return encode_answer(_read(page, listed, site))
    except Exception:  # of lxml or nh3, or a bug: one page never costs the others
        return encode_answer((BROKE, format_exc().encode("utf-8", "replace").decode()))


def _read(page: Page, listed: Listed, site: Site) -> Answer:
    try:
        return read_part(page, site, listed=listed, is_marked=True)
    except PageError as error:
        return error.reason, str(error).removeprefix(error.reason).removeprefix(": ")


if __name__ == "__main__":
    main()
