"""A plain HTTP/1.1 client: keeps connections, asks, and knows no redirects, cookies or proxies."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable
from time import monotonic
from urllib.parse import urlsplit

from ..sites import DEFAULT_PORTS
from .connection import Answer, Connection
from .heads import Broken

MAX_IDLE = 60.0
"""Seconds after which a kept connection is not trusted any more."""

Key = tuple[str, str, int]
"""Scheme, host, port."""
Resolve = Callable[[str], Awaitable[str]]
"""Host → the address to connect to; it is connected to no other."""


class Client:
    """``kept``: connections to one host that wait for the next request at most.

    ``tls`` gives the context of connections by https.
    """

    def __init__(self, resolve: Resolve, tls: Callable[[], ssl.SSLContext], kept: int) -> None:
        self._resolve, self._tls, self._kept = resolve, tls, kept
        self._idle: dict[Key, list[Connection]] = {}

    async def ask(
        self, key: Key, request: bytes, limit: int, *, is_head: bool = False
    ) -> tuple[Answer, Connection]:
        """The answer, and the connection that it came by.

        Raises what Connection.ask does, what the resolver does, OSError where there is no
        connection. A kept connection that turns out to be dead is replaced, once.
        """
        connection = self._take(key)
        if connection is not None:
            try:
                answer = await connection.ask(request, limit, is_head=is_head)
            except Broken:
                if connection.heard:
                    raise
            else:
                return answer, self._keep(key, connection)
        connection = await self._connect(key)
        answer = await connection.ask(request, limit, is_head=is_head)
        return answer, self._keep(key, connection)

    def _take(self, key: Key) -> Connection | None:
        idle = self._idle.get(key, [])
        while idle:
            connection = idle.pop()
            if connection.is_free and monotonic() - connection.since < MAX_IDLE:
                return connection
            connection.close()
        return None

    def _keep(self, key: Key, connection: Connection) -> Connection:
        if connection.is_free:
            idle = self._idle.setdefault(key, [])
            idle.append(connection)
            if len(idle) > self._kept:
                idle.pop(0).close()
        return connection

    async def _connect(self, key: Key) -> Connection:
        scheme, host, port = key
        address = await self._resolve(host)
        is_tls = scheme == "https"
        _, connection = await asyncio.get_running_loop().create_connection(
            Connection,
            address,
            port,
            ssl=self._tls() if is_tls else None,
            server_hostname=host if is_tls else None,
        )
        return connection

    def close(self) -> None:
        """End the kept connections."""
        for idle in self._idle.values():
            for connection in idle:
                connection.close()
        self._idle.clear()


def split_url(url: str) -> tuple[Key, str, str]:
    """Where an http(s) address leads to: the key of a connection, Host, and the request's target.

    Raises ValueError for a port that is none.

    >>> split_url("https://me@a.test:8443/x?y=1#z")
    (('https', 'a.test', 8443), 'a.test:8443', '/x?y=1')
    """
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    key = (parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme])
    return key, parts.netloc.rpartition("@")[2], target


def encode_request(method: str, target: str, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A request without a body, as the wire has it; no value can begin a line of its own.

    Raises UnicodeEncodeError for a target that is not ASCII.

    >>> encode_request("GET", "/", [(b"Host", b"a.test"), (b"X", b"1\\r\\nY: 2")])
    b'GET / HTTP/1.1\\r\\nHost: a.test\\r\\nX: 1 Y: 2\\r\\n\\r\\n'
    """
    lines = [f"{method} {target} HTTP/1.1".encode("ascii")]
    for name, value in headers:
        lines.append(name + b": " + value)
        if b"\n" in lines[-1] or b"\r" in lines[-1]:
            lines[-1] = b" ".join(lines[-1].splitlines())
    return b"\r\n".join([*lines, b"", b""])
