"""Which date of a listing is an entry's: the one that stands alone, in the entry's own box."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from ..text.dates import find_lone_date, is_beside
from ..urls import ARTICLE
from .elements import is_block, is_small, line_of

NEAR, NEAR_ALONE = 4, 2
"""Elements up from a link to the box that is its entry's: among others, and where it is alone."""
NEAR_LENGTH, NEAR_LINKS, NEAR_ELEMENTS = 600, 12, 200
"""What an entry's box holds at most: so much text, fewer links, fewer elements."""
ROW_ELEMENTS, MOST_ROWS = 600, 100
"""Elements of a box in which several entries follow one another, and such boxes of a page."""
SHORT_LINK = 6
"""Letters of a link that is no headline: [要闻], 评论(12), 分享, 详情, a paper's name."""
TWINS = 4
"""Neighbours on either side that may be boxes like this one."""

ITEMS = frozenset(("li", "tr", "article"))
"""What is made to hold one entry: nothing outside of it is the entry's."""
OUTERMOST = frozenset(("body", "html"))
DIGITS = re.compile(r"\d\s?[-/.年．－／]")


class EntryDates:
    """The dates of one page's links."""

    def __init__(self) -> None:
        self._rows: dict[HtmlElement, dict[HtmlElement, str]] = {}
        self._inside: dict[HtmlElement, HtmlElement | None] = {}

    def find_inside(self, link: HtmlElement) -> HtmlElement | None:
        """The element inside a link that holds a date and nothing else, beside the headline."""
        if link not in self._inside:
            self._inside[link] = _find_date_element(link)
        return self._inside[link]

    def find(self, link: HtmlElement) -> str | None:
        """The date that the listing gives a link, as ``parse_date`` takes it."""
        inside = self.find_inside(link)
        if inside is not None:
            return find_lone_date(line_of(inside))
        boxes, row = _find_boxes(link)
        for box in boxes:
            text = line_of(box)
            if len(text) > NEAR_LENGTH or not is_small(box, NEAR_ELEMENTS):
                return None
            if DIGITS.search(text) and (dates := list(_find_in_box(box, link))):
                days = {tuple(map(int, re.findall(r"\d+", date)[:3])) for date in dates}
                return max(dates, key=len) if len(days) == 1 else None
        return self._find_in_row(row, link) if row is not None else None

    def _find_in_row(self, row: HtmlElement, link: HtmlElement) -> str | None:
        if row not in self._rows:
            is_read = len(self._rows) < MOST_ROWS and is_small(row, ROW_ELEMENTS)
            self._rows[row] = _read_row(row) if is_read else {}
        return self._rows[row].get(link)


def _find_date_element(link: HtmlElement) -> HtmlElement | None:
    whole = line_of(link) if len(link) and is_small(link, NEAR_ELEMENTS) else ""
    if not DIGITS.search(whole):
        return None
    for element in link.iterdescendants():
        text = element.text
        if text and not len(element) and _find_lone(element, text, is_inside=True):
            return element if line_of(element) != whole else None
    return None


def _find_boxes(link: HtmlElement) -> tuple[list[HtmlElement], HtmlElement | None]:
    """Elements around a link and no other entry's, innermost first; the one around several."""
    boxes: list[HtmlElement] = []
    for element in islice(link.iterancestors(), NEAR + 1):
        if _holds_rivals(element, link):
            is_twin = bool(boxes) and _has_twin(boxes[-1])
            return boxes[: NEAR if is_twin else NEAR_ALONE], element
        if element.tag in OUTERMOST:
            break
        boxes.append(element)
        if element.tag in ITEMS:
            return boxes, None
    return boxes[:NEAR_ALONE], None


def _has_twin(box: HtmlElement) -> bool:
    """True if a like element with a link stands beside: a list of boxes, one for each entry."""
    for is_before in (False, True):
        for other in islice(box.itersiblings(preceding=is_before), TWINS):
            is_like = other.tag == box.tag and other.get("class") == box.get("class")
            if is_like and next(other.iter("a"), None) is not None:
                return True
    return False


def _holds_rivals(element: HtmlElement, link: HtmlElement) -> bool:
    """True if another entry's link stands inside, or more links than are asked."""
    links = list(islice(element.iter("a"), NEAR_LINKS))
    if len(links) == NEAR_LINKS:
        return True
    others = (a for a in links if a is not link and _name_of(a) != _name_of(link))
    return any(_is_entry(a) for a in others)


def _is_entry(link: HtmlElement) -> bool:
    """True for a link with text that leads to an article, or whose text is a headline's length."""
    text = line_of(link)
    if text and ARTICLE.search(link.get("href") or ""):
        return True
    return sum(map(str.isalpha, text)) > SHORT_LINK


def _name_of(link: HtmlElement) -> str:
    """The article that an address names, else the address without what follows its path."""
    href = link.get("href") or ""
    match = ARTICLE.search(href)
    return match["id"] if match else re.split("[?#]", href, maxsplit=1)[0] or href


def _find_in_box(box: HtmlElement, link: HtmlElement) -> Iterator[str]:
    """Dates that stand alone in a box outside of the link: in a text node, else in a child."""
    nodes = ((e, text) for e, text, around in _walk(box) if around is not link)
    found = [date for element, text in nodes if (date := _find_lone(element, text))]
    yield from found
    others = (child for child in box if link not in child.iter("a"))
    for child in () if found else others:
        if date := find_lone_date(line_of(child)):
            yield date


def _read_row(row: HtmlElement) -> dict[HtmlElement, str]:
    """Dates by link where both follow one another by turns, none missing and none too many."""
    links, dates, order = list[HtmlElement](), list[str](), ""
    for element, text, around in _walk(row):
        if around is not None and _is_entry(around):
            if not links or _name_of(links[-1]) != _name_of(around):
                links.append(around)
                order += "L"
        elif date := _find_lone(element, text):
            dates.append(date)
            order += "D"
    if len(links) > 1 and order in ("LD" * len(links), "DL" * len(links)):
        return dict(zip(links, dates, strict=True))
    return {}


def _walk(box: HtmlElement) -> Iterator[tuple[HtmlElement, str, HtmlElement | None]]:
    """Text in order: the element that it stands in, itself, the link around it."""
    around: HtmlElement | None = None
    for event, element in etree.iterwalk(box, events=("start", "end")):
        if event == "start":
            if element.tag == "a":
                around = element
            if element.text:
                yield element, element.text, around
            continue
        if element is around:
            around = None
        if element is not box and element.tail:
            yield element.getparent(), element.tail, around


def _find_lone(element: HtmlElement, text: str, *, is_inside: bool = False) -> str | None:
    """The date of a text that says nothing else and is no part of the sentence around it."""
    date = find_lone_date(text) if DIGITS.search(text) else None
    parent = element.getparent()
    if date is None or parent is None or len(element) or is_block(element.tag):
        return date
    previous = element.getprevious()
    before = (parent.text if previous is None else previous.tail) or ""
    fits_before, fits_behind = is_beside(before), is_beside(element.tail or "")
    if "年" in date and not is_inside:
        return date if fits_before and fits_behind else None
    is_labelled = not fits_before and before.rstrip().endswith((":", "："))
    return date if not is_labelled and (fits_before or fits_behind) else None
