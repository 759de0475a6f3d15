"""How likely a character is behind another in Chinese news: ``pairs.tsv`` (words and how often
they are met; see tools/make_restore_tables.py). Natural logarithms, simplified characters.
"""

import math
from functools import cache
from importlib.resources import files

HANZI = 0.86
"""Share of hanzi in running text; the rest are marks, digits, Latin letters."""
MARKS = dict.fromkeys("《》！？—…·【】％", 0.003)
MARKS |= {"，": 0.05, "。": 0.025, "、": 0.02, "“": 0.006, "”": 0.006, "：": 0.006}
MARKS |= dict.fromkeys("；（）", 0.003)
LEADS = {
    "。": "”“《（",
    "！": "”“",
    "？": "”“",
    "，": "“”《，、。；",
    "；": "“”",
    "：": "“《",
    "、": "“《",
}
LEADS |= {",": "，。、；", "”": "，。、“", "》": "，。、《（", "）": "，。、”"}
"""Marks that like to follow a mark."""
ENDS = {"。": 0.8, "”": 0.06, "！": 0.04, "：": 0.03, "？": 0.02, "；": 0.02, "…": 0.01, "）": 0.01}
"""What paragraphs end with, and how often."""
OTHER = math.log(2e-3)
NEVER = math.log(1e-9)
COMMON = 2000
"""Times that a hanzi is met in the words of pairs.tsv: about 2,600 are met as often."""
FLOOR = 1e-6
"""A rare hanzi is met more often than any word list says: in names, in quotations."""


@cache
def _lines() -> dict[str, str]:
    text = (files(__package__) / "pairs.tsv").read_text("utf-8")
    return {line[0]: line[2:] for line in text.splitlines()}


def _count(digit: str) -> float:
    return float(2 ** (int(digit, 36) / 1.5) - 1)


@cache
def _total() -> float:
    """How often any hanzi begins a word."""
    return sum(_count(line[1]) for line in _lines().values())


@cache
def _followers(char: str) -> tuple[float, dict[str, float]]:
    """(share of words that end here, {follower inside a word: share}) of a hanzi."""
    line = _lines().get(char)
    if line is None:
        return 1.0, {}
    pairs = line[4:]
    shares = {pairs[n]: _count(pairs[n + 1]) for n in range(0, len(pairs), 2)}
    met = max(_count(line[0]), sum(shares.values()) + _count(line[2]), 1.0)
    return max(_count(line[2]) / met, 0.05), {ch: count / met for ch, count in shares.items()}


@cache
def _start(char: str) -> float:
    """The share of a hanzi among the first ones of words."""
    line = _lines().get(char)
    if line is None:
        return FLOOR / 10
    return max((_count(line[1]) + 0.1 * _count(line[0])) / _total(), FLOOR)


def is_common(char: str) -> bool:
    """True for a hanzi that newspaper readers need no help with.

    >>> is_common("区"), is_common("郓")
    (True, False)
    """
    line = _lines().get(char)
    return line is not None and _count(line[0]) >= COMMON


def is_hanzi(char: str) -> bool:
    """True for the hanzi that the code page holds."""
    return "\u4e00" <= char <= "\u9fff"


def after(before: str, char: str) -> float:
    """log P(char | the one before); an empty ``before`` is the beginning, or unknown."""
    if is_hanzi(char):
        if not is_hanzi(before):
            return math.log(HANZI * _start(char))
        ends, shares = _followers(before)
        return math.log(shares.get(char, 0.0) + ends * HANZI * _start(char))
    if not is_hanzi(before) and before and char in MARKS:
        if before == char and char not in "，—…":
            return OTHER - 4.0
        return math.log(0.1 if char in LEADS.get(before, "") else 0.05 * MARKS[char])
    if char in MARKS:
        return math.log(_followers(before)[0] * MARKS[char] if before else MARKS[char])
    if char.isascii():
        return _ascii(before, char)
    return NEVER


def _ascii(before: str, char: str) -> float:
    """ASCII comes in runs; a line break comes behind what ends a sentence."""
    if char in "\n<" and before and not before.isascii():
        return math.log(0.3 * ENDS.get(before, 1e-4 if before in "“‘《（【、，" else 0.01))
    if before and not is_hanzi(before):
        if not before.isascii():
            return math.log((0.1 if before == "（" else 0.02) * (1.0 if char.isdigit() else 0.1))
        return math.log(0.3)
    return OTHER


def between(before: str, char: str, behind: str) -> float:
    """log P of a character and of the one behind it; empty ones are unknown."""
    score = after(before, char)
    return score + after(char, behind) if behind else score
