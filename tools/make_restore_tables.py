"""Make the tables that restoring reads: once, by hand, with pypinyin and jieba installed.

    python tools/make_restore_tables.py

``readings.tsv``: reading, tab, the hanzi of GBK that have it (pypinyin, MIT). ``pairs.tsv``: hanzi,
how often it is met, how often it begins and ends a word, then its followers inside words with how
often (jieba's word list, MIT); a count is its logarithm to the base 2^(2/3), one digit in base 36.
Both tools are needed here only: the package ships the tables.
"""

import math
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import jieba
from opencc import OpenCC
from pypinyin import Style, pinyin

TABLES = Path(__file__).parent.parent / "wangcheng_spider" / "text"
PAIRS = 70_000
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def list_hanzi() -> list[str]:
    """The hanzi of GBK."""
    pairs = (bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    decoded = (pair.decode("gbk", "ignore") for pair in pairs)
    return [text for text in decoded if len(text) == 1 and "\u4e00" <= text <= "\u9fff"]


def make_readings() -> str:
    """reading → hanzi, in the order of GBK."""
    table: dict[str, list[str]] = defaultdict(list)
    simplify = OpenCC("t2s").convert
    for hanzi in list_hanzi():
        # pypinyin knows 绩 jì, but 績 only as jī
        found = [one for char in (hanzi, simplify(hanzi)) for one in _read(char)]
        for one in dict.fromkeys(found):
            table[one].append(hanzi)
    return "".join(f"{reading}\t{''.join(table[reading])}\n" for reading in sorted(table))


def _read(char: str) -> list[str]:
    found = pinyin(char, style=Style.TONE, heteronym=True, errors="ignore")
    return found[0] if found else []


def make_pairs() -> str:
    """Counts of hanzi and of pairs of hanzi, from words and how often they are met."""
    met, first, last = Counter[str](), Counter[str](), Counter[str]()
    pairs = Counter[tuple[str, str]]()
    simplify = OpenCC("t2s").convert
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines():
        word, count, _ = line.split(" ")
        word = simplify(word)
        if not all("\u4e00" <= ch <= "\u9fff" for ch in word):
            continue
        met.update(dict.fromkeys(word, 0))
        for ch in word:
            met[ch] += int(count)
        first[word[0]] += int(count)
        last[word[-1]] += int(count)
        for pair in pairwise(word):
            pairs[pair] += int(count)
    followers: dict[str, list[str]] = defaultdict(list)
    for (one, other), count in pairs.most_common(PAIRS):
        followers[one].append(other + _digit(count))
    return "".join(
        f"{ch}\t{_digit(met[ch])}{_digit(first[ch])}{_digit(last[ch])}\t{''.join(followers[ch])}\n"
        for ch in sorted(met)
    )


def _digit(count: int) -> str:
    """A count as its logarithm, base 2^(2/3): 0 for none."""
    return DIGITS[min(35, round(1.5 * math.log2(count + 1)))]


if __name__ == "__main__":
    (TABLES / "readings.tsv").write_text(make_readings(), "utf-8")
    (TABLES / "pairs.tsv").write_text(make_pairs(), "utf-8")
