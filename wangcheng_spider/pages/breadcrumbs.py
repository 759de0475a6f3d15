"""The channels above an article: 您的位置：首页 > 民生 > 正文, with its label or without."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from ..text.byline import JOINT
from .elements import small_text
from .head import TITLE_SEPARATOR
from .headline import squeeze
from .runs import PageText, Run

REACH = 200
"""Runs of a page in which a breadcrumb may stand."""
BEHIND = 3
"""Runs behind the headline that may still be one without a label."""
MOST_NAMES, LONGEST = 6, 16
"""Names of a breadcrumb without a label, 首页 and 正文 included; characters of a channel's."""
MOST_NAVS = 8
LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])(?:[您你](?:现在|当前|目前)?(?:所在|所处)?的?|(?:现在|当前|目前)(?:所在)?的?|所在的?)"
    r"位置(?P<mark>\s*[:：>＞»])?\s*"
)
BARE_LABEL = re.compile(r"\W{0,4}位置\s*[:：]\s*")
"""A place in an article may be labelled so: only above it, and only before separators."""
SEPARATOR = re.compile(r"[-—=]?[>＞]{1,3}|&gt;|[›»→/／▸▶〉]")
INNER_BLANK = re.compile(r"(?<=[首主])\s(?=页)")
HOME = re.compile(r"\S{0,12}首页|(?:网站|本站|返回)?主页|Home", re.IGNORECASE)
END = re.compile(
    r"(?:文章|新闻|稿件|信息)?(?:正文|详情|内容|详细)(?:内容|页)?|详细(?:信息|新闻)"
    r"|(?:浏览|阅读|查看)(?:文章|新闻|信息|内容)"
)
SITE = re.compile(r"(?:网|在线|报|台|社|融媒|门户|客户端)$")
"""A title may end with a channel's name instead."""
ROOTS = ("/", "./", "/index.html", "/index.htm")
ITEMS = ("li", "dd", "td", "a", "span")
EDGE = " \t:：>＞/／»›→▸▶〉|-&;"


def read_breadcrumbs(
    page: PageText, headline: tuple[int, int] | None, titles: list[str], root: HtmlElement
) -> list[str]:
    """Channels from the outermost inward, without home page, site's name and 正文.

    ``titles``: what the page's head says, site's name and all.
    """
    return BreadcrumbReader(page, headline, titles).read(root)


