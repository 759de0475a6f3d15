"""HTTP/1.1 on one connection: a request, its answer, the next request."""

import asyncio
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from time import monotonic
from typing import cast

from .bodies import Body, Incomplete, TooLong
from .bounds import MAX_HEAD
from .heads import END, MAX_LINE, Broken, Head, HeadTooLong, read_head


@dataclass(slots=True)
class Answer:
    """What a request brought."""

    head: Head
    body: bytes
    came: float
    """When its head was there (monotonic seconds)."""
    is_partial: bool
    """Its end is where the connection ended: nothing says that it is whole."""


class Connection(asyncio.Protocol):
    """One request at a time, by ``ask``; ``is_free`` says whether it may be asked again."""

    def __init__(self) -> None:
        self.is_free = False
        self.address: IPv4Address | IPv6Address | None = None
        """Of the other side; None until it is connected."""
        self.certificate: bytes | None = None
        """Its own, in DER; None without TLS."""
        self.since = 0.0
        """When it was freed (monotonic seconds)."""
        self.heard = False
        """A byte came since the last request."""
        self._waiter: asyncio.Future[Answer] | None = None
        self._limit, self._is_head = 0, False
        self._buffer, self._head_size = b"", 0
        self._head: Head | None = None
        self._body = Body(0, 0)
        self._came = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has no such base
        if peer := transport.get_extra_info("peername"):  # none where it has ended already
            self.address = ip_address(peer[0])
        if tls := transport.get_extra_info("ssl_object"):
            self.certificate = tls.getpeercert(binary_form=True)

    async def ask(self, request: bytes, limit: int, *, is_head: bool = False) -> Answer:
        """The answer to a request, given as the bytes of the wire; ``limit`` as in Body.

        Raises Broken, HeadTooLong, Incomplete, TooLong. Whatever ends the waiting ends the
        connection.
        """
        assert self._transport is not None
        self.is_free, self.heard = False, False
        self._limit, self._is_head = limit, is_head
        self._buffer, self._head_size = b"", 0
        self._head = None
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            if self._transport.is_closing():
                raise Broken("the connection was closed")
            self._transport.write(request)
            answer = await self._waiter
        except BaseException:
            # also where the answer has come, but its asker is cancelled before it is awake
            self.close()
            raise
        finally:
            self._waiter = None
        if not self.is_free:
            self.close()
        return answer

    def close(self) -> None:
        """End it at once."""
        self.is_free = False
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        waiter = self._waiter
        if waiter is None or waiter.done():
            self.close()  # nobody asked
            return
        self.heard = True
        try:
            if self._head is None:
                self._take_head(data)
            elif self._body.add(data):
                self._head.is_lasting = False
            if self._head is not None and self._body.is_whole:
                self._finish(self._head)
        except (Broken, HeadTooLong, Incomplete, TooLong) as error:
            waiter.set_exception(error)

    def _take_head(self, data: bytes) -> None:
        """Interim answers are passed over; together with the answer's head they are bounded."""
        data = self._buffer + data
        while self._head is None:
            match = END.search(data)
            size = match.end() if match else len(data)
            if not match and size - data.rfind(b"\n") > MAX_LINE:
                raise Broken(f"a line of more than {MAX_LINE} bytes")
            if self._head_size + size > MAX_HEAD:
                raise HeadTooLong(f"more than {MAX_HEAD} bytes of headers")
            if match is None:
                self._buffer = data
                return
            head = read_head(data[: match.start()], is_bodiless=self._is_head)
            self._head_size += size
            data = data[size:]
            if head.status == 101:
                raise Broken("the protocol is changed")
            if head.status >= 200:
                self._head, self._came = head, monotonic()
        self._body = Body(self._head.length, self._limit)
        if data and (self._body.is_whole or self._body.add(data)):
            self._head.is_lasting = False

    def _finish(self, head: Head, *, is_partial: bool = False) -> None:
        self.is_free = head.is_lasting
        self.since = monotonic()
        assert self._waiter is not None
        self._waiter.set_result(Answer(head, self._body.read(), self._came, is_partial))

    def connection_lost(self, error: Exception | None) -> None:
        self.is_free = False
        waiter = self._waiter
        if waiter is None or waiter.done():
            return
        try:
            if self._head is None:
                raise Broken(str(error or "the connection ended without an answer"))
            self._body.end(is_clean=error is None)
            self._head.is_lasting = False
            self._finish(self._head, is_partial=True)
        except (Broken, Incomplete) as trouble:
            waiter.set_exception(trouble)
