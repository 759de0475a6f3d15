"""Readings of hanzi: ``readings.tsv`` (see tools/make_restore_tables.py)."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from .gbk import encode_char

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿếềê"
LETTERS = f"a-z{TONED}üɑɡ\u0300\u0301\u0302\u0304\u0308\u030c"
LIKE = str.maketrans("ɑɡ", "ag")


@cache
def _table() -> dict[str, frozenset[str]]:
    """hanzi → its readings."""
    table: dict[str, set[str]] = {}
    text = (files(__package__) / "readings.tsv").read_text("utf-8")
    for line in text.splitlines():
        reading, _, hanzi = line.partition("\t")
        for char in hanzi:
            table.setdefault(char, set()).add(reading)
    return {char: frozenset(readings) for char, readings in table.items()}


@cache
def _by_reading() -> dict[str, str]:
    """reading → the hanzi that have it."""
    text = (files(__package__) / "readings.tsv").read_text("utf-8")
    return dict(line.split("\t") for line in text.splitlines())


@cache
def normalize(reading: str) -> str:
    """A reading as the table spells it: composed, without blanks.

    >>> normalize("lü\\u0300 ") == "lǜ"
    True
    """
    return unicodedata.normalize("NFC", re.sub(r"\s", "", reading)).translate(LIKE)


@cache
def bare(reading: str) -> str:
    """A reading without its tone: lǜ → lü."""
    marks = unicodedata.normalize("NFD", reading)
    return unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0304\u030c]", "", marks))


def is_toned(reading: str) -> bool:
    """True if a tone is marked."""
    return bare(reading) != reading


def is_reading(text: str) -> bool:
    """True for a syllable that some hanzi is read as."""
    return text in _by_reading()


def has_reading(char: str, reading: str) -> bool:
    """True if a hanzi can be read so: in whatever context, 長(cháng) and 長(zhǎng)."""
    return reading in _table().get(char, ())


@cache
def bare_readings(char: str) -> frozenset[str]:
    """The readings of a hanzi without their tones."""
    return frozenset(map(bare, _table().get(char, ())))


def is_like(char: str, reading: str) -> bool:
    """True if a hanzi can be read so but for the tone."""
    return bare(reading) in bare_readings(char)


@cache
def hanzi_of_lead(lead: int, reading: str) -> str:
    """The hanzi that begin with a byte and are read so.

    >>> "驅" in hanzi_of_lead(0xF2, "qū")
    True
    """
    hanzi = _by_reading().get(reading, "")
    return "".join(char for char in hanzi if (raw := encode_char(char)) and raw[0] == lead)
