"""Serves the sample site on loopback: one port, and an address of this machine for each host."""

import asyncio
from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from threading import Thread
from types import TracebackType

from aiohttp import web

from ..destination import open_output
from ..sites import Site, read_profile
from .sample import Answer, SampleSite
from .tenant import HOSTS as TENANT

HOSTS = {
    "127.0.0.1": "the portal",
    "127.0.0.2": "its WAP pages",
    "127.0.0.3": "a mirror of it",
    "127.0.0.4": "the API",
    "127.0.0.5": "pictures and documents, asked for with MEDIA=1",
    "127.0.0.6": "the portal's other name",
}

PROFILE = """\
# The sample site as `wangcheng demo-site` serves it on this machine.
name = "demo"
title = "样例新闻网"
canonical_origin = "http://127.0.0.1:{port}"
pc_hosts = ["127.0.0.1:{port}", "127.0.0.6:{port}"]
wap_hosts = ["127.0.0.2:{port}"]
mirror_hosts = ["127.0.0.3:{port}"]
api_origin = "http://127.0.0.4:{port}"
media_hosts = ["127.0.0.5:{port}"]
start_urls = ["http://127.0.0.1:{port}/"]
"""


def write_profile(path: Path, port: int) -> None:
    """Write the profile that a crawl of the served site takes (``-a site=PATH``)."""
    with open_output(path) as stream:
        stream.write(PROFILE.format(port=port).encode())


def load_served(port: int) -> Site:
    """The site of that profile, before it is written anywhere."""
    return read_profile("demo-site", PROFILE.format(port=port))


class Server(AbstractContextManager["Server"]):
    """Serves a sample site from a thread of its own, from entry to exit.

    ``delay``: seconds before each answer; ``fail_rate``: share of requests answered with 503, drawn
    by address and number of the request, so that the same crawl meets the same faults.
    ``tenant``: a second site, served on hosts of its own.
    Raises OSError where the port is taken.
    """

    def __init__(
        self,
        sample: SampleSite,
        port: int,
        *,
        delay: float = 0.0,
        fail_rate: float = 0.0,
        tenant: SampleSite | None = None,
    ) -> None:
        self.sample = sample
        self.tenant = tenant
        self.requests: Counter[str] = Counter()
        """host + path and query → how often it was asked for."""
        self._port = port
        self._delay = delay
        self._fail_rate = fail_rate
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="demo-site", daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        try:
            self._runner = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(30)
        except OSError:
            self._stop_loop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(30)
        self._stop_loop()

    def _stop_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            for host in (*HOSTS, *(TENANT if self.tenant else ())):
                await web.TCPSite(runner, host, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        return runner

    async def _handle(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        address, port = request.transport.get_extra_info("sockname")
        asked = f"{address}{request.raw_path}"
        self.requests[asked] += 1
        if self._delay:
            await asyncio.sleep(self._delay)
        chance = Random(f"{asked} {self.requests[asked]}").random()
        if chance < self._fail_rate:
            answer = Answer(503, "text/plain", b"busy")
        else:
            site = self.tenant if self.tenant and address in TENANT else self.sample
            answer = site.answer(request.method, f"{address}:{port}", request.raw_path)
        headers = {"Content-Type": answer.content_type, **answer.headers}
        if answer.headers.get("ETag", "-") == request.headers.get("If-None-Match"):
            return web.Response(status=304, headers=answer.headers)
        return web.Response(status=answer.status, body=answer.body, headers=headers)
