"""The address that a saved page gives as its own."""

import re

LINK = re.compile(rb"<link\b[^>]{0,300}\brel\s*=\s*[\"']?canonical[^>]{0,600}>", re.IGNORECASE)
META = re.compile(rb"<meta\b[^>]{0,300}[\"']og:url[\"'][^>]{0,600}>", re.IGNORECASE)
VALUE = re.compile(rb"(?:href|content)\s*=\s*[\"']?(https?://[^\s\"'>]{4,1000})", re.IGNORECASE)
SCRIPT = re.compile(rb"\bcontentUrl\s*[=:]\s*[\"'](https?://[^\s\"'<>]{4,1000})")
SAVED = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]{4,1000})")


def find_own_address(body: bytes) -> str | None:
    """Address from rel=canonical, og:url, the CMS's contentUrl, or a "saved from" note."""
    for pattern in (LINK, META):
        match = pattern.search(body)
        value = VALUE.search(match[0]) if match else None
        if value:
            return value[1].decode("utf-8", "replace")
    for pattern in (SCRIPT, SAVED):
        match = pattern.search(body)
        if match:
            return match[1].decode("utf-8", "replace")
    return None
