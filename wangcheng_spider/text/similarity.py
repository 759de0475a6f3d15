"""Is a text a repost of another? Marks to find candidates by, and the exact comparison.

Marks: of all passages of a text (every so many letters, digits and hanzi in a row) those whose
hashes are the least stand for it, whatever stands around them; texts that share one are candidates.
A long passage says so much that few texts share it by chance, and so a few of them are enough. The
comparison is by whole sentences: a repost keeps most of them as
they are, in whatever order, while a notice that shares no more than a frame with another has
places, dates and numbers of its own in nearly every sentence.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest
from math import inf
from zlib import crc32

PASSAGE = 14
"""Letters, digits and hanzi."""
KEPT, ASKED = 5, 9
"""Marks that are indexed of a text, and those that are looked for: of a passage that stands in both
texts the hash is among the least of one, and need not be so near the front in the other. A text
that has the share C of another's passages is found with 1 - (1 - C)^5: 0.97 at a half."""

REMEMBERED = 16
"""Bodies whose marks are remembered: of articles that were read and wait to be written."""

SHORTEST = 40
"""Letters, digits and hanzi; shorter bodies (“点击查看视频”) are equal without being reposts."""
SHORT, LONG = 200, 600
STRICT, LOOSE = 0.80, 0.60
"""Share of the longer text that must stand in the other too: STRICT for texts up to SHORT, where
a frame weighs most; LOOSE from LONG on; between them in a straight line."""
ALIKE = 0.85
"""Jaccard of two sentences' n-grams from which they are one with a slip of the pen."""
FRAME = 0.25
"""… and from which they are the same frame."""
CONFLICTS = 0.125
"""Share of a text's sentences that may say other numbers in the same frame."""
FEW = 8
"""In a text of fewer sentences one that says something else is other news: a name, a post."""

END = re.compile(r"[。！？!?；;…\n\t]+")
MARKS = re.compile(r"[\W_]+")
DATELINE = re.compile(
    r"^[^。\n]{0,24}?\d{1,2}月\d{1,2}日(?:讯|电|消息)\s*(?:[（(][^（）()\n]*[）)])?"
)
"""“望城融媒11月20日讯（全媒体记者 …）”: each paper puts its own there."""
DATE = re.compile(r"\d{1,2}月\d{1,2}[日号]|\d{1,2}日|\d{1,2}[:：]\d\d|\d{1,2}[时点]")
NUMBER = re.compile(r"\d+")


_marked: OrderedDict[str, tuple[int, ...]] = OrderedDict()


def mark_passages(body: str) -> tuple[int, ...]:
    """Up to ASKED numbers of 32 bits with a sign; none for a body that is too short to tell.

    They lie in stores: another way to reckon finds nothing of what was indexed before, until the
    store is rebuilt. Those of the last few bodies are remembered: an article is searched for, and
    then written.
    """
    marks = _marked.get(body)
    return marks if marks is not None else remember_marks(body, _reckon_marks(body))


def remember_marks(body: str, marks: tuple[int, ...]) -> tuple[int, ...]:
    """Take over the marks of a body that another process has reckoned."""
    _marked[body] = marks
    if len(_marked) > REMEMBERED:
        _marked.popitem(last=False)
    return marks


def _reckon_marks(body: str) -> tuple[int, ...]:
    letters = MARKS.sub("", DATELINE.sub("", body)).encode("utf-32-le", "surrogatepass")
    width = 4 * PASSAGE
    if len(letters) < 4 * SHORTEST:
        return ()
    passages = [letters[i : i + width] for i in range(0, len(letters) - width + 4, 4)]
    by_sum = dict(zip(map(crc32, passages), passages, strict=True))
    return tuple(
        int.from_bytes(blake2b(by_sum[least], digest_size=4).digest(), "little", signed=True)
        for least in nsmallest(ASKED, by_sum)
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is compared."""

    sentences: "Counter[str]"
    """Letters, digits and hanzi of each sentence."""
    raw: dict[str, str]
    """The same → the sentence as it stands, without its dateline."""
    size: int
    """Characters in all."""
    dates: frozenset[str]
    """Of the headline."""


def read_text(headline: str, body: str) -> Reading:
    """A headline and a body, ready to be compared."""
    raw = {}
    sentences: Counter[str] = Counter()
    for sentence in END.split(body):
        told = DATELINE.sub("", sentence) if "月" in sentence[:40] else sentence
        if letters := MARKS.sub("", told):
            sentences[letters] += 1
            raw[letters] = told
    size = sum(len(letters) * n for letters, n in sentences.items())
    return Reading(sentences, raw, size, frozenset(DATE.findall(headline)))


def is_near_identical(one: Reading, other: Reading) -> bool:
    """True where one is a repost of the other, whichever; the headlines may differ."""
    longer = max(one.size, other.size)
    wanted = _share_wanted(longer)
    if min(one.size, other.size) < max(SHORTEST, wanted * longer):
        return False
    if _are_at_odds(one.dates, other.dates):
        return False
    common = one.sentences & other.sentences
    shared = sum(len(letters) * n for letters, n in common.items())
    if shared < 0.3 * longer:
        return False
    ours = [one.raw[sentence] for sentence in one.sentences - common]
    theirs = [other.raw[sentence] for sentence in other.sentences - common]
    slips, others, conflicts = _pair(ours, theirs)
    most = max(one.sentences.total(), other.sentences.total())
    if conflicts > CONFLICTS * most or (others and most < FEW):
        return False
    return shared + slips >= wanted * longer


def _share_wanted(size: int) -> float:
    place = min(1.0, max(0.0, (size - SHORT) / (LONG - SHORT)))
    return STRICT + place * (LOOSE - STRICT)


def _pair(ours: list[str], theirs: list[str]) -> tuple[int, int, float]:
    """Set sentences of two texts against one another.

    (characters of those that differ by a slip, how many say something else, how many of them in the
    same frame with other numbers). Other days or hours in the same frame are another event, however
    long the rest: inf.
    """
    grams = {sentence: _grams(sentence) for sentence in theirs}
    slips, same, conflicts = 0, 0, 0.0
    for sentence in ours:
        own = _grams(sentence)
        score, partner = max(((_jaccard(own, grams[s]), s) for s in grams), default=(0.0, ""))
        if score < FRAME:
            continue
        if NUMBER.findall(sentence) != NUMBER.findall(partner):
            are_dates = _are_at_odds(DATE.findall(sentence), DATE.findall(partner))
            conflicts += inf if are_dates else 1
        elif score >= ALIKE:
            slips, same = slips + len(MARKS.sub("", sentence)), same + 1
        del grams[partner]
    return slips, min(len(ours), len(theirs)) - same, conflicts


def _are_at_odds(ours: Collection[str], theirs: Collection[str]) -> bool:
    """True where each names a day or hour that the other does not."""
    return bool(set(ours) - set(theirs) and set(theirs) - set(ours))


def _grams(sentence: str) -> set[str]:
    letters = MARKS.sub("", sentence)
    return {letters[i : i + 3] for i in range(len(letters) - 2)} or {letters}


def _jaccard(one: set[str], other: set[str]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both)
