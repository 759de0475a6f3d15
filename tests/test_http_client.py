"""Our own HTTP client: answers of every shape, kept connections, and such as are left."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from wangcheng_spider.network.bodies import Body, Incomplete
from wangcheng_spider.network.client import Client, encode_request
from wangcheng_spider.network.connection import Connection

CUT, BROKEN, LONG, HEAD = "Incomplete", "Broken", "TooLong", "HeadTooLong"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKS = OK + b"Transfer-Encoding: chunked\r\n\r\n"
LIMIT = 1000

ANSWERS = [
    (OK + b"Content-Length: 3\r\n\r\nabc", b"abc", "counted"),
    (OK + b"content-length:3\r\n\r\nabc", b"abc", "lower case, no blank"),
    (OK + b"Content-Length: 0\r\n\r\n", b"", "empty"),
    (b"HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc", b"abc", "no reason phrase"),
    (b"HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", b"abc", "bare line feeds"),
    (OK + b"nonsense\r\nContent-Length: 3\r\n\r\nabc", b"abc", "a line without a colon"),
    (OK + b"X: a\r\n b\r\nContent-Length: 3\r\n\r\nabc", b"abc", "a line that goes on"),
    (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 1\r\n\r\na", b"a", "interim"),
    (OK + b"\r\nabc", b"abc?", "until the end"),
    (b"HTTP/1.0 200 OK\r\n\r\nabc", b"abc?", "HTTP/1.0"),
    (b"HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", b"", "204 has no body"),
    (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b"", "nor has 304"),
    (CHUNKS + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde", "chunks"),
    (CHUNKS + b"A\r\n0123456789\r\n0\r\nX: y\r\n\r\n", b"0123456789", "a trailer"),
    (CHUNKS + b"0\r\n\r\n", b"", "no chunk"),
    (OK + b"Content-Length: 4\r\n\r\nabc", CUT, "too short"),
    (CHUNKS + b"4\r\nabc", CUT, "a cut chunk"),
    (CHUNKS + b"3\r\nabc\r\n", CUT, "chunks without an end"),
    (CHUNKS + b"0\r\nX: y\r\n", CUT, "a trailer without an end"),
    (CHUNKS + b"zz\r\nabc\r\n0\r\n\r\n", CUT, "a size that is none"),
    (CHUNKS + b"3\r\nabcXX0\r\n\r\n", CUT, "a chunk longer than its size"),
    (CHUNKS + b"3\nabc\n0\n\n", b"abc", "chunks with bare line feeds"),
    (CHUNKS + b"+3\r\nabc\r\n0\r\n\r\n", CUT, "a size with a sign"),
    (CHUNKS + b"3" + b" " * 2000 + b"\r\nabc", CUT, "a size line without an end"),
    (CHUNKS + b"0\r\n" + b"X: yyyyyyyy\r\n" * 2000, CUT, "a trailer that goes on and on"),
    (CHUNKS + b"400\r\n" + b"a" * 1024 + b"\r\n0\r\n\r\n", LONG, "a chunk too long"),
    (OK + b"Content-Length: 1001\r\n\r\n", LONG, "a length too long"),
    (OK + b"\r\n" + b"a" * 1001, LONG, "too long without a length"),
    (b"", BROKEN, "nothing"),
    (b"HTTP/1.1 2", BROKEN, "half a status line"),
    (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", BROKEN, "no HTTP"),
    (b"HTTP/1.1 20 OK\r\n\r\n", BROKEN, "a status of two digits"),
    (OK + b"Content-Length: -1\r\n\r\n", BROKEN, "a negative length"),
    (OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", BROKEN, "two lengths"),
    (OK + b"Transfer-Encoding: gzip\r\n\r\nabc", BROKEN, "a coding that nobody asked for"),
    (b"HTTP/1.1 101 Switching\r\n\r\n", BROKEN, "another protocol"),
    (OK + b"X: " + b"a" * 20_000, BROKEN, "a line without an end"),
    (OK + b"X: " + b"a" * 20_000 + b"\r\n\r\n", BROKEN, "a line too long"),
    (OK + b"X: aaaaaaaaaaaaaaaa\r\n" * 7000 + b"\r\n", HEAD, "headers without an end"),
]

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def this_address(host: str) -> str:
    return "127.0.0.1"


async def fetch(serve: Serve, *targets: str, method: str = "GET") -> tuple[list[bytes], int]:
    """Bodies of one request after the other (? behind a partial one), and how many connections."""
    serving: list[asyncio.Task[None]] = []

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.append(task)
        with suppress(OSError):
            await serve(reader, writer)
        await end(writer)

    server = await asyncio.start_server(count, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = Client(this_address, ssl.create_default_context, 2)
    bodies = []
    try:
        async with asyncio.timeout(20):
            for target in targets:
                wire = encode_request(method, target, [(b"Host", b"a.test")])
                key = ("http", "a.test", port)
                answer, _ = await client.ask(key, wire, LIMIT, is_head=method == "HEAD")
                bodies.append(answer.body + b"?" * answer.is_partial)
    finally:
        client.close()
        server.close()
        await asyncio.gather(*serving)
    return bodies, len(serving)


async def end(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


def say(raw: bytes, step: int) -> Serve:
    """An answer in pieces of ``step`` bytes; then the connection ends."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for at in range(0, len(raw), step):
            writer.write(raw[at : at + step])
            await asyncio.sleep(0)

    return serve


