"""Where a text shows readings: behind the character they belong to, or in a torn one.

A torn character's reading has lost its opening bracket to a decoder that shows ``?`` (or U+FFFD),
or stands behind a character that is not read so, where the decoder dropped the byte.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from . import readings
from .gbk import compatible, decode_pair, encode_char
from .likelihood import is_hanzi
from .script import is_traditional

Kind = Literal["clean", "tear", "stray"]
Decoder = Literal["eats", "shows", "drops", "swallows", ""]
"""What the mirror's decoder did with a lead byte that had lost its trail byte to an ASCII one:
eats both and shows ?, shows ? and keeps the ASCII byte, drops it, drops both."""

READING = re.compile(
    rf"(?:(?P<shown>[?\ufffd])(?P<kept>\()?|(?P<open>\()|(?<=[^\x00-\x28\x2a-\x7f{readings.TONED}]))"
    rf"(?P<reading>[{readings.LETTERS}]{{1,7}})[ \u3000]?\)"
)
STRAY = re.compile(r"[?\ufffd](?=[！，；!,;])")
WIDE = re.compile("[，：；！？（）]")
QUOTE = re.compile("[“”]|[?\ufffd][！!](.)")
RUN = re.compile("[！!][^\\x00-\\x7f]{1,8}[@-~][(\u4e00-\u9fff]")
"""What ``！`` may have begun: hanzi that end with a letter."""
MOST = 50
"""More of these are no tears: each is looked at by itself."""
LINE_END = re.compile("[\n<>]")
NEAR = 500
"""Characters on each side within which a quotation's marks are looked for."""
TAG = re.compile(r"<(?:html|head|body|div|p|span|br|h\d|a)\b")


class Mark(NamedTuple):
    """What is no text of the portal's own."""

    start: int
    end: int
    kind: Kind
    owner: int = -1
    """Place of the character before the mark, and before marks that touch it; -1: none."""
    reading: str = ""
    decoder: Decoder = ""


@dataclass(slots=True)
class Survey:
    """A page's marks, and what they tell of the page's list of annotated characters."""

    marks: list[Mark]
    annotated: dict[str, dict[str, int]] = field(default_factory=dict)
    """hanzi → reading → how often."""
    present: frozenset[str] = frozenset()
    """All characters of the page."""
    is_narrow: bool = False
    """True where NFKC took the full-width marks."""
    is_page: bool = False
    """True for a page's source: NFKC is done to text."""
    strays: int = 0
    """How often a stray byte shows before a mark that cannot have a ``?`` before it."""


def survey(text: str) -> Survey:
    """Find the marks of a text."""
    found = Survey([], present=frozenset(text), is_page=bool(TAG.search(text)))
    found.is_narrow = not found.is_page and not WIDE.search(text)
    for match in READING.finditer(text):
        mark = _read(text, match, found)
        if mark is not None:
            found.marks.append(mark)
    strays = [match.start() for match in STRAY.finditer(text)]
    found.strays = sum(text[place + 1] not in "！!" for place in strays)
    if not found.strays:  # ``?！`` may be the portal's own
        sure = [place for place in strays if is_torn_mark(text, place)]
        likely = [place for place in strays if RUN.match(text, place + 1)][: MOST + 1]
        strays = sorted({*sure, *likely}) if len(likely) <= MOST else sure
    if strays:
        owners = {mark.end: mark.owner for mark in found.marks}
        marks = [Mark(n, n + 1, "stray", owners.get(n, n - 1)) for n in strays]
        found.marks = sorted((*found.marks, *marks))
    return found


def _read(text: str, match: re.Match[str], found: Survey) -> Mark | None:
    """What a bracket is; None if it is none of ours."""
    start, end = match.span()
    reading = readings.normalize(match["reading"])
    if not readings.is_reading(reading):
        return None
    last = found.marks[-1] if found.marks else None
    owner = last.owner if last and last.end == start else start - 1
    if owner < 0:
        return None
    char = text[owner]
    if last and last.end == start and last.kind == "tear":
        # 日 (D5), 報 (88F3), and D588 is 請: 日(qǐng)(bào), both bytes of 報 are gone
        return Mark(start, end, "tear", owner, reading, _decoder(match))
    if match["open"]:
        if readings.has_reading(char, reading):
            counts = found.annotated.setdefault(char, {})
            counts[reading] = counts.get(reading, 0) + 1
            return Mark(start, end, "clean", owner, reading)
        if _is_split(text, owner, reading, found.is_narrow):
            return Mark(start, end, "clean", owner, reading)
    is_letter = char.isascii() and char.isalpha() and not found.is_page
    if can_tear(char, reading, found.is_narrow or is_letter):
        return Mark(start, end, "tear", owner, reading, _decoder(match))
    if match["open"] and readings.is_toned(reading) and readings.is_like(char, reading):
        return Mark(start, end, "clean", owner, reading)
    if match["shown"] and not match["kept"] and is_hanzi(char):
        return Mark(start, end, "tear", owner, reading, _decoder(match))
    return None


