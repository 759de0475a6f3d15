"""Traditional → simplified, as the inverse of a conversion that went character by character.

The mirror gave every simplified character one image, the same all over the page. So a form that
could be itself or the image of another (後: 后 or 後) is decided by the page: where 后 stands
beside it, 後 is no image of 后. Only what the page leaves open is chosen by the neighbours.
"""

import re
from functools import cache
from itertools import chain

from . import likelihood


@cache
def _hanzi() -> list[str]:
    """The hanzi of GBK and those that its simplified ones become."""
    return [chr(code) for code in range(0x4E00, 0x9FA6)]


@cache
def _convert(config: str) -> dict[str, str]:
    """hanzi → what OpenCC makes of it by itself, where that is another one."""
    from opencc import OpenCC

    converted = OpenCC(config).convert("\n".join(_hanzi())).split("\n")
    pairs = zip(_hanzi(), converted, strict=True)
    return {char: to for char, to in pairs if to != char and len(to) == 1}


@cache
def _encodes(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def is_current(char: str) -> bool:
    """True for a hanzi of GB2312: those that simplified text is written with."""
    return _encodes(char, "gb2312")


@cache
def sources() -> dict[str, tuple[str, ...]]:
    """A form → the simplified characters that it can be the image of, the likeliest first."""
    simplified, traditional = _convert("t2s"), _convert("s2t")
    images: dict[str, list[str]] = {}
    for char, image in traditional.items():
        if is_current(char):
            images.setdefault(image, []).append(char)
    table: dict[str, tuple[str, ...]] = {}
    for char in set(simplified) | set(images):
        own = [char] if is_current(char) else []
        plain = simplified.get(char)
        primary = images.get(char, [])
        if plain and plain not in primary and (own or primary):
            found = own + primary  # 乾 is no image of 干, nor 鉅 of 巨
        else:
            found = ([plain] if plain else []) + own + primary
        table[char] = tuple(dict.fromkeys(found)) or (char,)
    return table


@cache
def images() -> dict[str, str]:
    """A simplified character → all forms that OpenCC knows for it."""
    table: dict[str, str] = {}
    for char, plain in chain(_convert("t2s").items(), _reverse(_convert("s2t"))):
        if char not in table.setdefault(plain, ""):
            table[plain] += char
    return table


def _reverse(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(image, char) for char, image in table.items() if is_current(char)]


@cache
def traditional_class() -> re.Pattern[str]:
    """One hanzi that only traditional text has."""
    chars = (char for char in _convert("t2s") if not is_current(char))
    return re.compile(f"[{''.join(sorted(chars))}]")


@cache
def simplified_class() -> re.Pattern[str]:
    """One hanzi that only simplified text has."""
    chars = (ch for ch in _convert("s2t") if is_current(ch) and not _encodes(ch, "big5"))
    return re.compile(f"[{''.join(sorted(chars))}]")


def is_traditional(char: str) -> bool:
    """True for a form that only traditional text has."""
    return char in _convert("t2s") and not is_current(char)


def is_simplified(char: str) -> bool:
    """True for a form that only simplified text has."""
    return char in _convert("s2t") and is_current(char) and not _encodes(char, "big5")


def simplify_char(char: str) -> str:
    """The likeliest source of one character, without a page to ask."""
    found = sources().get(char)
    return found[0] if found else char


def simplify(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The text in simplified characters, as long as it was, and (place, note) of what was chosen
    by the neighbours alone.
    """
    present = set(text)
    table, unsure = dict[int, str](), dict[str, tuple[str, ...]]()
    for char in present & sources().keys():
        left = _decide(char, present)
        if len(left) > 1:
            unsure[char] = left
        elif left[0] != char:
            table[ord(char)] = left[0]
    plain = text.translate(table)
    if not unsure:
        return plain, []
    notes: list[tuple[int, str]] = []
    chars = list(plain)
    for match in re.finditer(f"[{''.join(unsure)}]", plain):
        place, found = match.start(), unsure[match[0]]
        before = chars[place - 1] if place else ""
        after = plain[place + 1 : place + 2]
        chars[place] = max(found, key=lambda one: likelihood.between(before, one, after))
        notes.append((place, f"{match[0]}: {' or '.join(found)}, by its neighbours"))
    return "".join(chars), notes


def _decide(char: str, present: set[str]) -> tuple[str, ...]:
    """The sources of a form that the page leaves open; a source seen by itself, or in another
    image, has no other."""
    found = sources()[char]
    if len(found) == 1:
        return _decide_one(char, found[0], present)
    known = images()
    left = tuple(
        source
        for source in found
        if source == char
        or not (source in present or any(i in present and i != char for i in known.get(source, "")))
    )
    return left or found[:1]


def _decide_one(char: str, source: str, present: set[str]) -> tuple[str, ...]:
    """A form that OpenCC would not make of its source (昇 for 升) may be the portal's own."""
    is_image = _convert("s2t").get(source) == char
    if not is_image and source in present and _encodes(source, "big5"):
        return (char,)
    return (source,)
