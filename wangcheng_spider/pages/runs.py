"""Every piece of text of a page in its order, with what tells prose from furniture.

A run is the text between two block boundaries. Each element covers a range of them, so what an
element holds is the difference of two sums: no tree is walked twice.
"""

import re
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from ..text.byline import JOINT, Byline, is_byline, is_tail, read_byline
from ..text.dates import find_date
from ..text.memory import remember
from .elements import SKIPPED, SPACES, is_block, is_hidden
from .furniture import (
    ABSTRACT,
    ABSTRACT_HEAD,
    COMMENT,
    is_legal,
    is_noise,
    is_related,
    is_section_number,
)
from .paragraphs import split_paragraphs

PROSE = re.compile(r"[，。！？；、：“”…]|[,.!?;:](?:\s|$)")
WRITTEN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
LINK_SHARE = 0.5
LONG = 200
"""Characters: a run of more is no byline, no tail and no button."""
MAX_CAPTION = 120
MAX_LABELLED = 30
"""Characters of a label and a value that only an element's end parts: 来源<em>望城融媒</em>."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
STYLED = etree.XPath("descendant-or-self::*[@style or @hidden]")
JOINTS = re.compile(r"(?<!\s)[^\S\x1f]*+\x1f\s*+")


@dataclass(slots=True)
class Run:
    """Text between two block boundaries."""

    owner: HtmlElement
    """The block element whose text it is."""
    text: str
    linked: int
    """Characters of it that are links."""
    parts: str
    """The text with a JOINT between inline elements, for reading bylines."""
    heading: str | None = None
    """The tag of the heading that it stands in: h1 to h4."""
    kind: str = "short"
    """prose, short, link, label, noise, legal, related, caption"""
    follows_image: bool = False
    """A picture stands between it and the run before."""
    weight: float = 0.0
    """About how many characters of an article it may hold."""

    @property
    def is_comment_label(self) -> bool:
        """What stands around a reader's comment: 2小时前, 回复, 赞(3)."""
        is_short = self.kind in ("short", "noise", "label") and len(self.text) < 20
        return is_short and COMMENT.search(self.text) is not None


@dataclass(slots=True)
class PageText:
    """The runs of a page, and which of them each element holds."""

    runs: list[Run] = field(default_factory=list)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)
    """First run, and the one behind the last."""


def read_runs(root: HtmlElement) -> PageText:
    """All runs of a page, in order; hidden elements, scripts and forms' controls are left out."""
    reader = RunReader(root)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            reader.start(element)
        else:
            reader.end(element)
    reader.flush()
    for run in reader.page.runs:
        run.kind = _classify(run)
        run.weight = _weigh(run)
    for run, following in pairwise(reader.page.runs):
        if ABSTRACT_HEAD.fullmatch(run.text):
            run.kind = following.kind = "label"
            run.weight = following.weight = 0.0
    return reader.page


class RunReader:
    """Collects text until a block begins or ends."""

    def __init__(self, root: HtmlElement) -> None:
        self.page = PageText()
        self._hidden = {one for one in cast(list[HtmlElement], STYLED(root)) if is_hidden(one)}
        self._owners = [root]
        self._headings: list[str | None] = [None]
        self._starts: list[int] = []
        self._text: list[str] = []
        self._is_blank = True
        self._linked = 0
        self._in_link = 0
        self._saw_image = False
        self._skip = 0
        """How many open elements are inside one that is left out, itself included."""

    def start(self, element: HtmlElement) -> None:
        """An element begins, its text follows."""
        tag = element.tag
        if self._skip or (tag in SKIPPED and tag != "form") or element in self._hidden:
            self._skip += 1
            return
        if is_block(tag):
            self.flush()
            self._owners.append(element)
            self._headings.append(tag if tag in HEADINGS else self._headings[-1])
        elif tag == "br":
            self.flush()
        self._starts.append(len(self.page.runs))
        self._in_link += tag == "a"
        self._saw_image |= tag == "img"
        self._add(element.text)

    def end(self, element: HtmlElement) -> None:
        """An element ends, its tail follows."""
        if self._skip:
            self._skip -= 1
        else:
            tag = element.tag
            has_own_lines = is_block(tag)
            if has_own_lines:
                self.flush()
                self._owners.pop()
                self._headings.pop()
            self._in_link -= tag == "a"
            start, end = self._starts.pop(), len(self.page.runs)
            if start < end or has_own_lines or tag in ("img", "video"):
                self.page.spans[element] = (start, end)
        if not self._skip:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text and "\n" in text and self._owners[-1].tag == "pre":
            *pieces, text = split_paragraphs(text)
            for piece in pieces:
                self._add(piece)
                self.flush()
        self._text.append(text or "")
        if text and not text.isspace():
            self._is_blank = False
            self._linked += len(text.strip()) if self._in_link else 0

    def flush(self) -> None:
        """End the run under way."""
        if not self._is_blank:
            parts = SPACES.sub(" ", JOINT.join(self._text))
            text = SPACES.sub(" ", parts.replace(JOINT, "")).strip()
            parts = JOINTS.sub(JOINT, parts).strip() if len(text) <= LONG else text
            parts = text if parts == text else parts
            run = Run(self._owners[-1], text, self._linked, parts, self._headings[-1])
            run.follows_image, self._saw_image = self._saw_image, False
            self.page.runs.append(run)
            self._linked, self._is_blank = 0, True
        self._text.clear()