@pytest.mark.parametrize("step", [1 << 20, 7])
@pytest.mark.parametrize(("raw", "wanted", "why"), ANSWERS, ids=[why for *_, why in ANSWERS])
def test_an_answer_is_read(raw: bytes, wanted: bytes | str, why: str, step: int) -> None:
    try:
        got: bytes | str = asyncio.run(fetch(say(raw, step if len(raw) < 5000 else 4096), "/"))[0][
            0
        ]
    except Exception as error:
        got = type(error).__name__
    assert got == wanted


def test_every_cut_of_the_chunks_is_seen() -> None:
    framed = b"3\r\nabc\r\n0a\r\n0123456789\r\n0\r\n\r\n"
    for at in range(len(framed) + 1):
        body = Body(-2, LIMIT)
        assert not body.add(framed[:at])
        if at < len(framed):
            with pytest.raises(Incomplete):
                body.end(is_clean=True)
        assert not body.add(framed[at:])
        assert body.read() == b"abc0123456789"


def test_a_head_request_has_no_body() -> None:
    assert asyncio.run(fetch(say(OK + b"Content-Length: 5\r\n\r\n", 99), "/", method="HEAD")) == (
        [b""],
        1,
    )


def echo(more: bytes = b"", behind: bytes = b"", last: int = 0) -> Serve:
    """Answers each request with its target; ends the connection after ``last`` of them."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answered = 0
        while not reader.at_eof() and (not last or answered < last):
            try:
                target = (await reader.readuntil(b"\r\n\r\n")).split()[1]
            except asyncio.IncompleteReadError:
                return
            writer.write(OK + more + b"Content-Length: %d\r\n\r\n" % len(target) + target + behind)
            answered += 1

    return serve


KEPT = [
    (echo(), 1, "kept"),
    (echo(more=b"Connection: keep-alive\r\n"), 1, "kept by its word"),
    (echo(last=1), 3, "ended by the site without a word"),
    (echo(more=b"Connection: Close\r\n"), 3, "ended by its word"),
    (echo(behind=b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), 3, "an answer too many"),
]


@pytest.mark.parametrize(("serve", "wanted", "why"), KEPT, ids=[why for *_, why in KEPT])
def test_connections_are_kept(serve: Serve, wanted: int, why: str) -> None:
    bodies, connections = asyncio.run(fetch(serve, "/1", "/2", "/3"))
    assert (bodies, connections) == ([b"/1", b"/2", b"/3"], wanted)


def test_a_connection_that_was_left_ends() -> None:
    async def leave() -> bool:
        ended = asyncio.Event()

        async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                await reader.read()
            await end(writer)
            ended.set()

        server = await asyncio.start_server(never, "127.0.0.1", 0)
        address = server.sockets[0].getsockname()
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, *address[:2])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await connection.ask(b"GET / HTTP/1.1\r\n\r\n", LIMIT)
        async with asyncio.timeout(20):
            await ended.wait()
        server.close()
        return connection.is_free

    assert asyncio.run(leave()) is False


def test_an_answer_whose_asker_is_gone_ends_the_connection() -> None:
    """The answer has come, and nobody has taken it yet, when the request is cancelled."""

    async def leave() -> tuple[bool, bytes]:
        ended = asyncio.get_running_loop().create_future()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                ended.set_result(await reader.read())
            await end(writer)

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        address = server.sockets[0].getsockname()
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, *address[:2])
        asking = asyncio.create_task(connection.ask(b"", LIMIT))
        await asyncio.sleep(0)
        connection.data_received(OK + b"Content-Length: 0\r\n\r\n")
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        async with asyncio.timeout(20):
            left = await ended
        server.close()
        return connection.is_free, left

    assert asyncio.run(leave()) == (False, b"")
