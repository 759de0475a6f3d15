"""Articles read in a process of their own, where pages come quicker than a crawl reads them.

A crawl of a slow or polite site never has one. Where it pays, the crawl goes on fetching and
writing on one core while another reads; and a page that ends its process, or holds it for ever,
costs itself alone. What the process does is in ``reading_worker``.
"""

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import orjson

from .cores import count_cores
from .pages import Listed, Page, PageError
from .pages.parts import Part
from .reading import read_part
from .reading_worker import (
    BROKE,
    LONGEST,
    WORKER,
    Answer,
    decode_answer,
    encode_page,
    take_messages,
    tell_site,
)
from .sites import Site

FEW = 100
"""Articles that are read in the crawl before a process is begun: beginning one costs more."""
FEW_SECONDS = 10.0
"""Where they took longer than this to come, reading is not what is waited for."""
MOST_DEATHS = 6
"""Processes that end one after the other without an answer between them. A page is given up once
two have ended on it: one may have ended by itself."""
TOO_SLOW = f"took longer than {LONGEST:.0f} s"
BUFFER = 1024 * 1024
"""Bytes that the socket takes at once, if the system allows."""

HOME = Path(__file__).parents[1]

logger = logging.getLogger(__name__)


class ReadingError(RuntimeError):
    """A page whose reading broke, or ended its process; the text says how."""


@dataclass(slots=True)
class Waiting:
    """A page that is to be read beside the crawl."""

    packed: bytes
    future: "asyncio.Future[Answer | None]"
    deaths: int = 0
    """Processes that ended while it was the next to be answered."""


