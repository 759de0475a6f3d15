"""Any Chinese news page, read without knowing a class name.

Headline from h1 and title, byline by its labels near it, body as the container of the text behind
the byline, up to the tail. Each property is a value or None; none is a guess.
"""

import re
from functools import cached_property, reduce
from itertools import islice, takewhile

from lxml.html import HtmlElement

from ..text.byline import JOINT, Byline, add, is_byline, merge, read_byline
from ..text.dates import find_date
from .attachments import find_files
from .breadcrumbs import read_breadcrumbs
from .containers import find_container
from .elements import is_in_footer
from .extent import find_extent, is_aside
from .furniture import COMMENT
from .groups import Group
from .head import Head, read_head, strip_site
from .headline import find_headline, is_date_alone, may_begin_byline
from .runs import PageText, Run, Sums, read_runs, read_tail
from .unlabelled import find_author, find_source, join_cells

BYLINE_REACH = 25
"""Runs behind the headline in which the byline must begin."""
NEXT = 3
"""Runs behind the headline where a day alone is the article's."""
BYLINE_GAP = 3
"""Runs between two lines of a byline, at most: values that stand below their labels, buttons."""
MAX_BEFORE = 150
"""Characters of prose that may stand between headline and byline: a subtitle, an abstract."""
LONG_PIECE = 20
"""Characters: a longer line is no piece of a date, and no value beside its label."""
LOOK_BACK = 8
"""Runs before the headline that may be the byline."""
SHORT = 40
"""Characters of what stands around a reader's comment: a name, a day, a place."""
LITTLE, LINES = 20.0, 3
"""A text without a sentence, lighter and of fewer lines: the pictures are the article."""


