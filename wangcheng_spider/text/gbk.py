"""Code page 936 as mirrors use it: characters and their bytes, and what NFKC does to them.

A pair is a lead byte 81–FE and a trail byte 40–7E or 80–FE. Pairs without a character are Windows'
private ones (U+E000 …); a lone 80 is €.
"""

import unicodedata
from functools import cache

EURO = "€"


@cache
def encode_char(char: str) -> bytes | None:
    """The bytes of one character; None if the code page has none.

    >>> encode_char("域"), encode_char("€"), encode_char("a"), encode_char("\\ue000")
    (b'\\xd3\\xf2', b'\\x80', b'a', b'\\xaa\\xa1')
    """
    if char == EURO:
        return b"\x80"
    for name in ("gbk", "gb18030"):  # the latter has the private characters
        try:
            raw = char.encode(name)
        except UnicodeEncodeError:
            continue
        return raw if len(raw) < 3 else None
    return None


@cache
def decode_pair(lead: int, trail: int) -> str | None:
    """The character of a pair; None if there is none, or only a private one."""
    if not is_trail(trail):
        return None
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return None


def is_trail(byte: int) -> bool:
    """True for a byte that can be a pair's second."""
    return 0x40 <= byte <= 0xFE and byte != 0x7F


@cache
def chars_of_lead(lead: int) -> str:
    """All characters of a lead byte."""
    return "".join(filter(None, (decode_pair(lead, trail) for trail in range(0x40, 0xFF))))


@cache
def chars_of_trail(trail: int) -> str:
    """All characters of a trail byte."""
    return "".join(filter(None, (decode_pair(lead, trail) for lead in range(0x81, 0xFF))))


@cache
def compatible() -> dict[str, list[bytes]]:
    """What NFKC leaves of a character that it changes → the bytes that it may have been.

    >>> [bytes.hex() for bytes in compatible()["m"]]
    ['a3ed']
    """
    table: dict[str, list[bytes]] = {}
    for lead in (*range(0xA1, 0xAA), 0xFC, 0xFD, 0xFE, 0xF9):
        for char in chars_of_lead(lead):
            text = unicodedata.normalize("NFKC", char)
            if text != char and (raw := encode_char(char)):
                table.setdefault(text, []).append(raw)
    return table


@cache
def longest_compatible() -> int:
    """Characters of the longest text in ``compatible``."""
    return max(map(len, compatible()))
