"""Marks: commas that the mirror doubled, and widths that NFKC took."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .likelihood import is_hanzi


class Edit(NamedTuple):
    """One change of a text: what stood from ``start`` to ``end`` is ``after`` now."""

    start: int
    end: int
    after: str
    rule: str
    note: str = ""


DOUBLED = re.compile(
    r"(?<![,，、；;])(?:(?<=[^\x00-\x7f])[,，](?=[,，、。；;：:！!？?])"
    r"|(?<=[A-Za-z0-9])[,，](?=[，、。；：！？]|,(?:[^\x00-\x7f]|\s|$)|;[^\x00-\x7f]|;\()"
    r"|(?<=[%)\]])[,，](?=[，、。；：！？,]|;(?:[^\x00-\x7f]|[\r\n(]|$)))"
)
"""A comma in front of a mark that needs none. Within ASCII it is code or data."""
ADDRESS = re.compile(
    r"(?:https?:/|www\.|[\w.+-]{1,64}@)[!-~]{2,2000}|&#?\w{1,8};|<[!-;=?-~ ]{1,300}>", re.IGNORECASE
)
MARK = re.compile(r"[,:;!?()（）]|\.{6}")
WIDE = {**{mark: chr(ord(mark) + 0xFEE0) for mark in ",:;!?()"}, "......": "……"}
PHONE = re.compile(r"\(\+?\d{2,4}\)\s?\d")


def undouble(text: str) -> Iterator[Edit]:
    """Extra commas."""
    for match in DOUBLED.finditer(text):
        yield Edit(match.start(), match.end(), "", "comma")


def widen(text: str) -> Iterator[Edit]:
    """Full-width marks where Chinese prose has them: in lines with hanzi, outside of numbers,
    times, addresses and Latin text."""
    start = 0
    for line in text.splitlines(keepends=True):
        if any(map(is_hanzi, line)):
            yield from _widen_line(line, start)
        start += len(line)


def _widen_line(line: str, start: int) -> Iterator[Edit]:
    closed = [match.span() for match in ADDRESS.finditer(line)]
    marks = [match for match in MARK.finditer(line) if not _is_within(match.start(), closed)]
    partners = _pair([match.start() for match in marks if match[0] in "()（）"], line)
    chars = list(line)
    for match in marks:
        place, mark = match.start(), match[0]
        if mark in "（）":
            continue  # the portal's own, out of a torn passage: the other one may be narrow
        if mark in "()":
            open_, close = partners[place]
            is_wide = _is_wide_pair(line, open_, close)
        else:
            before = chars[place - 1] if place else ""
            is_wide = _is_wide(mark, before, line[match.end() : match.end() + 1], line, place)
        if is_wide:
            chars[place] = WIDE[mark][0]
            yield Edit(start + place, start + match.end(), WIDE[mark], "width")


def _is_within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _pair(places: list[int], line: str) -> dict[int, tuple[int, int]]:
    """Brackets and their partners; -1 for one that has none."""
    pairs, waiting = dict[int, tuple[int, int]](), list[int]()
    for place in places:
        if line[place] in "(（":
            waiting.append(place)
            pairs[place] = (place, -1)
        elif waiting:
            open_ = waiting.pop()
            pairs[open_] = pairs[place] = (open_, place)
        else:
            pairs[place] = (-1, place)
    return pairs


def _is_chinese(char: str) -> bool:
    """True for hanzi and the marks of Chinese prose."""
    return char > "\x7f" and not char.isspace() and not (char.isalpha() and not is_hanzi(char))


def _is_wide_pair(line: str, open_: int, close: int) -> bool:
    before = line[open_ - 1] if open_ > 0 else ""
    behind = line[close + 1 : close + 2] if close >= 0 else ""
    inside = line[open_ + 1 : close] if open_ >= 0 and close >= 0 else ""
    if "（" in line[open_ : open_ + 1] or "）" in line[close : close + 1]:
        return True
    if open_ >= 0 and PHONE.match(line, open_):
        return False
    if any(map(is_hanzi, inside[:200])):
        return True
    if before.isascii() and before.isalpha():
        return False
    return _is_chinese(before) or _is_chinese(behind)


def _is_wide(mark: str, before: str, behind: str, line: str, place: int) -> bool:
    if mark == "?" and (behind == "?" or before == "?"):
        return False  # the mirror's sign for an emoji
    if _is_chinese(before):
        return True
    if mark == "......":
        return _is_chinese(behind)
    if _is_chinese(behind):
        return not before.isspace()
    if mark not in ",;" or not before or before.isspace():
        return False
    if not behind or behind in "\r\n":
        return True
    if before.isdigit() and behind.isdigit():
        return not re.match(r"\d{3}(?!\d)", line[place + 1 : place + 5]) and mark == ";"
    return behind.isalnum() and not behind.isspace()
