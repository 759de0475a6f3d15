"""One request and its answer without Scrapy, bounded as those of a crawl are."""

import io
import socket
import ssl
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from urllib.parse import urlsplit

from ..encodings import EncodingError, decode_body
from .bounds import MAX_CODINGS, MAX_HEAD, is_public

PIECE = 64 * 1024
FRAMES = 1024 * 1024
"""Bytes for chunks' frames, beside the body's."""


class ExchangeError(Exception):
    """An answer that did not come, or must not be taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Received:
    """An answer; ``headers`` by their names in small letters, ``body`` unpacked."""

    status: int
    headers: dict[str, str]
    body: bytes


def get(url: str, headers: Mapping[str, str], *, seconds: float, size: int) -> Received:
    """The answer to a GET, whatever its status. Redirects are not followed.

    Takes no longer than ``seconds``, from the name's look-up to the last byte, and no more bytes
    than ``size``, neither packed nor unpacked. Raises ExchangeError.
    """
    end = monotonic() + seconds
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    link = _Link(parts.hostname or "", parts.port, is_safe=parts.scheme == "https", end=end)
    try:
        link.request("GET", target, headers={**headers, "Connection": "close"})
        with link.getresponse() as answer:
            if answer.status < 200:
                raise ExchangeError(f"nothing but an interim answer (status {answer.status})")
            link.wire.most = size + MAX_HEAD + FRAMES
            body = _read_body(answer, size)
            named = {
                name.lower(): ", ".join(answer.headers.get_all(name, [])) for name in answer.headers
            }
            return Received(answer.status, named, _unpack(body, named, size))
    except TimeoutError as error:
        raise ExchangeError(f"no whole answer in {seconds:g} s") from error
    except HTTPException as error:
        raise ExchangeError(f"no HTTP as it should be ({type(error).__name__})") from error
    except (OSError, ValueError) as error:
        raise ExchangeError(" ".join(str(error).split()) or type(error).__name__) from error
    finally:
        link.hang_up()


def _read_body(answer: HTTPResponse, size: int) -> bytes:
    wanted, body = answer.length, bytearray()
    while piece := answer.read(PIECE):
        body += piece
        if len(body) > size:
            raise ExchangeError(_too_large(size))
    if wanted is not None and len(body) < wanted:
        raise ExchangeError(f"cut off: {len(body)} of {wanted} bytes came")
    return bytes(body)


def _unpack(body: bytes, headers: Mapping[str, str], size: int) -> bytes:
    codings = headers.get("content-encoding", "")
    if codings.count(",") >= MAX_CODINGS:
        raise ExchangeError(f"packed {codings.count(',') + 1} times")
    try:
        return decode_body(body, codings, size)
    except EncodingError as error:
        raise ExchangeError(f"can't be unpacked: {error}") from error


def _too_large(size: int) -> str:
    return f"larger than {size / 1024**2:g} MiB"


class _Link(HTTPConnection):
    """A connection to the very address that was checked, with one end for all it does."""

    wire: "_Wire"

    def __init__(self, host: str, port: int | None, *, is_safe: bool, end: float) -> None:
        super().__init__(host, port or (443 if is_safe else 80))
        self._is_safe = is_safe
        self._end = end
        self._open = ExitStack()

    def connect(self) -> None:
        address = _look_up(self.host, self._end)
        link = self._open.enter_context(
            socket.create_connection((address, self.port), _left(self._end))
        )
        if self._is_safe:
            link.settimeout(_left(self._end))
            context = ssl.create_default_context()
            link = self._open.enter_context(context.wrap_socket(link, server_hostname=self.host))
        self.wire = _Wire(link, self._end)
        self.sock = _Socket(link, self.wire)

    def hang_up(self) -> None:
        """End the connection."""
        self.close()
        self._open.close()


def _look_up(name: str, end: float) -> str:
    """The IPv4 address of a name, as a crawl looks it up; ExchangeError for one that is private."""
    answers: Queue[str | OSError | UnicodeError] = Queue()

    def ask() -> None:
        try:
            answers.put(socket.gethostbyname(name))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    Thread(target=ask, daemon=True, name="look-up").start()  # it can't be told when to end
    try:
        address = answers.get(timeout=_left(end))
    except Empty as error:
        raise TimeoutError from error
    if not isinstance(address, str):
        raise ExchangeError(f"{name}: {getattr(address, 'strerror', None) or address}") from address
    if not is_public(name, address):
        raise ExchangeError(f"{name} is {address}, which is no public address")
    return address


def _left(end: float) -> float:
    """Seconds until then; TimeoutError where there are none."""
    if (left := end - monotonic()) <= 0:
        raise TimeoutError
    return left


class _Wire(io.RawIOBase):
    """What comes in, up to ``most`` bytes and until ``end``, however slowly it drips."""

    def __init__(self, link: socket.socket, end: float) -> None:
        self._link = link
        self._end = end
        self._count = 0
        self.most = MAX_HEAD + io.DEFAULT_BUFFER_SIZE
        """Until the head is read; then more."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override] # narrower
        self._link.settimeout(_left(self._end))
        count = self._link.recv_into(buffer)
        self._count += count
        if self._count > self.most:
            what = "of headers" if self.most <= 2 * MAX_HEAD else "for one answer"
            raise ExchangeError(f"more than {self.most // 1024} KiB {what}")
        return count


class _Socket:
    """As much of a socket as http.client asks for."""

    def __init__(self, link: socket.socket, wire: _Wire) -> None:
        self._link = link
        self._wire = wire

    def sendall(self, data: bytes) -> None:
        self._link.settimeout(_left(self._wire._end))
        self._link.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._wire)

    def close(self) -> None:
        """Nothing: http.client lets go of the socket before the body is read."""
