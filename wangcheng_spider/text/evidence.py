"""Is a text a mirror's disguise, honest, or disguised in a way that cannot be undone?

What speaks for the mirror's disguise: traditional script, and in it readings behind characters
that only traditional text has, always or never the same ones, one reading each, in the midst of
sentences; torn characters; doubled commas. Honest pages have one of these at most: a rare
character with its reading, a lesson on pinyin, a page of Taiwan or Hong Kong.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from . import readings
from .likelihood import is_common
from .marks import Mark, Survey
from .punctuation import DOUBLED
from .script import is_traditional, simplified_class, simplify_char, traditional_class

Kind = Literal["honest", "mangled", "not_restorable"]

SAMPLE = 1024
"""Characters that tell the script of a text."""
TONED_END = re.compile(rf"[{readings.TONED}\u0300\u0301\u0304\u030c][a-z]{{0,3}}[ \u3000]?\)")
TONED_BYTES = (b"\xc3", b"\xc4", b"\xc5", b"\xc7", b"\xcc")
"""First bytes, in UTF-8, of letters that carry a tone; no hanzi has them."""
TONELESS = re.compile(r"([\u4e00-\u9fff])\(([a-zü]{1,6})\)( ?)")
WORD = re.compile(
    rf"([\u4e00-\u9fff]{{2,6}})[(（]([{readings.LETTERS}' ]{{4,30}})[)）]",
)
SIGN = "[\u2190-\u23ff\u2500-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff*^$]"
SIGNS = re.compile(rf"[\u4e00-\u9fff]{SIGN}{{1,2}}(?=[\u4e00-\u9fff])")
SIGN_BYTES = (b"\xe2\x86", b"\xe2\x87", *(b"\xe2" + bytes((n,)) for n in range(0x94, 0xA0)))
SIGN_BYTES += (b"\xe2\xac", b"\xf0\x9f", b"*", b"^", b"$")
HANZI = re.compile("[\u4e00-\u9fff]+")
CHOSEN = re.compile("[後於裡裏製週誌鬆鬥穀麵佈捲曆範餘]")
"""Forms that traditional writing chooses by the sense; the mirror knows no sense."""
BLIND = re.compile(
    "[關由位對用處屬基善至終源致鑒敢]于|于[是此]|[以之先今最隨然前背]后|后[來續]|[這那哪家心城村夜]里|里面"
    "|制[造作品成訂]|[研繪錄印]制|[關聯]系|[骨苦實主能]干|干[部凈活勁]|[其剩]余|余[人名萬個元家件處]"
    "|[輕放]松|[奮戰]斗|斗爭|稻谷|谷物|采[取訪購用集摘]|旅游|游[客覽]|[規示防]范|范圍|防御|特征|征[求集]"
    "|[標雜]志|細致|[一兩]只"
)
"""What comes out where 于后里制系干余松斗谷采游范征志致只 are never converted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a text is, and by what evidence."""

    kind: Kind
    why: str = ""


HONEST = Verdict("honest")


def is_above_suspicion(text: str) -> bool:
    """True for a text with no sign of any disguise: a look at bytes, nothing more.

    In a page's source brackets and signs are everywhere: there only the mirror's own disguise is
    looked for.
    """
    data = text.encode("utf-8", "surrogatepass")
    if any(byte in data for byte in TONED_BYTES) and TONED_END.search(text):
        return False
    if is_in_traditional(text) and DOUBLED.search(text):
        return False
    if b"</" in data:
        return True
    if data.count(b"(") >= LEAST and data.count(b")") >= LEAST and TONELESS.search(text):
        return False
    return sum(data.count(sign) for sign in SIGN_BYTES if sign in data) < LEAST


INSIDE = re.compile(
    r".?[\u4e00-\u9fff]\([^()]{1,8}\)[\u4e00-\u9fff]|[\u4e00-\u9fff]{2}\([^()]{1,8}\)[，。：”]"
)
LEAST = 4
"""Fewer signs of a disguise that cannot be undone are no disguise."""


def is_in_traditional(text: str) -> bool:
    """True if a sample of a text has a form that only traditional text has."""
    step = max(1, len(text) // SAMPLE)
    return traditional_class().search(text[::step]) is not None


def judge(text: str, found: Survey, *, is_mirror: bool = False) -> Verdict:
    """The verdict on a text; ``is_mirror``: it was served by a host that is known to be one."""
    traditional = len(traditional_class().findall(text))
    simplified = len(simplified_class().findall(text))
    if why := _find_other(text):
        return Verdict("not_restorable", why)
    if traditional >= simplified and any(map(_is_torn, found.marks)):
        return Verdict("mangled", "torn characters")
    if traditional > 2 * simplified and (why := _find_mangling(text, found, is_mirror)):
        return Verdict("mangled", why)
    share = traditional / max(1, sum(map(len, HANZI.findall(text))))
    if is_mirror and traditional > 2 * simplified and share > 0.08:
        return Verdict("mangled", "traditional script on a mirror's host")
    return HONEST


def _is_torn(mark: Mark) -> bool:
    """True for what honest text never has: ``?`` and a toned reading without its bracket."""
    return mark.decoder == "eats" and readings.is_toned(mark.reading)


def _find_mangling(text: str, found: Survey, is_mirror: bool) -> str | None:
    """The evidence of the mirror's disguise in a traditional text."""
    toned = {
        char: counts
        for char, counts in found.annotated.items()
        if any(map(readings.is_toned, counts))
    }
    total = sum(sum(counts.values()) for counts in toned.values())
    doubled = len(DOUBLED.findall(text))
    if is_mirror and (total or doubled):
        return "readings or doubled commas on a mirror's host"
    chosen, blind = len(CHOSEN.findall(text)), len(BLIND.findall(text))
    is_chosen = chosen >= 2 and chosen > blind
    is_blind = blind >= 1 and chosen * 2 < blind
    if doubled >= 1 + 2 * (not is_blind) and (total or not is_chosen):
        return "doubled commas in traditional script"
    if not total or not _is_list(text, found, toned, is_blind):
        return None
    tears = sum(mark.kind == "tear" for mark in found.marks)
    few = total + tears < 8 and (total + tears < 4 or len(toned) + tears < 3)
    if few and (is_chosen or not (is_blind or len(toned) + tears > 1)):
        return None
    return f"{total} readings behind {len(toned)} characters"


