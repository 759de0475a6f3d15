"""Which line of a page is its headline, and which may be the byline below it."""

import re

from ..text.byline import is_byline, read_byline
from ..text.dates import find_date
from ..text.memory import remember
from .runs import Run

DECOY = re.compile(r"^\s*(?:正在阅读|当前位置|您的位置|导读|首页)\s*[：:]?")
HEADS = {"h1": 3.0, "h2": 2.0, "h3": 1.0, "h4": 0.5, "h5": 0.3}
SQUEEZED = re.compile(r"[\s\u3000\u00a0“”\"'‘’.…]+")
LONGEST = 120
BARS = "-_|｜—–"
REACH = 8
"""Runs between a headline that no title confirms and its byline."""


@remember
def squeeze(text: str) -> str:
    """Text for comparing: without blanks, quotes and points."""
    return SQUEEZED.sub("", text)


def find_headline(runs: list[Run], titles: list[str]) -> tuple[int, int] | None:
    """The first run of the headline and the one behind its last; ``titles``: what the head says.

    A heading, or lines that the title begins with; where neither agrees, the heading or line
    above the byline.
    """
    titles = [squeeze(title) for title in titles]
    best, where = 0.0, None
    for number, run in enumerate(runs):
        if not _may_be_headline(run, titles) or DECOY.match(run.text):
            continue
        end = _end_headline(number, runs, titles)
        text = squeeze("".join(run.text for run in runs[number:end]))
        rank = _rank(run, text, titles) if len(text) >= 4 else 0.0
        if rank > best:
            best, where = rank, (number, end)
    return where or _find_above_byline(runs)


def _may_be_headline(run: Run, titles: list[str]) -> bool:
    """False for most lines: no h1, and nothing that a title holds or that begins with one."""
    if len(run.text) > LONGEST:
        return False
    text = squeeze(run.text)
    return run.heading == "h1" or any(text in title or text.startswith(title) for title in titles)


def _end_headline(number: int, runs: list[Run], titles: list[str]) -> int:
    """A headline may be broken over lines of one element: as far as the title goes along."""
    text, end = squeeze(runs[number].text), number + 1
    while end < min(len(runs), number + 4) and runs[end].owner is runs[number].owner:
        text += squeeze(runs[end].text)
        if not any(title.startswith(text) for title in titles):
            break
        end += 1
    return end


def _rank(run: Run, text: str, titles: list[str]) -> float:
    tag = run.heading
    rank = HEADS.get(tag or "", 0.0)
    long = [title for title in titles if len(title) >= 4]
    if any(_begins(title, text) or text.startswith(title) for title in long):
        rank += 4.0 + len(text) / 100
    elif any(_is_piece(title, text) for title in long):
        rank += 3.0 + len(text) / 100
    elif any(text in title for title in titles):
        rank += 2.0 + len(text) / 100
    elif tag != "h1":
        return 0.0
    if run.linked > len(run.text) / 2:
        rank -= 3.0
    return rank


def _begins(title: str, text: str) -> bool:
    """The title begins with it; a word or two of the title may be the paper's name."""
    rest = title[len(text) :]
    return title.startswith(text) and (len(text) >= 8 or not rest or not rest[0].isalnum())


def _is_piece(title: str, text: str) -> bool:
    """All of what stands between two bars of the title, or behind the last."""
    before, found, behind = title.partition(text)
    return bool(found) and before[-1:] in BARS and (not behind or behind[0] in BARS)


def _find_above_byline(runs: list[Run]) -> tuple[int, int] | None:
    """The nearest heading above the first byline, else the line above it."""
    first = next((n for n, run in enumerate(runs) if may_begin_byline(run)), 0)
    above = [
        n
        for n in range(max(0, first - REACH), first)
        if runs[n].kind in ("short", "prose")
        and 4 <= len(runs[n].text) <= LONGEST
        and not DECOY.match(runs[n].text)
    ]
    heads = [n for n in above if runs[n].heading]
    found = heads[-1:] or [n for n in above if n == first - 1]
    return (found[0], found[0] + 1) if found else None


def is_date_alone(text: str) -> bool:
    """A day and nothing else: below a notice it signs, it does not date the page."""
    date = find_date(text)
    return date is not None and ":" not in date and len(text) <= len(date) + 2


def may_begin_byline(run: Run, is_next: bool = False) -> bool:
    """A labelled line, or one with a date and a time of day; ``is_next``: a day is enough."""
    if len(run.text) > 200 or run.kind == "prose":
        return False
    date = read_byline(run.parts).date_raw
    return run.kind == "label" or is_byline(run.parts) or bool(date and (is_next or ":" in date))
