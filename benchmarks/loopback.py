"""A site of any size on loopback, so quick to answer that the crawler is what is measured.

    python benchmarks/loopback.py PORT ARTICLES

Channels of ten to fifty thousand articles each, 20 entries a listing page. An article's page is one
of the sample site's under an id of its own: nothing is kept but the templates.
"""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.sites import load

FIRST_ID = 20_000_000
PAGE_SIZE = 20
CHANNELS = 5
TEMPLATES = 2000
"""Pages that differ; of a larger site's articles each is a copy of one of these."""
PATH = re.compile(rb"GET (?:/channel/(\d+)(?:_(\d+))?\.html|/content/646955/64/(\d+)\.html|(/)) ")


class Site:
    """Pages by address. ``articles``: how many, in CHANNELS channels of like length."""

    def __init__(self, articles: int) -> None:
        self.articles = articles
        self.requests = 0
        sample = load("sample")
        site = SampleSite(sample, articles=min(articles, TEMPLATES), seed=1)
        self._templates: list[list[bytes]] = []
        for story in site.stories:
            body = site.answer("GET", sample.pc_hosts[0], story.path).body
            body = body.replace(story.path.encode(), b"@").replace(story.content_id.encode(), b"@")
            self._templates.append(body.split(b"@"))

    def answer(self, request: bytes) -> bytes | None:
        """The body that a request's first line asks for."""
        match = PATH.match(request)
        if match is None:
            return None
        channel, page, number, home = match.groups()
        if number:
            at = int(number) - FIRST_ID
            is_there = 0 <= at < self.articles
            return number.join(self._templates[at % len(self._templates)]) if is_there else None
        if home:
            links = (f'<li><a href="/channel/{n}.html">栏目{n}</a></li>' for n in range(CHANNELS))
            return f"<html><body><ul>{''.join(links)}</ul></body></html>".encode()
        return self._list(int(channel), int(page or 1))

    def _list(self, channel: int, page: int) -> bytes | None:
        ids = range(self.articles - 1 - channel, -1, -CHANNELS)
        shown = ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        if not shown:
            return None
        rows = (
            f'<li><a href="/content/646955/64/{FIRST_ID + n}.html"><span class="f_left">'
            f'第{n}条新闻</span><span class="f_right time">2025-11-20</span></a></li>'
            for n in shown
        )
        head = "<html><head><title>栏目</title></head><body>"
        rows_html = f'<div id="div_newsList"><ul class="news_list">{"".join(rows)}</ul></div>'
        following = f'<a class="next" href="/channel/{channel}_{page + 1}.html">下一页</a>'
        return f"{head}{rows_html}{following}</body></html>".encode()


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, just as much of it as a crawler needs."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            request, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            if request.startswith(b"GET /requests "):
                body: bytes | None = str(self._site.requests).encode()
            else:
                self._site.requests += 1
                body = self._site.answer(request)
            status = b"200 OK" if body is not None else b"404 Not Found"
            body = body or b"<html>404</html>"
            head = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n" % status
            self._transport.write(b"%sContent-Length: %d\r\n\r\n%s" % (head, len(body), body))


PROFILE = """\
name = "bench"
title = "样例新闻网"
canonical_origin = "http://127.0.0.1:{port}"
pc_hosts = ["127.0.0.1:{port}"]
start_urls = ["http://127.0.0.1:{port}/"]
"""


@contextmanager
def serve(port: int, articles: int, profile: Path) -> Iterator[None]:
    """The site in a process of its own; ``profile`` is written for crawls of it."""
    profile.write_text(PROFILE.format(port=port), "utf-8")
    process = subprocess.Popen([sys.executable, __file__, str(port), str(articles)])
    try:
        for _ in range(600):
            try:
                count_requests(port)
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def count_requests(port: int) -> int:
    """How many requests the site has answered."""
    with urlopen(f"http://127.0.0.1:{port}/requests") as answer:
        return int(answer.read())


async def main(port: int, articles: int) -> None:
    """Serve for ever."""
    site = Site(articles)
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(site), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
