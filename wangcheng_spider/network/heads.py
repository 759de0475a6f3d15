"""Heads of HTTP answers: lenient where browsers are, bounded where nobody needs more."""

import re
from dataclasses import dataclass

MAX_LINE = 16 * 1024
"""Bytes of one header; of a chunked body's trailer in all."""

END = re.compile(rb"\n\r?\n")
_STATUS = re.compile(rb"HTTP/(\d)\.(\d) +(\d{3})(?![^ \t])")
UNTIL_CLOSE = -1
CHUNKED = -2


class Broken(Exception):
    """What came is no answer, or the connection ended before there was one."""


class HeadTooLong(Exception):
    """An answer whose headers go on and on."""


@dataclass(slots=True)
class Head:
    """Status line and headers, names and values as they came."""

    version: str
    status: int
    headers: list[tuple[bytes, bytes]]
    length: int = UNTIL_CLOSE
    """Bytes of body that follow; UNTIL_CLOSE, CHUNKED."""
    is_lasting: bool = False
    """The connection may serve another request afterwards."""


def read_head(data: bytes, *, is_bodiless: bool = False) -> Head:
    """A head, without the empty line behind it. Raises Broken.

    Lines without a colon are passed over, those that begin with a blank continue the one before.
    """
    lines = data.split(b"\n")
    match = _STATUS.match(lines[0].rstrip(b"\r"))
    if match is None:
        raise Broken("no status line")
    headers: list[tuple[bytes, bytes]] = []
    for line in lines[1:]:
        if len(line) > MAX_LINE:
            raise Broken(f"a header of more than {MAX_LINE} bytes")
        if line[:1] in (b" ", b"\t") and headers:
            headers[-1] = (headers[-1][0], headers[-1][1] + b" " + line.strip())
            continue
        name, colon, value = line.partition(b":")
        if colon:
            headers.append((name.strip(), value.strip()))
    head = Head(f"HTTP/{match[1].decode()}.{match[2].decode()}", int(match[3]), headers)
    _frame(head, is_bodiless=is_bodiless)
    return head


def _frame(head: Head, *, is_bodiless: bool) -> None:
    """Where the answer's body ends, and whether the connection lasts."""
    lengths, codings, tokens = [], [], b""
    for name, value in head.headers:
        name = name.lower()
        if name == b"content-length":
            lengths.append(value)
        elif name == b"transfer-encoding":
            codings.append(value.lower())
        elif name == b"connection":
            tokens += b"," + value.lower()
    if is_bodiless or head.status in (204, 304) or head.status < 200:
        head.length = 0
    elif codings and codings != [b"identity"]:
        if codings != [b"chunked"]:
            raise Broken(f"transfer encoding {codings}")
        head.length = CHUNKED
    elif lengths:
        if len(lengths) > 1 or not lengths[0].isdigit() or len(lengths[0]) > 18:
            raise Broken(f"content length {lengths}")
        head.length = int(lengths[0])
    is_plain = not (codings and lengths)  # both: whoever relays it may see another end
    closes = b"close" in tokens or head.version != "HTTP/1.1"
    head.is_lasting = is_plain and not closes and head.length != UNTIL_CLOSE
