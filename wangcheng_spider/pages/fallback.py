"""Any Chinese news page, read without knowing a class name.

Headline from h1 and title, byline by its labels near it, body as the densest piece of prose behind
the byline, up to the tail. Each property is a value or None; none is a guess.
"""

import re
from collections import Counter
from functools import cached_property

from lxml.html import HtmlElement

from ..text.byline import Byline, is_tail, merge, read_byline
from .runs import RELATED, Run, is_byline, read_runs, score_runs, sum_scores

TITLE_SEPARATOR = re.compile(
    r"\s*(?:[_|｜]+|\s[-—–]+\s|--+|——+)\s*|-(?=[\u4e00-\u9fff]{2,12}(?:网|报|在线|新闻|频道|日报|门户)\S{0,6}$)"
)
DECOY = re.compile(r"^\s*(?:正在阅读|当前位置|您的位置|导读|首页)\s*[：:]?")
BYLINE_REACH = 25
"""Runs behind the headline in which the byline must begin."""
HEADS = ("h1", "h2", "h3", "h4")


def squeeze(text: str) -> str:
    """Text for comparing: without blanks and quotes."""
    return re.sub(r"[\s\u3000\u00a0“”\"'‘’]+", "", text)


class FallbackPage:
    """A page read by its words alone. ``root`` is the parsed page, which is not changed."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root

    @cached_property
    def _runs(self) -> list[Run]:
        runs = read_runs(self._root)
        score_runs(runs)
        return runs

    @cached_property
    def _titles(self) -> list[str]:
        """What the head says the headline is, site name and all."""
        values = self._root.xpath(
            "//meta[@property='og:title' or @name='og:title' or @name='ArticleTitle']/@content"
            " | (//head//title | //title)[1]/text()"
        )
        return [re.sub(r"\s+", " ", str(value)).strip() for value in values if str(value).strip()]

    @cached_property
    def _headline_run(self) -> int | None:
        """The run that is the headline: a heading, or a line that the title begins with."""
        titles = [squeeze(title) for title in self._titles]
        best, where = 0.0, None
        for number, run in enumerate(self._runs):
            text = squeeze(run.text)
            if not 4 <= len(text) <= 120 or DECOY.match(run.text):
                continue
            rank = self._rank_headline(run, text, titles)
            if rank > best:
                best, where = rank, number
        return where

    @staticmethod
    def _rank_headline(run: Run, text: str, titles: list[str]) -> float:
        tag = next((t for t in HEADS if _has_ancestor(run.owner, t)), None)
        rank = {"h1": 3.0, "h2": 2.0, "h3": 1.0, "h4": 0.5}.get(tag or "", 0.0)
        if any(title.startswith(text) for title in titles):
            rank += 4.0 + len(text) / 100
        elif any(text in title for title in titles):
            rank += 2.0 + len(text) / 100
        elif tag != "h1":
            return 0.0
        if run.linked > len(run.text) / 2:
            rank -= 3.0
        return rank

    @cached_property
    def headline(self) -> str | None:
        """The headline as the page shows it, else the title without the site's name."""
        if self._headline_run is not None:
            return self._runs[self._headline_run].text
        for title in self._titles:
            text = TITLE_SEPARATOR.split(title)[0].strip()
            if len(text) >= 2:
                return text
        return None

    @cached_property
    def _byline_span(self) -> tuple[int, int]:
        """Runs from the first to behind the last of the byline; empty if there is none."""
        start = -1 if self._headline_run is None else self._headline_run
        prose = 0
        for number in range(start + 1, min(len(self._runs), start + 1 + BYLINE_REACH)):
            text = self._runs[number].text
            if is_byline(text) or (read_byline(text).labels and len(text) < 60):
                return number, self._byline_end(number)
            prose += self._runs[number].score > 60
            if prose > 1:
                break
        return start + 1, start + 1

    def _byline_end(self, number: int) -> int:
        """A byline may go on over several short runs; a second 来源 is the tail's, though."""
        end = number + 1
        has_source = read_byline(self._runs[number].text).source is not None
        for ahead in range(number + 1, min(len(self._runs), number + 8)):
            run = self._runs[ahead]
            byline = read_byline(run.text)
            if len(run.text) > 80 or run.is_prose or (byline.source and has_source):
                break
            has_source = has_source or byline.source is not None
            if byline.labels or is_byline(run.text):
                end = ahead + 1
        return end

    @cached_property
    def byline(self) -> Byline:
        """What the lines below the headline say by their labels; a value may be its own run."""
        start, end = self._byline_span
        text = "  ".join(run.text for run in self._runs[start:end])
        if end > start and end < len(self._runs) and re.search(r"[:：]\s*$", text):
            text += self._runs[end].text[:30]
        return read_byline(text)

    @cached_property
    def breadcrumbs(self) -> list[str]:
        """当前位置：the names of the channels above the article."""
        for run in self._runs[:200]:
            match = re.search(r"(?:当前|您的|所在|现在的?)位置\s*[:：]?\s*(.*)", run.text)
            if match:
                names = re.split(r"\s*(?:>>?|›|»|→|＞|/|-&gt;)\s*|\s+", match[1])
                return [n for n in names if n and n not in ("首页", "正文", self.headline)]
        return []

    @cached_property
    def body_elements(self) -> tuple[list[HtmlElement], frozenset[HtmlElement]]:
        """The elements that hold the article, and those inside that are not part of it."""
        first = self._byline_span[1]
        last = first + self._find_tail(self._runs[first:])
        inside = self._runs[first:last]
        if not any(run.is_prose for run in inside):
            return self._find_media(first, last), frozenset()
        sums = sum_scores(run for run in inside if run.score)
        body = max(sums, key=lambda element: (round(sums[element], 1), _depth(element)))
        body = self._climb(body)
        return [body], self._find_skipped(body, {id(run) for run in inside}, sums)

    def _climb(self, body: HtmlElement) -> HtmlElement:
        """The outermost element with the same text: pictures and videos may stand beside it."""
        counts = Counter(e for run in self._runs for e in (run.owner, *run.owner.iterancestors()))
        parent = body.getparent()
        while parent is not None and counts[parent] == counts[body]:
            body, parent = parent, parent.getparent()
        return body

    def _find_media(self, first: int, last: int) -> list[HtmlElement]:
        """Pictures and videos of a page without prose: those between byline and tail."""
        start = self._runs[first - 1].owner if first else self._root
        end = self._runs[last].owner if last < len(self._runs) else None
        found: list[HtmlElement] = []
        is_inside = False
        for element in self._root.iter():
            if element is end:
                break
            if is_inside and (element.tag in ("img", "video") or element.get("urlcloud")):
                found.append(element)
            is_inside = is_inside or element is start
        return found

    def _find_tail(self, runs: list[Run]) -> int:
        """Where the prose ends: at the tail line or related list that most of it precedes."""
        total = sum(run.score for run in runs if run.is_prose)
        before = 0.0
        for number, run in enumerate(runs):
            ends = len(run.text) < 60 and (RELATED.fullmatch(run.text) or is_tail(run.text))
            if ends and before > 0 and before >= 0.5 * total:
                return number
            if run.is_prose:
                before += run.score
        return len(runs)

    def _find_skipped(
        self, body: HtmlElement, kept: set[int], sums: dict[HtmlElement, float]
    ) -> frozenset[HtmlElement]:
        """Elements inside the body that hold only what lies outside it, or only link lists."""
        outside: set[HtmlElement] = set()
        inside: set[HtmlElement] = set()
        for run in self._runs:
            chain = inside if id(run) in kept else outside
            element: HtmlElement | None = run.owner
            while element is not None and element is not body:
                chain.add(element)
                element = element.getparent()
        lists = {e for e, score in sums.items() if score < -20 and e is not body and e in inside}
        return frozenset((outside - inside) | {e for e in lists if _is_link_list(e)})

    @cached_property
    def tail(self) -> Byline:
        """What the labelled lines behind the prose say."""
        first = self._byline_span[1]
        runs = self._runs[first:]
        byline = Byline()
        for run in runs[self._find_tail(runs) :][:12]:
            if is_tail(run.text) or read_byline(run.text).labels:
                byline = merge(byline, read_byline(run.text))
        return byline


def _has_ancestor(element: HtmlElement, tag: str) -> bool:
    return element.tag == tag or next(element.iterancestors(tag), None) is not None


def _depth(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def _is_link_list(element: HtmlElement) -> bool:
    """Mostly links, several of them: a list of other articles."""
    links = [link for link in element.iter("a") if (link.text_content() or "").strip()]
    linked = sum(len(link.text_content()) for link in links)
    return len(links) >= 3 and linked > 0.5 * len(element.text_content().strip() or " ")