class BreadcrumbReader:
    """Finds the breadcrumb of one page."""

    def __init__(self, page: PageText, headline: tuple[int, int] | None, titles: list[str]) -> None:
        self._page = page
        self._start, self._end = headline or (0, 0)
        self._headline = "".join(run.text for run in page.runs[self._start : self._end])
        pieces = (TITLE_SEPARATOR.split(title) for title in titles)
        self._site_names = {piece[-1].strip() for piece in pieces if len(piece) > 1}

    def read(self, root: HtmlElement) -> list[str]:
        """The first breadcrumb among the page's lines, else one in an element for menus."""
        for number, run in enumerate(self._page.runs[:REACH]):
            is_near = number < self._end + BEHIND and not self._start <= number < self._end
            names = self._read_labelled(number, is_near) if "位置" in run.text else []
            is_likely = is_near and (run.linked or _leads_down(run.text))
            if not names and is_likely and self._begins_home(run.text, run.owner):
                names = self._read_line(run) or self._read_list(number)
            if names:
                return self._strip_ends(names, run.owner)
        for nav in islice(root.iter("nav"), MOST_NAVS):
            if names := self._read_nav(nav):
                return self._strip_ends(names, nav)
        return []

    def _read_labelled(self, number: int, is_near: bool) -> list[str]:
        """What stands behind 当前位置：, on its line or on the next."""
        run = self._page.runs[number]
        match = LABEL.search(run.text)
        if match is not None:
            rest = run.text[match.end() :]
            is_one = bool(match["mark"] or run.linked or SEPARATOR.search(rest) or not rest)
        elif is_near and (match := BARE_LABEL.match(run.text)):
            rest = run.text[match.end() :]
            is_one = bool(SEPARATOR.search(rest) or not rest)
        else:
            return []
        if rest or not is_one:
            return self._split(rest, run.parts) if is_one else []
        return self._read_below(number + 1)

    def _read_below(self, number: int) -> list[str]:
        """The line below a label, or the items of the list there."""
        names: list[str] = []
        runs = self._page.runs[number : number + MOST_NAMES]
        for run in runs:
            first = runs[0].owner
            is_item = first.tag in ITEMS and run.owner.getparent() is first.getparent()
            if run.heading or (names and not (is_item and run.owner.tag == first.tag)):
                break
            names += self._split(run.text, run.parts)
        return names if names and runs[0].linked else []

    def _split(self, text: str, parts: str = "") -> list[str]:
        """Names between separators or blanks; where there are none, where one element ends."""
        text = INNER_BLANK.sub("", text)
        if len(self._headline) >= 4:
            text = text.replace(self._headline, " ")
        if " " not in text.strip() and JOINT in parts and not SEPARATOR.search(text):
            names = _end_of(parts, len(text.strip())).split(JOINT)
        else:
            names = SEPARATOR.sub(" ", text).split()
        stripped = (name.strip(EDGE) for name in names)
        return [name for name in stripped if any(map(str.isalnum, name))]

    def _begins_home(self, text: str, owner: HtmlElement) -> bool:
        """The home page's name or the site's stands first."""
        first = SEPARATOR.split(INNER_BLANK.sub("", text[: 4 * LONGEST]).strip(EDGE))[0].split()
        if first and self._is_home(first[0]):
            return True
        link = next(owner.iter("a"), None)
        name = small_text(link) if link is not None and link.get("href") in ROOTS else None
        return bool(name) and text.lstrip(EDGE).startswith(name or "")

    def _is_home(self, name: str) -> bool:
        return HOME.fullmatch(name) is not None or name in self._site_names

    def _read_line(self, run: Run) -> list[str]:
        """首页 > 民生 > 正文; a menu has no separators, or more items."""
        if len(run.text) > LONGEST * MOST_NAMES or run.heading:
            return []
        names = self._split(run.text, run.parts)
        marks = len(SEPARATOR.findall(run.text))
        is_marked = marks >= 1 and marks >= len(names) - 1
        is_one = is_marked or (len(names) > 1 and END.fullmatch(names[-1]) is not None)
        return names if is_one and self._are_names(names) else []

    def _read_list(self, number: int) -> list[str]:
        """A list that begins at a line: to 正文, or to what is no link above the headline."""
        around = self._page.runs[number].owner.getparent()
        first, last = self._page.spans.get(around, (0, 0)) if around is not None else (0, 0)
        if first != number or not 2 <= last - first <= 2 * MOST_NAMES:
            return []
        items = self._page.runs[first:last]
        names = [name for item in items if (name := item.text.strip(EDGE))]
        if not self._are_names(names):
            return []
        is_current = last == self._start and not items[-1].linked
        is_one = is_current or names[-1] == self._headline or END.fullmatch(names[-1])
        return names if is_one or _says_so(around) else []

    def _read_nav(self, nav: HtmlElement) -> list[str]:
        """One in an element for menus, which is no text of the page."""
        text = small_text(nav) or ""
        if not text or not self._begins_home(text, nav):
            return []
        items: Iterator[str | None] = map(small_text, nav.iter("li"))
        names = [name for item in items if item and (name := item.strip(EDGE))]
        names = names or self._split(text)
        if not self._are_names(names):
            return []
        is_marked = len(SEPARATOR.findall(text)) >= len(names) - 1
        return names if is_marked or END.fullmatch(names[-1]) or _says_so(nav) else []

    def _are_names(self, names: list[str]) -> bool:
        short = all(len(name) <= LONGEST for name in names[:-1])
        return 2 <= len(names) <= MOST_NAMES and short

    def _strip_ends(self, names: list[str], owner: HtmlElement) -> list[str]:
        """Without what leads home, the headline, and 正文 with what stands behind it."""
        if len(names) > 1 and self._begins_home(names[0], owner):
            names = names[1:]
        if len(names) > 1 and names[0] in self._site_names and SITE.search(names[0]):
            names = names[1:]
        ends = (number for number, name in enumerate(names) if END.fullmatch(name))
        names = names[: next(ends, len(names))]
        whole, last = squeeze(self._headline), squeeze(names[-1]) if names else ""
        if len(last) >= 6 and whole.startswith(last):
            names = names[:-1]
        return [name for name in names if not HOME.fullmatch(name) and squeeze(name) != whole]


def _leads_down(text: str) -> bool:
    """首页 > 民生 > 码头, 首页 > 正文: all in plain text."""
    names = SEPARATOR.split(text[: LONGEST * MOST_NAMES])
    return len(names) > 2 or (len(names) > 1 and END.fullmatch(names[-1].strip(EDGE)) is not None)


def _end_of(parts: str, count: int) -> str:
    """Its last ``count`` characters, those between elements and blanks not counted."""
    start = len(parts)
    while start and count:
        start -= 1
        count -= not parts[start].isspace()
    return parts[start:]


def _says_so(element: HtmlElement | None) -> bool:
    """By what is meant for machines: aria-label="breadcrumb", itemtype BreadcrumbList."""
    while element is not None and element.tag in ("ol", "ul", "nav", "div"):
        words = (element.get("aria-label") or "") + (element.get("itemtype") or "")
        if "breadcrumb" in words.lower() or "面包屑" in words:
            return True
        element = element.getparent() if element.tag != "div" else None
    return False
