"""Articles read in a process of their own, where pages come quicker than a crawl reads them.

A crawl of a slow or polite site never has one. Where it pays, the crawl goes on fetching and
writing on one core while another reads; and a page that ends its process, or holds it for ever,
costs itself alone. What the process does is in ``reading_worker``.
"""

import asyncio
import logging
import os
import socket
import subprocess
import sys
from collections import deque
from time import monotonic
from typing import cast

import orjson

from .pages import Listed, Page, PageError
from .pages.parts import Part
from .reading import read_part
from .reading_worker import BROKE, LENGTH, Answer, decode_answer, encode_page, tell_site
from .sites import Site

FEW = 100
"""Articles that are read where the crawl runs: a process costs more than so many."""
FEW_SECONDS = 10.0
"""… where they took longer than this to come, reading is not what is waited for."""
LONGEST = 60.0
"""Seconds that the reading of one page may take; the slowest hostile one takes two."""
BUFFER = 1024 * 1024
"""Bytes of a page, or an answer, that the socket takes at once, if the system allows."""

WORKER = f"{__package__}.reading_worker"

logger = logging.getLogger(__name__)


class ReadingError(RuntimeError):
    """A page whose reading broke, or ended its process; the text says how."""


class PageReader(asyncio.Protocol):
    """Reads a run's articles, here or in its process; ``close`` ends that."""

    def __init__(self, profile: str, site: Site, *, may_start: bool = True) -> None:
        self._profile, self._site = profile, site
        self._may_start = may_start and (os.cpu_count() or 1) > 1
        self._read_here = 0
        self._began = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self._transport: asyncio.WriteTransport | None = None
        self._is_ready = False
        self._fault = ""
        self._received = bytearray()
        self._waiting: deque[tuple[bytes, asyncio.Future[Answer | None]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """Of the process; None where there is none."""
        return self._process.pid if self._process is not None else None

    @property
    def is_beside(self) -> bool:
        """True while pages are handed to the process."""
        return self._is_ready or bool(self._waiting)

    async def read(self, page: Page, listed: Listed) -> Part:
        """What the page holds of an article. Raises PageError, ReadingError."""
        if not self.is_beside:
            self._note_page()
            return self._read_here_and_now(page, listed)
        packed = encode_page(page, listed)
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((packed, future))
        if self._is_ready:
            self._send(packed)
        answer = await future
        if answer is None:
            return self._read_here_and_now(page, listed)
        if isinstance(answer, Part):
            return answer
        reason, text = answer
        if reason == BROKE:
            raise ReadingError(f"{page.url}: {text}")
        raise PageError(reason, text)

    def _read_here_and_now(self, page: Page, listed: Listed) -> Part:
        return read_part(page, self._site, listed=listed, is_marked=True)

    def _note_page(self) -> None:
        """Start the process once it is clear that it pays."""
        if not self._may_start:
            return
        self._read_here += 1
        if self._read_here == 1:
            self._began = monotonic()
        elif self._read_here > FEW:
            self._read_here = 0
            if monotonic() - self._began < FEW_SECONDS:
                self._start()

    def _start(self) -> None:
        """Begin a process; pages are read here until it says that it is ready."""
        self._may_start = False
        ours, theirs = socket.socketpair()
        try:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            self._process = subprocess.Popen(
                [sys.executable, "-m", WORKER, self._profile],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,  # Ctrl-C is the crawl's alone
            )
        except OSError as error:
            ours.close()
            self._give_up(f"could not be started: {error}")
            return
        finally:
            theirs.close()
        loop = asyncio.get_running_loop()
        self._connecting = loop.create_task(loop.create_connection(lambda: self, sock=ours))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def _send(self, packed: bytes) -> None:
        assert self._transport is not None
        self._transport.write(packed)
        if self._timer is None:
            self._watch_first()

    def data_received(self, data: bytes) -> None:
        self._received += data
        while len(self._received) >= LENGTH:
            end = LENGTH + int.from_bytes(self._received[:LENGTH], "little")
            if len(self._received) < end:
                return
            message = bytes(self._received[LENGTH:end])
            del self._received[:end]
            if self._is_ready:
                self._resolve(decode_answer(message))
            else:
                self._take_up(message)

    def _take_up(self, message: bytes) -> None:
        """The process is ready, and says by which profile it reads."""
        if orjson.loads(message) != tell_site(self._site):
            self._fault = f"would read by another {self._profile}, which has been changed"
            assert self._process is not None
            self._process.kill()
            return
        self._is_ready = True
        logger.info("articles are read in a process of their own (%s)", self.pid)
        for packed, _ in self._waiting:
            self._send(packed)

    def _resolve(self, answer: Answer) -> None:
        _, future = self._waiting.popleft()
        if not future.done():
            future.set_result(answer)
        self._watch_first()

    def _watch_first(self) -> None:
        """The page that is being read has LONGEST seconds from now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting and self._process is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(LONGEST, self._process.kill)

    def connection_lost(self, error: Exception | None) -> None:
        """The process ended: on the page that it was reading. The others are read by the next."""
        if self._process is None:
            return
        code, was_ready = self._process.wait(), self._is_ready
        self._end()
        if not was_ready:
            self._give_up(self._fault or f"ended at once, with {code}")
            return
        logger.warning("the process that read articles ended with %s", code)
        self._may_start = True
        if self._waiting:
            self._resolve((BROKE, f"the process that read this page ended with {code}"))
            self._start()

    def _give_up(self, why: str) -> None:
        """Read here from now on, and what waits at once."""
        logger.warning("articles are read by the crawl itself: a process for it %s", why)
        while self._waiting:
            _, future = self._waiting.popleft()
            if not future.done():
                future.set_result(None)

    def _end(self) -> None:
        self._process, self._transport, self._is_ready = None, None, False
        self._received.clear()
        self._watch_first()

    def close(self) -> None:
        """End the process; what it has not read yet nobody waits for any more."""
        self._may_start = False
        process, transport = self._process, self._transport
        self._end()
        if process is not None:
            process.kill()
            process.wait()
        if transport is not None:
            transport.abort()
