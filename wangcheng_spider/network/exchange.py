"""One request and its answer without Scrapy, bounded as those of a crawl are."""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Thread

from ..encodings import EncodingError, decode_body
from .bodies import Incomplete, TooLong
from .bounds import MAX_CODINGS, is_public
from .client import Client, encode_request, split_url
from .connection import Answer
from .heads import Broken, HeadTooLong


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
    try:
        answer = asyncio.run(_ask(url, headers, seconds, size))
    except TimeoutError as error:
        raise ExchangeError(f"no whole answer in {seconds:g} s") from error
    except TooLong as error:
        raise ExchangeError(f"larger than {size / 1024**2:g} MiB") from error
    except Incomplete as error:
        raise ExchangeError(f"not whole: {error}") from error
    except (Broken, HeadTooLong) as error:
        raise ExchangeError(f"no HTTP as it should be: {error}") from error
    except (OSError, ValueError) as error:
        raise ExchangeError(" ".join(str(error).split()) or type(error).__name__) from error
    named = _name_headers(answer)
    return Received(answer.head.status, named, _unpack(answer.body, named, size))


async def _ask(url: str, headers: Mapping[str, str], seconds: float, size: int) -> Answer:
    key, host, target = split_url(url)
    sent = {"Host": host, **headers, "Connection": "close"}
    lines = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()]
    wire = encode_request("GET", target, lines)
    with closing(Client(_look_up, ssl.create_default_context, kept=0)) as client:
        async with asyncio.timeout(seconds):
            answer, _ = await client.ask(key, wire, size)
    return answer


async def _look_up(name: str) -> str:
    """The IPv4 address of a name, as a crawl looks it up; ExchangeError for one that is private."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[str | Exception] = loop.create_future()

    def tell(address: str | Exception) -> None:
        if not found.done():
            found.set_result(address)

    def ask() -> None:
        address: str | Exception
        try:
            address = socket.gethostbyname(name)
        except (OSError, UnicodeError) as error:
            address = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, address)

    # no executor of the loop's, for whose end it would wait: a look-up can't be told when to end
    Thread(target=ask, daemon=True, name="look-up").start()
    address = await found
    if isinstance(address, Exception):
        raise ExchangeError(f"{name}: {getattr(address, 'strerror', None) or address}") from address
    if not is_public(name, address):
        raise ExchangeError(f"{name} is {address}, which is no public address")
    return address


def _name_headers(answer: Answer) -> dict[str, str]:
    """Headers by their names; several of one name are one, with commas."""
    named: dict[str, str] = {}
    for raw, value in answer.head.headers:
        name, text = raw.decode("latin-1").lower(), value.decode("latin-1")
        named[name] = f"{named[name]}, {text}" if name in named else text
    return named


def _unpack(body: bytes, headers: Mapping[str, str], size: int) -> bytes:
    codings = headers.get("content-encoding", "")
    if codings.count(",") >= MAX_CODINGS:
        raise ExchangeError(f"packed {codings.count(',') + 1} times")
    try:
        return decode_body(body, codings, size)
    except EncodingError as error:
        raise ExchangeError(f"can't be unpacked: {error}") from error
