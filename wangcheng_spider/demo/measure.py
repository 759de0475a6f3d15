"""How well a restorer does on generated articles: used by benchmarks/restore.py and the tests."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from random import Random

from .damage import Passage, find_passages
from .mangle import (
    Disguise,
    draw_disguise,
    encode_text,
    known_readings,
    mangle,
    read_pair,
    to_traditional,
)
from .prose import write_article

GONE = "\ufffd"
TAGS = re.compile(r"</?p>")
Restorer = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Case:
    """An article, as the portal has it and as a mirror shows it."""

    original: str
    mangled: str
    disguise: Disguise
    passages: list[Passage]


@dataclass(slots=True)
class Score:
    """What a restorer did with some cases."""

    articles: int = 0
    identical: int = 0
    identical_apart: int = 0
    """Identical apart from characters that no conversion can know (一对多)."""
    characters: int = 0
    wrong: int = 0
    passages: int = 0
    exact: int = 0
    """Torn passages that are as they were."""
    complete: int = 0
    """Torn passages of which every byte is in the page …"""
    complete_exact: int = 0
    """… and those of them that are as they were."""
    lost: int = 0
    """Characters that are lost in the page: they …"""
    guessed: int = 0
    """… were guessed right by their neighbours, or …"""
    shown: int = 0
    """… are shown as lost; the rest was guessed wrong."""
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(right, restored) where both have the same traditional form."""


def make_cases(count: int, first: int = 0, **fixed: object) -> Iterator[Case]:
    """Articles as pages have them, one ``<p>`` a paragraph, disguised by chance."""
    for number in range(first, first + count):
        lines = write_article(number).split("\n")
        yield make_case("".join(f"<p>{line}</p>\n" for line in lines), number, **fixed)


def make_case(text: str, seed: int, **fixed: object) -> Case:
    """One article, disguised; a narrow one as the text dump of its page."""
    disguise = draw_disguise(seed, **fixed)
    if disguise.narrow:
        page = mangle(text, replace(disguise, narrow=False), seed)
        dump = unicodedata.normalize("NFKC", TAGS.sub("", page))
        return Case(TAGS.sub("", text), dump, disguise, [])
    passages = find_passages(text, disguise, seed) if disguise.tears else []
    return Case(text, mangle(text, disguise, seed), disguise, passages)


def make_torn_cases(count: int, first: int = 0, **fixed: object) -> Iterator[Case]:
    """The same with lists that hold characters which tear the article: six at most."""
    for case in make_cases(count, first, tears=True, stray=b"", **fixed):
        tearing = sorted(find_tearing(case.original) - {ch for ch, _ in case.disguise.readings})
        few = Random(case.original).sample(tearing, min(6, len(tearing)))
        more = tuple((char, known_readings()[char]) for char in few)
        disguise = replace(case.disguise, readings=case.disguise.readings + more)
        passages = find_passages(case.original, disguise)
        yield Case(case.original, mangle(case.original, disguise), disguise, passages)


def find_tearing(text: str) -> set[str]:
    """Characters that stand in a text's bytes where no character begins."""
    raws = [encode_text(char) for char in to_traditional(text)]
    pairs = (a[1:] + b[:1] for a, b in pairwise(raws) if len(a) > 1)
    found = (read_pair(pair, "gbk") for pair in pairs if len(pair) == 2)
    return {char for char in found if char in known_readings()}


def measure(cases: Iterable[Case], restorer: Restorer) -> Score:
    """Compare what a restorer makes of each case with the original."""
    score = Score()
    for case in cases:
        restored = restorer(case.mangled)
        wrong = find_differences(case.original, restored)
        apart = [pair for pair in wrong.items() if not _count_confusion(case, pair, score)]
        score.articles += 1
        score.characters += len(case.original)
        score.wrong += len(wrong)
        score.identical += not wrong
        score.identical_apart += not apart
        _count_passages(case, wrong, score)
    return score


def find_differences(original: str, restored: str) -> dict[int, str]:
    """Place in the original → what stands there instead: nothing, or one or more characters."""
    found: dict[int, str] = {}
    if original == restored:
        return found
    matcher = SequenceMatcher(None, original, restored, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        for place in range(i1, max(i2, i1 + 1)):
            got = restored[j1 + place - i1 : j1 + place - i1 + 1] if place - i1 < j2 - j1 else ""
            found[place] = restored[j1:j2] if i1 == i2 else got
    return found


def _count_confusion(case: Case, pair: tuple[int, str], score: Score) -> bool:
    place, got = pair
    right = case.original[place : place + 1]
    if not got or image(got) != image(right):
        return False
    score.confusions[right, got] += 1
    return True


@cache
def image(char: str) -> str:
    """The traditional form of a character, forms that both scripts have included."""
    from opencc import OpenCC

    return str(OpenCC("s2t").convert(char))


def _count_passages(case: Case, wrong: dict[int, str], score: Score) -> None:
    for passage in case.passages:
        bad = [place for place in wrong if passage.start <= place < passage.end]
        score.passages += 1
        score.exact += not bad
        score.complete += not passage.lost
        score.complete_exact += not passage.lost and not bad
        for place in passage.lost:
            score.lost += 1
            score.guessed += place not in wrong
            score.shown += wrong.get(place) == GONE
