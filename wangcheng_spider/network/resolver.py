"""Names → addresses, of the public internet alone.

The downloader connects to the very address that is checked here, so a name can't be public when it
is looked at and private when it is connected to. Private addresses, loopback among them, are only
reached where a profile writes the address itself, or localhost: HostGuard lets no other pass.
"""

import logging
from collections.abc import Sequence

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from .bounds import is_public

logger = logging.getLogger(__name__)

refused: dict[str, str] = {}
"""Names that were not connected to → the private address that each has."""


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
