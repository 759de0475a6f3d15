"""What may be reached, and what an answer's head may cost; for whoever speaks HTTP here."""

from ipaddress import ip_address

MAX_HEAD = 128 * 1024
"""Bytes of status line and headers together; browsers stop at 256 KiB."""

MAX_CODINGS = 3
"""Content codings of one answer: each may unpack to the full size of a page."""

MAX_ROBOTS = 512 * 1024
"""Of a longer robots.txt the beginning counts, cut at a line."""

ROBOTS_TIMEOUT = 10
"""Seconds in which it must come: all of the site waits for it."""


def is_public(name: str, address: str) -> bool:
    """True if a name may be reached at an address; one that is its own name always may.

    So may localhost, which means this machine to everybody, where it leads to nothing else.

    >>> is_public("www.example.com", "169.254.169.254"), is_public("127.0.0.1", "127.0.0.1")
    (False, True)
    """
    if name == address:
        return True
    ip = ip_address(address)
    if name.lower() == "localhost":
        return ip.is_loopback
    return ip.is_global and not ip.is_multicast


def cut_robots(body: bytes) -> bytes:
    """What counts of a robots.txt."""
    return body if len(body) <= MAX_ROBOTS else body[: body.rfind(b"\n", 0, MAX_ROBOTS) + 1]
