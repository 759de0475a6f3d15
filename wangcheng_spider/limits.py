"""How large a page may be, wherever it comes from: network, archive, folder or file."""

MAX_PAGE = 8 * 1024 * 1024
"""Bytes of a body, packed or unpacked; what is larger is refused."""
