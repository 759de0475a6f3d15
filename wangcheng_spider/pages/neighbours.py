"""Text beside the article's container that belongs to it: parts, leads, sections in boxes.

An editor's tool puts sections into boxes of their own, a template the lead before the text or the
text below its pictures. What stands right beside the container, in one element with it that holds
no headline, and is not interwoven with links as lists and comments are, is the article's too.
"""

from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from .groups import Group, kind_of
from .runs import PageText, Run

GAP = 3
"""Runs in a row without a sentence, at most, between two parts of an article."""
BORDERS = ("related", "legal", "label")
"""Kinds of runs that end an article, or stand before it."""
WOVEN_SHARE = 0.5
"""Links and comments' labels for each sentence, from which a stretch is none of an article."""


def take_neighbours(group: Group, page: PageText, after: int, first: int) -> Group:
    """The group with what belongs to it right before and behind it.

    ``after``: runs before this one are headline and the like; ``first``: where the byline ends.
    """
    top = _find_top(group, page, after)
    if top is None:
        return group
    low, high = page.spans[top]
    start, end = group.members[0], group.members[-1] + 1
    ahead = _reach(page.runs, range(end, high))
    back = _reach(page.runs, range(start - 1, max(low, first) - 1, -1))
    if ahead is None and back is None:
        return group
    begin, stop = start if back is None else back, end if ahead is None else ahead + 1
    members = [n for n in range(begin, stop) if page.runs[n].weight]
    grown = Group([top], low, high, members, sum(page.runs[n].weight for n in members))
    grown.kinds = {
        kind_of(page.runs[n], page, grown) for n in members if page.runs[n].kind == "prose"
    }
    return grown


def _find_top(group: Group, page: PageText, after: int) -> HtmlElement | None:
    """The outermost element around the group that holds no headline; None if that is itself."""
    if not after:
        return None  # where the headline is nobody knows
    top, element = None, group.elements[0]
    parent = element.getparent()
    if len(group.elements) == 1 and page.spans.get(element, (0, 0))[0] >= after:
        top = element
    while parent is not None and page.spans.get(parent, (0, 0))[0] >= after:
        top, parent = parent, parent.getparent()
    return top


def _reach(runs: Sequence[Run], numbers: Iterable[int]) -> int | None:
    """The last of the numbers, from the first on, whose run still belongs; None where none does."""
    reached, gap, links, prose, woven = None, 0, 0, 0, 0
    for number in numbers:
        run = runs[number]
        if run.kind in BORDERS:
            break
        is_link = run.kind == "link" or run.is_comment_label
        links = links + 1 if is_link else 0
        gap = 0 if run.kind == "prose" else gap + 1
        if gap > GAP or links > 1:
            break
        woven += is_link
        if run.kind == "prose":
            prose += 1
            if woven < WOVEN_SHARE * prose:
                reached = number
    return reached


def take_text_below(group: Group, groups: Sequence[Group], page: PageText) -> Group:
    """A group whose lines nearly all stand below pictures, with the text that follows it."""
    runs = page.runs
    below = sum(runs[number].follows_image for number in group.members)
    if below < 2 or below < len(group.members) - 1:
        return group
    end = group.members[-1] + 1
    reached = _reach(runs, range(end, len(runs)))
    if reached is None:
        return group
    first = next(n for n in range(end, reached + 1) if runs[n].kind == "prose")
    other = next((one for one in groups if first in one.members), None)
    if other is None or other.elements[0] in group.elements:
        return group
    is_around = any(element in other.elements for element in group.elements[0].iterancestors())
    elements = other.elements if is_around else group.elements + other.elements
    members = sorted({*group.members, *other.members})
    joined = Group(elements, min(group.start, other.start), max(group.end, other.end), members)
    joined.weight = group.weight + other.weight
    joined.kinds = group.kinds | other.kinds
    return joined