class FallbackPage:
    """A page read by its words alone. ``root`` is the parsed page, which is not changed."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root

    @cached_property
    def _page(self) -> PageText:
        return read_runs(self._root)

    @cached_property
    def _sums(self) -> Sums:
        for run in self._page.runs[slice(*self._byline_span)]:
            run.kind, run.weight = "label", 0.0
        return Sums(self._page.runs)

    @cached_property
    def head(self) -> Head:
        """What the page's head says."""
        return read_head(self._root)

    @property
    def last_text(self) -> str:
        """The last piece of text on the page."""
        return self._page.runs[-1].text if self._page.runs else ""

    @cached_property
    def _headline_runs(self) -> tuple[int, int] | None:
        return find_headline(self._page.runs, self.head.titles)

    @property
    def _after(self) -> int:
        """The first run behind the headline."""
        return 0 if self._headline_runs is None else self._headline_runs[1]

    @cached_property
    def headline(self) -> str | None:
        """The headline as the page shows it, else the title without the site's name."""
        if self._headline_runs is not None:
            return "".join(run.text for run in self._page.runs[slice(*self._headline_runs)])
        texts = (strip_site(title) for title in self.head.titles)
        return next((text for text in texts if len(text) >= 2), None)

    @cached_property
    def _byline_span(self) -> tuple[int, int]:
        """Runs from the first to behind the last of the byline; empty if there is none."""
        start, runs, prose, sentences = self._after, self._page.runs, 0, 0
        join_cells(runs[start : start + BYLINE_REACH])
        for number in range(start, min(len(runs), start + BYLINE_REACH)):
            run = runs[number]
            is_next = number - start < NEXT
            if run.kind == "related" or (sentences > 1 and _is_another_s(run)):
                break
            if may_begin_byline(run, is_next) and not (prose and is_date_alone(run.text)):
                return number, self._byline_end(number)
            prose += len(run.text) if run.kind == "prose" else 0
            sentences += run.kind == "prose"
            if prose > MAX_BEFORE:
                break
        return start, start

    def _byline_end(self, number: int) -> int:
        """A byline may go on over several short runs; a second 来源 is the tail's, though."""
        runs, end = self._page.runs, number + 1
        has_source = read_byline(runs[number].parts).source is not None
        for ahead in range(number + 1, min(len(runs), number + 8)):
            run = runs[ahead]
            byline = read_byline(run.parts)
            is_text = run.kind == "prose" or len(run.text) > 80
            is_far = ahead - end >= BYLINE_GAP
            if (is_text and run.kind != "label") or (byline.source and has_source) or is_far:
                break
            has_source = has_source or byline.source is not None
            is_value = run.kind == "label" and len(run.text) <= LONG_PIECE
            if byline.labels or is_value or is_byline(run.text):
                end = ahead + 1
        return end

    @cached_property
    def byline(self) -> Byline:
        """What the lines below the headline say by their labels; a value may be its own run."""
        (start, end), runs = self._byline_span, self._page.runs
        texts = [run.parts for run in runs[start:end]]
        if end > start and end < len(runs) and re.search(r"[:：]\s*$", texts[-1]):
            value, label = runs[end], runs[end - 1]
            is_value = len(value.text) <= 20 and value.kind in ("short", "link")
            is_value = is_value and value.owner.getparent() is label.owner.getparent()
            texts[-1] += runs[end].text if is_value else ""
        byline = read_byline((JOINT * 2).join(texts))
        byline.date_raw = byline.date_raw or self._find_date_in_pieces()
        if byline.date_raw is None:
            byline = merge(byline, self._read_before())
        if byline.source is None:
            byline.source = self._find_bare_source(start, end)
        if not byline.authors and (author := find_author(runs[self._after : end])):
            byline.authors = [author]
        return byline

    def _read_before(self) -> Byline:
        """A byline that stands above the headline."""
        start = 0 if self._headline_runs is None else self._headline_runs[0]
        above = self._page.runs[max(0, start - LOOK_BACK) : start]
        texts = [run.parts for run in above if run.kind != "link" and len(run.text) < 60]
        return read_byline(JOINT.join(texts))

    def _find_date_in_pieces(self) -> str | None:
        """Year, day and time in a box each."""
        pieces = [run.text for run in self._page.runs[self._after : self._after + 4]]
        return find_date(" ".join(pieces)) if all(len(p) < LONG_PIECE for p in pieces) else None

    def _find_bare_source(self, start: int, end: int) -> str | None:
        """A medium's name beside the date, without a label."""
        runs = self._page.runs
        if not any(find_date(run.text) for run in runs[start:end]):
            return None
        return find_source(runs[max(0, start - 1) : end + 1])

    @cached_property
    def breadcrumbs(self) -> list[str]:
        """The names of the channels above the article."""
        return read_breadcrumbs(self._page, self._headline_runs, self.head.titles, self._root)

    @cached_property
    def _container(self) -> Group | None:
        begin = max(self._after, self._byline_span[1])
        return find_container(self._page, self._sums, self._after, begin)

    @cached_property
    def _body_span(self) -> tuple[int, int]:
        """Runs from the first of the article to behind the last."""
        group = self._container
        if group is None:
            return self._byline_span[1], self._byline_span[1]
        return find_extent(group, self._page, self._byline_span[1])

    @cached_property
    def body_elements(self) -> tuple[list[HtmlElement], frozenset[HtmlElement]]:
        """The elements that hold the article, and those inside that are not part of it."""
        group = self._container
        if group is None or not self._holds_text(group):
            media = self._find_media()
            if media or group is None:
                return media, frozenset()
        elements = group.elements
        if len(elements) == 1:
            elements = [self._climb(elements[0])]
        return elements, self._find_skipped(elements)

    def _climb(self, body: HtmlElement) -> HtmlElement:
        """The outermost element with the same text: pictures and videos may stand beside it."""
        spans = self._page.spans
        parent = body.getparent()
        while parent is not None and spans.get(parent) == spans.get(body) is not None:
            body, parent = parent, parent.getparent()
        return body

    def _holds_text(self, group: Group) -> bool:
        kinds = [self._page.runs[number].kind for number in group.members]
        return "prose" in kinds or len(kinds) >= LINES or group.weight >= LITTLE

    def _find_media(self) -> list[HtmlElement]:
        """Pictures and videos of a page without prose: those between byline and tail."""
        runs, first = self._page.runs, self._byline_span[1]
        ends = (n for n in range(first, len(runs)) if runs[n].kind in ("label", "related", "legal"))
        last = next(ends, len(runs))
        start = runs[first - 1].owner if first else self._root
        end = runs[last].owner if last < len(runs) else None
        found: list[HtmlElement] = []
        is_inside = False
        for element in self._root.iter():
            if element is end:
                break
            if is_inside and (element.tag in ("img", "video") or element.get("urlcloud")):
                found.append(element)
            is_inside = is_inside or element is start
        videos = [element for element in found if element.tag == "video" or element.get("urlcloud")]
        return videos or found  # pictures beside a video are its player's

    def _find_skipped(self, elements: list[HtmlElement]) -> frozenset[HtmlElement]:
        """Elements inside the body that lie before or behind it, or are boxes of other things."""
        first, last = self._body_span
        spans, sums = self._page.spans, self._sums
        asides = {run.owner for run in self._page.runs[first:last] if is_aside(run)}
        skipped = {element for element in asides if spans[element][1] - spans[element][0] == 1}
        for element in (below for one in elements for below in one.iterdescendants()):
            if element not in spans:
                continue
            start, end = spans[element]
            is_outside = (
                end <= first or start >= last if start < end else not first <= start <= last
            )
            if is_outside or _is_box(element, start, end, sums):
                skipped.add(element)
        return frozenset(skipped)

    @property
    def files(self) -> list[HtmlElement]:
        """Links to the article's files behind its text."""
        return find_files(self._page, self._body_span[1])

    @cached_property
    def tail(self) -> Byline:
        """What the labelled lines behind the prose say; those behind a list only fill gaps."""
        last = self._body_span[1]
        runs = self._page.runs[last : last + 14]
        runs = list(takewhile(lambda run: not is_in_footer(run.owner), runs))
        own = next((n for n, run in enumerate(runs) if run.kind in ("related", "prose")), len(runs))
        found = [(number < own, read_tail(run)) for number, run in enumerate(runs)]
        tail = reduce(add, (one for is_own, one in found if is_own and one.labels), Byline())
        return reduce(merge, (one for is_own, one in found if not is_own and one.labels), tail)


def _is_another_s(run: Run) -> bool:
    """A reader's comment or a link to another article, with its own date."""
    is_short = len(run.text) < SHORT and COMMENT.search(run.text) is not None
    return (run.linked > 0 or is_short) and not read_byline(run.parts).labels


def _is_box(element: HtmlElement, start: int, end: int, sums: Sums) -> bool:
    """A list of links, a share bar: nothing that was written for this article."""
    if start == end or sums.count("prose", start, end):
        return False
    if element.tag in ("table", "tbody", "thead"):  # of data: numbers look like counters
        return sums.count("link", start, end) >= 0.5 * (end - start)
    junk = sum(sums.count(kind, start, end) for kind in ("link", "noise", "related", "legal"))
    links = sums.count("link", start, end)
    if element.tag in ("p", "li", "span", "strong", "b", "em", "a", "td", "tr"):
        return False
    is_list = links >= 2 or len(list(islice(element.iter("a"), 2))) == 2
    return junk >= 0.5 * (end - start) and (is_list or junk > links)
