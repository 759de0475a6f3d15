"""A text dump: a page's text, one block a line, as corpora and feed readers keep it."""

import re
from datetime import date, timedelta
from functools import reduce
from itertools import takewhile

from ..items import Article, Credit
from ..sites import Site
from ..text.byline import Byline, add, is_byline, is_tail, merge, read_byline
from ..text.dates import midnight, parse_date
from ..text.people import LEADS, find_lead_people, is_reporter
from ..text.restore import Restored, restore
from ..urls import Address, read_address
from .addresses import find_address
from .captions import is_caption
from .document import PageError, decode
from .furniture import is_noise
from .headline import DECOY
from .mirror import count_changes
from .page import Page

PLACE = re.compile(r"(?:当前|當前)位置\s*[:：]\s*(.*)")
OWN_LINK = re.compile(r"本文(?:链接|鏈接|地址)\s*[:：]\s*(\S+)")
MENU = 150
"""Lines that a page's menus may take above its headline."""
MENU_LINE = 20
"""Characters: menus are made of short lines."""
MARKS = re.compile(r"(?:本文(?:链接|鏈接|地址)|[阅閱][读讀]下一篇|返回.{0,16}首[页頁])")


def read_text_dump(page: Page, site: Site, *, any_host: bool = False) -> Article:
    """The article of a dump, view ``text``. Its address is the page's own where it has one, else
    that of its 本文链接 line.

    Raises PageError: no_address, no_headline, no_body, and those of addresses.find_address.
    """
    restored = _restore(page.body)
    url = page.url if page.url.startswith("http") else _find_own(_read_lines(restored.text))
    if url is None:
        raise PageError("no_address", page.url)
    address = find_address(url, site, any_host=any_host)
    if address.view == "mirror" and restored.verdict.kind == "honest":  # its host is evidence
        restored = restore(restored.text, is_mirror=True)
    dump = TextDump(_read_lines(restored.text))
    if not dump.headline:
        raise PageError("no_headline")
    if not dump.body:
        raise PageError("no_body")
    article = _to_item(dump, address, page, site)
    article.fetched_url, article.restored = url, count_changes(restored)
    return article


def _to_item(dump: "TextDump", address: Address, page: Page, site: Site) -> Article:
    moment, raw, date_source = _read_date(dump.byline, address.date, page, site)
    assert address.content_id is not None
    return Article(
        url=address.url,
        content_id=address.content_id,
        site=site.name,
        view="text",
        fetched_url=page.url,
        layout="text-dump",
        headline=dump.headline,
        date_published=moment,
        date_published_raw=raw,
        date_source=date_source,
        source=dump.byline.source,
        authors=dump.authors,
        editors=dump.byline.editors,
        credits=dump.credits,
        breadcrumbs=dump.breadcrumbs,
        article_body="\n\n".join(dump.body),
        next_url=_find_next(dump.tail, site, address.content_id),
        fetched_at=page.fetched_at,
    )


def find_dump_address(body: bytes) -> str | None:
    """The address in a dump's 本文链接 line."""
    return _find_own(_read_lines(_restore(body).text))


def _restore(body: bytes) -> Restored:
    """The text, in UTF-8 or GB18030, without a mirror's disguise."""
    return restore(decode(body)[0].decode("utf-8"))


def _read_lines(text: str) -> list[str]:
    """Lines that hold something."""
    lines = (line.strip(" \t\r\u3000\u00a0\ufeff") for line in text.split("\n"))
    return [line for line in lines if line]


def _find_own(lines: list[str]) -> str | None:
    return next((m[1] for line in lines if (m := OWN_LINK.match(line))), None)


class TextDump:
    """A dump's lines, told apart: 当前位置, headline, byline, body, tail."""

    def __init__(self, lines: list[str]) -> None:
        found = ((n, m) for n, line in enumerate(lines[:MENU]) if (m := PLACE.match(line)))
        number, place = next(found, (-1, None))
        self.breadcrumbs = _split_place(place[1]) if place else []
        lines = _skip_menu(lines[number + 1 :])
        self.headline = lines[0] if lines else ""
        rest = lines[1:]
        head = list(takewhile(_is_head, rest))
        rest = rest[len(head) :]
        end = len(rest)
        while end and is_tail(rest[end - 1]):
            end -= 1
        mark = next((n for n, line in enumerate(rest) if MARKS.match(line)), end)
        end = min(end, mark)
        while end and is_tail(rest[end - 1]):
            end -= 1
        self.tail = rest[end:]
        self.body = [line for line in rest[:end] if not _is_noise(line)]
        tail = reduce(add, map(read_byline, self.tail), Byline())
        self.byline = merge(read_byline("  ".join(head)), tail)

    @property
    def _lead(self) -> list[tuple[str | None, str]]:
        return find_lead_people(*self.body[:LEADS])

    @property
    def authors(self) -> list[str]:
        """Of the byline, else the reporters of the lead."""
        return self.byline.authors or [name for role, name in self._lead if is_reporter(role)]

    @property
    def credits(self) -> list[Credit]:
        """Other roles, of byline and tail, then of the lead."""
        lead = [Credit(role, name) for role, name in self._lead if role and not is_reporter(role)]
        return merge(self.byline, Byline(credits=lead)).credits


def _skip_menu(lines: list[str]) -> list[str]:
    """From the headline on. Whole pages as text (Common Crawl's WET) begin with their menus: the
    headline is the last line before the byline there.
    """
    lines = [line for line in lines if not DECOY.match(line)]
    byline = next((n for n, line in enumerate(lines[:MENU]) if is_byline(line)), 0)
    menu = lines[: byline - 1]
    if len(menu) > 2 and all(len(line) < MENU_LINE for line in menu):
        return lines[byline - 1 :]
    return lines


def _is_head(line: str) -> bool:
    """A line of the byline, or furniture between it and the body."""
    return is_byline(line) or bool(len(line) < 100 and (read_byline(line).labels or is_noise(line)))


def _is_noise(line: str) -> bool:
    if len(line) > 120:
        return False
    return is_noise(line) or is_caption(line)


def _split_place(text: str) -> list[str]:
    names = re.split(r"\s*[>›»＞/]\s*|\s+", text)
    return [name for name in names if name and name not in ("首页", "首頁", "正文")]


def _read_date(
    byline: Byline, day: date | None, page: Page, site: Site
) -> tuple[str | None, str | None, str | None]:
    latest = date.fromisoformat(page.fetched_at[:10]) + timedelta(days=2)
    raw = byline.date_raw
    if raw and (moment := parse_date(raw, site.timezone, latest)):
        return moment, raw, "byline"
    if day:
        return midnight(day, site.timezone), None, "address"
    return None, None, None


def _find_next(tail: list[str], site: Site, own: str) -> str | None:
    for line in tail:
        for url in re.findall(r"https?://\S+", line):
            address = read_address(url, site)
            if address.kind == "article" and address.content_id != own:
                return address.url
    return None
