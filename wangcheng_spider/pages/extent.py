"""Where an article begins and ends inside the element that holds it."""

import re

from ..text.byline import is_tail, read_byline
from .elements import around_table
from .groups import Group, kind_of
from .runs import PageText, Run

LONG_LINE = 20
"""Characters: a line like the article's own that is no longer may still be a list's."""
ASIDE = re.compile(r"\W{0,4}(?:相关|推荐|延伸|更多|往期)(?:阅读|新闻|报道|链接|回顾|稿件)")


def find_extent(group: Group, page: PageText, begin: int) -> tuple[int, int]:
    """Runs from the first of the article to behind the last; ``begin``: where the byline ends."""
    return _find_start(group, page, begin), _find_end(group, page)


def is_aside(run: Run) -> bool:
    """A line among the article's own that leads to another one: 相关报道：…"""
    return run.kind == "label" and run.linked > 0 and ASIDE.match(run.text) is not None


def _find_start(group: Group, page: PageText, begin: int) -> int:
    """The first run; captions, and lines too short to count, may stand before what counts."""
    first = group.members[0]
    begin = begin if begin <= first else 0  # a byline behind the text
    while first > max(group.start, begin):
        run = page.runs[first - 1]
        is_like = run.kind == "short" and kind_of(run, page, group) in group.kinds
        if not is_like and run.kind != "caption":
            break
        first -= 1
    return first


def _find_end(group: Group, page: PageText) -> int:
    """Where the article ends in its container: at the line behind which little text is left."""
    runs, last = page.runs, _find_last(group, page)
    like = [n for n in group.members if kind_of(runs[n], page, group) in group.kinds]
    is_prose = any(runs[n].kind == "prose" for n in group.members)
    long = max((n for n in like if len(runs[n].text) >= (LONG_LINE if is_prose else 1)), default=-1)
    before, total = 0.0, sum(runs[n].weight for n in group.members)
    for number in range(group.members[0], last + 1):
        run = runs[number]
        if before > 0 and _ends(run) and total - before < before:
            goes_on = last if run.kind == "noise" and like else long
            if number > goes_on or (run.kind == "label" and not _may_go_on(run)):
                return number
        before += run.weight
    return last + 1


def _find_last(group: Group, page: PageText) -> int:
    """The group's last run, or one behind it that is made like the article's own."""
    runs, last = page.runs, group.members[-1]
    parents = [kind[0] for kind in group.kinds]
    for number in range(last + 1, group.end):
        run = runs[number]
        is_like = kind_of(run, page, group) in group.kinds
        if is_like or run.kind == "caption" or around_table(run.owner) in parents:
            last = number
        elif run.kind != "noise":
            break
    return last


def _ends(run: Run) -> bool:
    """A line that may be the first behind an article."""
    return run.kind in ("related", "legal", "noise") or (run.kind == "label" and is_tail(run.text))


def _may_go_on(run: Run) -> bool:
    """A label that stands among an article's paragraphs too: 相关报道：…, （记者 张三）."""
    if is_aside(run):
        return True
    byline = read_byline(run.parts)
    return bool(byline.authors) and not (byline.editors or byline.source)
