"""A server that speaks HTTP as badly as it is told to, on addresses of this machine."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from threading import Thread

from wangcheng_spider.demo.sample import Answer

HOSTS = [f"127.0.0.{n}" for n in range(1, 8)]
"""The last is nobody's: who asks there has left the site."""


@dataclass
class Wire:
    """A connection, and what was asked on it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    target: str = ""
    number: int = 1
    """How often the target was asked for, this time included."""

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, body: bytes, status: str = "200 OK", **headers: str) -> None:
        """A whole answer; ``headers`` with _ for -."""
        named = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
        await self.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)

    def reset(self) -> None:
        """End the connection the hard way."""
        self.writer.transport.abort()


Fault = Callable[[Wire, bytes], Awaitable[None]]
"""Answers in place of the site; the bytes are the page that stands there. The connection ends."""
Site = Callable[[str, str, str], Answer]


@dataclass
class HostileServer(AbstractContextManager["HostileServer"]):
    """Serves ``answer`` (method, host:port, target), but for targets that have a fault."""

    answer: Site
    port: int
    faults: dict[str, Fault] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    """host + target → how often it was asked for."""
    connections: Counter[str] = field(default_factory=Counter)
    """Address → how often it was connected to."""
    times: list[float] = field(default_factory=list)
    """When each request came, in seconds of the monotonic clock."""

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="hostile", daemon=True)
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> "HostileServer":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(30)
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    async def _open(self) -> None:
        for host in HOSTS:
            self._servers.append(await asyncio.start_server(self._serve, host, self.port))

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections[writer.get_extra_info("sockname")[0]] += 1
        try:
            while await self._serve_one(Wire(reader, writer)):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the crawler has hung up, or the test is over
        finally:
            self._tasks.discard(task)
            with suppress(OSError):
                writer.close()

    async def _serve_one(self, wire: Wire) -> bool:
        """Answer a request; False where the connection is to end."""
        head = await wire.reader.readuntil(b"\r\n\r\n")
        method, wire.target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        host = wire.writer.get_extra_info("sockname")[0]
        self.times.append(time.monotonic())
        self.requests[host + wire.target] += 1
        wire.number = self.requests[host + wire.target]
        good = self.answer(method, f"{host}:{self.port}", wire.target)
        if fault := self.faults.get(wire.target):
            await fault(wire, good.body)
            return False
        headers = {name.replace("-", "_"): value for name, value in good.headers.items()}
        await wire.answer(good.body, f"{good.status} -", Content_Type=good.content_type, **headers)
        return True
