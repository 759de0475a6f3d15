"""Names → addresses, of the public internet alone.

The downloader connects to the very address that is checked here, so a name can't be public when it
is looked at and private when it is connected to. Private addresses, loopback among them, are only
reached where a profile writes the address itself, or localhost: HostGuard lets no other pass.
"""

import logging
from collections.abc import Sequence
from ipaddress import ip_address

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

logger = logging.getLogger(__name__)

refused: dict[str, str] = {}
"""Names that were not connected to → the private address that each has."""


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


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver; a name that leads to a private address does not resolve."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":  # noqa: N802 # Twisted's name
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if is_public(name, address):
            refused.pop(name, None)
            return address
        refused[name] = address
        logger.warning("not connected: %s is %s, which is no public address", name, address)
        raise DNSLookupError(f"{name} is {address}, which is no public address")