def _is_list(text: str, found: Survey, toned: dict[str, dict[str, int]], is_blind: bool) -> bool:
    """True if the characters with readings look like a mirror's list: traditional ones, always
    annotated, always with the same reading, and within sentences."""
    total = sum(sum(counts.values()) for counts in toned.values())
    traditional = sum(sum(toned[char].values()) for char in toned if is_traditional(char))
    several = sum(len(counts) > 1 for counts in toned.values())
    met = sum(text.count(char) for char in list(toned)[:300])
    if several * 10 > len(toned) or (total < 0.85 * met and len(toned) <= 300):
        return False
    if is_blind:
        return traditional > 0
    if 2 * sum(is_common(simplify_char(char)) for char in toned) < len(toned):
        return False  # honest pages help with rare characters, mirrors annotate common ones
    return traditional >= 0.75 * total and _count_inside(text, found) >= 0.4 * total


def _count_inside(text: str, found: Survey) -> int:
    """Readings in the midst of a sentence, not in a list of characters."""
    return sum(
        bool(INSIDE.match(text, max(0, mark.start - 2)))
        for mark in found.marks
        if mark.kind == "clean"
    )


def _find_other(text: str) -> str | None:
    """Disguises that nobody can undo: what they took is not in the page."""
    hanzi = sum(map(len, HANZI.findall(text)))
    toneless = [
        match
        for match in TONELESS.findall(text)
        if readings.is_like(match[0], match[1]) and not readings.has_reading(match[0], match[1])
    ]
    if len(toneless) >= LEAST and len({match[0] for match in toneless}) > 2:
        return f"{len(toneless)} toneless readings"
    words = {match[0] for match in WORD.findall(text) if _reads(*match)}
    if len(words) >= LEAST and len(words) * 150 > hanzi:
        return f"readings of {len(words)} whole words"
    signs = len(SIGNS.findall(text))
    if signs >= LEAST and signs * 60 > hanzi:
        return f"{signs} signs inside words"
    return None


@cache
def _reads(word: str, reading: str) -> bool:
    """True if a toned reading has the syllables of a word's last characters."""
    plain = readings.normalize(reading.replace("'", ""))
    if not readings.is_toned(plain):
        return False
    return any(_spell(word[start:], readings.bare(plain)) for start in range(len(word) - 1))


def _spell(word: str, letters: str) -> bool:
    """True if letters are the toneless readings of a word, one behind the other."""
    if not word:
        return not letters
    return any(
        letters.startswith(syllable) and _spell(word[1:], letters[len(syllable) :])
        for syllable in readings.bare_readings(word[0])
    )
