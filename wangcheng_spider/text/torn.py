"""What a torn passage is made of: characters, and gaps that its neighbours may fill."""

import math
from functools import lru_cache, partial
from itertools import groupby, pairwise
from typing import NamedTuple

from . import likelihood
from .script import is_current, is_simplified, simplify_char

CERTAIN = 0.75
"""A gap is filled only where one character has this share of all that are possible."""


GONE = "\ufffd"
UNKNOWN = -9.0
"""The weight of a character that nothing is known of."""
SEEN = 3.5
"""What it weighs that a page has two characters together elsewhere."""
LONGEST = 3
"""Neighbours say little of a longer gap."""
NEAR = 300
"""Characters of a passage that are looked back at."""
LETTER = "0"
"""Stands for an ASCII character that is lost."""


CLOSE = {"”": "“", "’": "‘", "》": "《", "】": "【", "）": "（", "〉": "〈", "」": "「"}


class Lost(NamedTuple):
    """A character of which a byte is lost; ``chars``: what it can have been, if that is known."""

    chars: str
    is_letter: bool = False
    """An ASCII character: nothing is known of it."""


Piece = str | Lost


@lru_cache(maxsize=1 << 17)
def weigh(before: str, char: str) -> float:
    """How well a character of the mirror's script reads behind another: a logarithm."""
    plain = simplify_char(char)
    score = likelihood.after(simplify_char(before), plain)
    if likelihood.is_hanzi(char):
        score -= 7.0 * is_simplified(char) + 9.0 * (not is_current(plain))
    return score


@lru_cache(maxsize=1 << 12)
def likely(chars: str) -> str:
    """Those that the mirror's text can have: no forms that it converts, no rare variants."""
    return "".join(
        char
        for char in chars
        if (is_current(simplify_char(char)) and not is_simplified(char))
        or (char in likelihood.MARKS and not likelihood.is_hanzi(char))
    )


@lru_cache(maxsize=1 << 14)
def guess(before: str, chars: str) -> tuple[str, float]:
    """(the likeliest of the characters, how well it reads); ("", low) if nothing is known."""
    if not chars:
        return "", UNKNOWN
    best = max(chars, key=lambda char: weigh(before, char))
    return best, weigh(before, best)


def fill_gaps(
    pieces: list[Piece], context: str, behind: str, page: str
) -> tuple[str, list[str], int]:
    """(text, notes, characters lost); what stays unknown is U+FFFD. ``context``: the paragraph so
    far; ``behind``: the next character; ``page``: what stands around, as the mirror shows it.
    """
    chars: list[str] = []
    notes: list[str] = []
    for is_gap, group in groupby(pieces, lambda piece: isinstance(piece, Lost) and piece.chars):
        run = list(group)
        if is_gap:
            gap = [piece.chars for piece in run if isinstance(piece, Lost)]
            done = len(chars) + len(gap)
            following = pieces[done] if done < len(pieces) else behind
            if isinstance(following, Lost):
                following = following.chars if len(following.chars) == 1 else LETTER
            if len(chars) > NEAR:
                context = ""
            found = _fill(gap, context + "".join(chars[-NEAR:]), following, page)
            notes += [_say(char, of) for char, of in zip(found, gap, strict=True)]
            chars += found
        else:
            chars += [piece if isinstance(piece, str) else GONE for piece in run]
            notes += ["a character is lost" for piece in run if not isinstance(piece, str)]
    return "".join(chars), notes, sum(note.endswith("lost") for note in notes)


def _say(char: str, of: str) -> str:
    if char == GONE:
        return "a character is lost"
    return f"{char}: by its neighbours, of {len(of)} possible"


def _fill(gap: list[str], context: str, behind: str, page: str) -> list[str]:
    """The characters that the neighbours leave little doubt of, GONE for the others.

    Forward and backward over all that are possible: the share of a character is that of all
    readings of the gap that hold it.
    """
    if len(gap) > LONGEST:
        return [GONE] * len(gap)
    follows = partial(_follow, _read_pairs(page))
    forward = [_begin(gap[0], context, is_last=behind in ("<", "\n"), page=page)]
    for chars in gap[1:]:
        last = forward[-1]
        forward.append({c: sum(p * follows(b, c) for b, p in last.items()) for c in chars})
    backward = {c: follows(c, behind) if behind else 1.0 for c in gap[-1]}
    found: list[str] = []
    for number in range(len(gap) - 1, -1, -1):
        shares = {char: p * backward[char] for char, p in forward[number].items()}
        best = max(shares, key=shares.__getitem__)
        is_sure = shares[best] >= CERTAIN * sum(shares.values())
        found.append(best if is_sure and shares[best] > 0 else GONE)
        if number:
            chars = gap[number - 1]
            backward = {b: sum(p * follows(b, c) for c, p in backward.items()) for b in chars}
    # one doubtful character makes those beside it doubtful
    return [GONE] * len(gap) if GONE in found else found[::-1]


@lru_cache(maxsize=1)
def _read_pairs(page: str) -> frozenset[str]:
    """Each two characters that stand together."""
    return frozenset(map("".join, pairwise(page)))


def _follow(pairs: frozenset[str], before: str, char: str) -> float:
    """The weight of a character behind another: more where the page has the two elsewhere."""
    return math.exp(weigh(before, char) + SEEN * (before + char in pairs))


def _begin(chars: str, context: str, *, is_last: bool, page: str) -> dict[str, float]:
    """The weights of a gap's first character."""
    before = context[-1:].replace(GONE, "")
    return {
        char: math.exp(
            weigh(before, char) + _balance(char, context, is_last) + _seen(context, char, page)
        )
        for char in chars
    }


def _balance(char: str, context: str, is_last: bool) -> float:
    """A closing mark needs an open one, and an open one is closed before the paragraph ends."""
    opening = CLOSE.get(char)
    if opening is None:
        return 0.0
    if context.count(opening) > context.count(char):
        return 8.0 if is_last else 2.5
    return -4.0


def _seen(context: str, char: str, page: str) -> float:
    """A page repeats its names and words."""
    before = context[-2:]
    if not before or not likelihood.is_hanzi(before[-1]):
        return 0.0
    if len(before) == 2 and before + char in page:
        return 5.0
    return 2.0 * (before[-1] + char in page)