class PageReader:
    """Reads a run's articles, in the crawl or beside it; ``close`` ends that."""

    def __init__(self, profile: str, site: Site, *, is_allowed: bool = True) -> None:
        self._profile, self._site = profile, site
        self._is_allowed = is_allowed and count_cores() > 1
        self._count = 0
        self._began = 0.0
        self._keeping: asyncio.Task[None] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        """Of a process that is ready."""
        self._limit: asyncio.Timeout | None = None
        self._waiting: deque[Waiting] = deque()
        self._sent = 0
        """So many of those that wait have been handed to the process."""
        self._sending = asyncio.Lock()
        self._answered = 0
        """By the process so far."""

    @property
    def pid(self) -> int | None:
        """Of the process; None where there is none."""
        return self._process.pid if self._process is not None else None

    @property
    def is_ready(self) -> bool:
        """True while a process reads."""
        return self._socket is not None

    async def read(self, page: Page, listed: Listed) -> Part:
        """What the page holds of an article. Raises PageError, ReadingError."""
        answer: Answer | None = None
        if self.is_ready or self._waiting:
            answer = await self._ask(encode_page(page, listed))
        else:
            self._note_page()
        if answer is None:
            return read_part(page, self._site, listed=listed, is_marked=True)
        if isinstance(answer, Part):
            return answer
        reason, text = answer
        if reason == BROKE:
            raise ReadingError(f"{page.url}: {text}")
        raise PageError(reason, text)

    async def _ask(self, packed: bytes) -> Answer | None:
        """The process's answer; None where the crawl is to read the page itself."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(packed, future))
        if len(self._waiting) == 1:
            self._restart_clock()
        await self._send_waiting()
        answer: Answer | None = await future
        return answer

    def _note_page(self) -> None:
        """Begin a process once it is clear that it pays."""
        if not self._is_allowed or self._keeping is not None:
            return
        self._count += 1
        if self._count == 1:
            self._began = monotonic()
        elif self._count > FEW:
            self._count = 0
            if monotonic() - self._began < FEW_SECONDS:
                self._keeping = asyncio.get_running_loop().create_task(self._keep_process())

    async def _keep_process(self) -> None:
        """Have a process as long as pages wait for one; where none works, do without."""
        deaths = 0
        while deaths < MOST_DEATHS:
            is_usable, why = await self._use_process()
            deaths = 0 if self._answered else deaths + 1
            if not is_usable:
                break
            logger.warning("the process that read articles %s", why)
            if not self._waiting:
                self._keeping = None  # a new one where pages come quickly again
                return
            first = self._waiting[0]
            first.deaths += 1
            if first.deaths > 1 or why == TOO_SLOW:
                self._resolve((BROKE, f"the process that read this page {why}"))
        self._is_allowed, self._keeping = False, None
        logger.warning("articles are read by the crawl itself: a process for it %s", why)
        while self._waiting:
            self._resolve(None)

    async def _use_process(self) -> tuple[bool, str]:
        """One process from beginning to end: may another be tried after it, and how it ended.

        None may where it did not get ready, unless somebody killed it before.
        """
        self._sent = self._answered = 0
        try:
            self._process, ours = begin_process(self._profile)
        except (OSError, TypeError, ValueError) as error:
            return False, f"could not be started: {error}"
        process, fault = self._process, ""
        loop = asyncio.get_running_loop()
        ready, ended = loop.create_future(), loop.create_future()
        loop.add_reader(ours, self._receive, ours, bytearray(), ready, ended)
        try:
            async with asyncio.timeout(LONGEST) as self._limit:
                await asyncio.wait([ready, ended], return_when=asyncio.FIRST_COMPLETED)
                await self._send_waiting()
                await ended
        except TimeoutError:
            fault = TOO_SLOW
        except (ValueError, LookupError, TypeError) as error:
            fault = f"said what can't be understood: {error!r}"
        finally:
            self._process = self._socket = self._limit = None
            loop.remove_reader(ours)
            process.kill()
            code = process.wait()
            async with self._sending:
                ours.close()
        is_usable = ready.done() or (code < 0 and not fault)
        return is_usable, fault or tell_end(code)

    def _receive(
        self,
        stream: socket.socket,
        received: bytearray,
        ready: "asyncio.Future[None]",
        ended: "asyncio.Future[None]",
    ) -> None:
        """Take in what a process has sent, as far as messages are whole."""
        try:
            data = stream.recv(BUFFER)
            received += data
            for message in take_messages(received):
                if ready.done():
                    self._resolve(decode_answer(message))
                    self._answered += 1
                else:
                    self._check_site(message)
                    self._socket = stream
                    ready.set_result(None)
            self._restart_clock()
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""  # the other end was closed with something unread
        except (ValueError, LookupError, TypeError) as error:
            asyncio.get_running_loop().remove_reader(stream)
            ended.set_exception(error)
            return
        if not data:
            asyncio.get_running_loop().remove_reader(stream)
            ended.set_result(None)

    def _check_site(self, message: bytes) -> None:
        """The process says first by which profile it reads, and by which version of the rules."""
        if orjson.loads(message) != tell_site(self._site):
            raise ValueError(f"{self._profile}, or this program, has been changed meanwhile")
        logger.info("articles are read in a process of their own (%s)", self.pid)

    async def _send_waiting(self) -> None:
        """Hand over what waits, in its order; what a dying process does not take is kept."""
        async with self._sending:
            while self._socket is not None and self._sent < len(self._waiting):
                packed = self._waiting[self._sent].packed
                self._sent += 1
                with suppress(OSError):
                    await asyncio.get_running_loop().sock_sendall(self._socket, packed)

    def _resolve(self, answer: Answer | None) -> None:
        """What has become of the page that has waited longest."""
        first = self._waiting.popleft()
        self._sent = max(0, self._sent - 1)
        if not first.future.done():
            first.future.set_result(answer)

    def _restart_clock(self) -> None:
        """The page that is being read has LONGEST seconds from now."""
        if self._limit is not None and self.is_ready and not self._limit.expired():
            now = asyncio.get_running_loop().time()
            self._limit.reschedule(now + LONGEST if self._waiting else None)

    async def close(self) -> None:
        """End the process; what it has not read yet nobody waits for any more."""
        self._is_allowed = False
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        for one in self._waiting:
            one.future.cancel()
        self._waiting.clear()


def tell_end(code: int) -> str:
    """How a process ended, by its exit code."""
    return f"ended with {code}" if code >= 0 else f"was killed ({signal.Signals(-code).name})"


def begin_process(profile: str) -> tuple["subprocess.Popen[bytes]", socket.socket]:
    """A process that reads by a profile, and the socket to it. Raises OSError and the like."""
    # our own package first: a folder on the way may hold another of that name
    paths = [str(HOME), *(os.path.abspath(one) for one in sys.path if isinstance(one, str))]
    ours, theirs = socket.socketpair()
    try:
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        ours.setblocking(False)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", WORKER, profile],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,  # Ctrl-C is the crawl's alone
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return process, ours