def _classify(run: Run) -> str:
    text, length = run.text, len(run.text)
    if run.owner.tag == "figcaption":
        return "caption"
    if kind := _classify_words(text):
        return kind
    if length < MAX_LABELLED and JOINT in run.parts and is_tail(run.parts):
        return "label"
    if is_section_number(text, run.owner.tag):
        return "short"
    if is_noise(run.parts):
        return "noise"
    date = find_date(text) if run.linked and length < LONG else None
    if run.linked > LINK_SHARE * (length - len(date or "")):
        return "link"
    if run.follows_image and length <= MAX_CAPTION and _is_framed(run.owner):
        return "caption"
    return "prose" if length >= 8 and PROSE.search(text) else "short"


@remember
def _classify_words(text: str) -> str | None:
    """The kind of a line that is known by its words wherever it stands."""
    if is_legal(text):
        return "legal"
    if is_related(text):
        return "related"
    is_label = len(text) <= LONG and (is_tail(text) or is_byline(text))
    return "label" if is_label or ABSTRACT.match(text) else None


def _is_framed(owner: HtmlElement) -> bool:
    """In an element that is made to hold a picture and its line."""
    parent = owner.getparent()
    tags = (owner.tag, parent.tag if parent is not None else None)
    return any(tag in ("figcaption", "figure", "li", "dl", "dd") for tag in tags)


def _weigh(run: Run) -> float:
    if run.kind == "prose":
        return float(min(len(run.text), 600))
    if run.kind == "short" and len(run.text) >= 3 and WRITTEN.search(run.text):
        return min(len(run.text), 40) * 0.4
    return 0.0


def read_tail(run: Run) -> Byline:
    """A labelled line; a notice may begin as one, or hold the byline."""
    if run.kind == "legal" and not is_byline(run.parts):
        first = run.parts.split(JOINT)[0]
        return read_byline(first) if is_tail(first) else Byline()
    return read_byline(run.parts) if run.kind in ("label", "legal") else Byline()


class Sums:
    """Sums over a page's runs, from any run to any other, at once."""

    def __init__(self, runs: list[Run]) -> None:
        self._weights = [0.0, *accumulate(run.weight for run in runs)]
        self._runs = runs
        self._kinds: dict[str, list[int]] = {}
        self._texts = [0, *accumulate(int(run.weight > 0) for run in runs)]
        self._comments = [0, *accumulate(int(run.is_comment_label) for run in runs)]

    def weight(self, start: int, end: int) -> float:
        """Weight of the runs."""
        return self._weights[end] - self._weights[start]

    def texts(self, start: int, end: int) -> int:
        """How many may be an article's."""
        return self._texts[end] - self._texts[start]

    def count(self, kind: str, start: int, end: int) -> int:
        """How many are of a kind."""
        counts = self._kinds.get(kind)
        if counts is None:
            counts = [0, *accumulate(int(run.kind == kind) for run in self._runs)]
            self._kinds[kind] = counts
        return counts[end] - counts[start]

    def comment_labels(self, start: int, end: int) -> int:
        """How many stand around readers' comments."""
        return self._comments[end] - self._comments[start]