def is_torn_mark(text: str, place: int) -> bool:
    """True for the ``?`` of a ``?！`` that is surely no mark of the portal's own."""
    if text[place + 1 : place + 2] not in ("！", "!"):
        return False
    is_cut = text.startswith(("！?", "！\ufffd"), place + 1) and not STRAY.match(text, place + 2)
    return is_cut or find_torn_quote(text, place) != ""


def find_torn_quote(text: str, place: int) -> str:
    """The mark that a quotation lacks where the ``?`` of ``?！`` has torn 。” or 。“ apart; "" if
    none.

    >>> find_torn_quote("“好?！敝v", 2), find_torn_quote("“好?！敝v”", 2)
    ('”', '')
    """
    shown = QUOTE.match(text, place)
    if shown is None or shown[1] is None or STRAY.match(text, place + 2):
        return ""
    is_open = False
    for quote in _list_quotes(LINE_END.split(text[max(0, place - NEAR) : place + 1])[-1]):
        is_open = quote == "“" or (quote == "?" and not is_open)
    behind = LINE_END.split(text[place + 2 : place + NEAR], maxsplit=1)[0]
    following = _list_quotes(behind)[:1]
    wanted = "”" if is_open else "“"
    if following == "”" if is_open else following not in ("”", "?"):
        return ""
    return wanted if _read_quote(shown[1]) in ("?", wanted) else ""


def _list_quotes(text: str) -> str:
    """The quotation marks of a text; ``?`` for one that is torn and may be either."""
    return "".join(_read_quote(found[1] or found[0]) for found in QUOTE.finditer(text))


def _read_quote(char: str) -> str:
    """A mark, or the one whose second byte begins a character behind ``?！``; "" if none does."""
    if char in "“”":
        return char
    if char in "?\ufffd":
        return "?"
    return {b"\xb0": "“", b"\xb1": "”"}.get((encode_char(char) or b"")[:1], "")


def _is_split(text: str, owner: int, reading: str, is_narrow: bool) -> bool:
    """True if a trail byte and an ASCII letter make the hanzi: 域m(reading); nothing is lost.

    What NFKC has made of a mark has that byte only where a stray one is before it: ?,F(xiàn).
    """
    if not owner or not "@" <= text[owner] <= "~":
        return False
    is_narrow = is_narrow and owner > 1 and STRAY.match(text, owner - 2) is not None
    leads = {last for last in last_bytes(text[owner - 1], is_narrow) if last > 0x80}
    pairs = (decode_pair(lead, ord(text[owner])) for lead in leads)
    return any(pair and readings.has_reading(pair, reading) for pair in pairs)


def _decoder(match: re.Match[str]) -> Decoder:
    if match["shown"]:
        return "shows" if match["kept"] else "eats"
    return "drops" if match["open"] else "swallows"


def last_bytes(char: str, is_narrow: bool) -> Iterator[int]:
    """The last byte of a character, and of those that NFKC makes it of."""
    raw = encode_char(char)
    if raw is not None:
        yield raw[-1]
    if is_narrow:
        for other in compatible().get(char, ()):
            yield other[-1]


@cache
def can_tear(char: str, reading: str, is_narrow: bool) -> bool:
    """True if a character's last byte begins a hanzi that is read so."""
    return any(last > 0x80 and torn_hanzi(last, reading) for last in last_bytes(char, is_narrow))


@cache
def torn_hanzi(lead: int, reading: str) -> str:
    """The hanzi that a reading can stand for behind a byte; those of another tone if none is."""
    exact = readings.hanzi_of_lead(lead, reading)
    return exact if readings.is_toned(reading) else "".join(filter(is_traditional, exact))
