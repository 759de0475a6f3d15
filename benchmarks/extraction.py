"""What reading a page costs, all fields, beside the bare parse and beside other extractors.

    python benchmarks/extraction.py [--rounds N] [--pages N]

Three kinds of page of about 31 KB: ``light`` as the sample site serves them (most of it scripts),
``dense`` with menus and lists of links in the scripts' place, ``even`` with half of each. No reader
sees a page twice. Processor time; peers are the ``benchmark`` group's, as far as installed.
"""

import argparse
import logging
import re
from collections.abc import Callable
from importlib.util import find_spec

from lxml import html
from parsel import Selector
from rounds import print_machine, print_table, take_turns, time_cpu

from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.sites import Site, load
from wangcheng_spider.text.clean import clean_article

FETCHED = "2026-01-02T03:04:05Z"
SIZE = 31_000
"""Bytes of a dense page, as of a light one."""
FILLER = re.compile(r"<(style|script)>.*?</\1>", re.DOTALL)

Reader = Callable[[Page], object]


SHARES = {"light": 0.0, "even": 0.5, "dense": 1.0}
"""Kind of page → what part of its scripts and styles is lists instead."""


def make_pages(site: Site, count: int, share: float) -> list[Page]:
    """So many pages of different articles."""
    pages: list[Page] = []
    seed = 0
    while len(pages) < count:
        seed += 1
        sample = SampleSite(site, articles=240, seed=seed)
        for story in sample.stories:
            answer = sample.answer("GET", site.pc_hosts[0], story.path)
            body = make_dense(answer.body, share, len(pages)) if share else answer.body
            url, headers = site.canonical_origin + story.path, {"content-type": answer.content_type}
            pages.append(Page(url, body, answer.status, headers, FETCHED))
    return pages[:count]


def make_dense(body: bytes, share: float, number: int) -> bytes:
    """A page whose scripts and styles, but for the one with its channel, have become lists."""
    text = FILLER.sub(lambda match: match[0] if "channelId" in match[0] else "", body.decode())
    missing = round((SIZE - len(text.encode())) * share)
    script = f"<script>{'//' * ((SIZE - len(text.encode()) - missing) // 2)}</script>"
    text = text.replace("</head>", f"{script}</head>", 1)
    lists: list[str] = []
    while missing > 0:
        row = len(lists)
        items = "".join(
            f'<li class="item_{place} clearfix"><a href="/channel/{row}{place}.html" title="栏目">'
            f'栏目{row}之{place}</a><span class="time">10-{place + 10}</span></li>'
            for place in range(8)
        )
        lists.append(f'<div class="box_{row % 7} m_t_{number % 9}"><ul>{items}</ul></div>')
        missing -= len(lists[-1].encode())
    half = len(lists) // 2
    text = re.sub(r"(<body[^>]*>)", lambda m: m[1] + "".join(lists[:half]), text, count=1)
    return text.replace("</body>", "".join(lists[half:]) + "</body>").encode()


def make_ours(site: Site, layout: str | None) -> Reader:
    """This project: the page as a clean item."""
    return lambda page: clean_article(read_article(page, site, layout=layout))


def parse_alone(page: Page) -> object:
    """The yardstick."""
    return html.document_fromstring(page.body, parser=html.HTMLParser(encoding="utf-8"))


def by_five_selectors(page: Page) -> object:
    """What a spider of an afternoon reads with parsel: five fields of one layout."""
    page_text = page.body.decode()
    selector = Selector(text=page_text)
    return {
        "headline": selector.css("h1.detail_title::text").get(),
        "source": selector.css(".m_b_25 span::text").re_first(r"来源：(\S+)"),
        "author": selector.css(".m_b_25 span::text").re_first(r"作者：(.+)"),
        "date": selector.css(".m_b_25 span.p_l_25::text").get(),
        "body": "\n\n".join(
            "".join(p.css("::text").getall()).strip()
            for p in selector.css("div.detail_article_content p")
        ),
    }


def by_trafilatura(page: Page) -> object:
    """Text and metadata, as it comes."""
    import trafilatura

    return trafilatura.bare_extraction(page.body.decode(), with_metadata=True)


def by_gne(page: Page) -> object:
    """Title, author, time and text."""
    from gne import GeneralNewsExtractor

    return GeneralNewsExtractor().extract(page.body.decode())


def by_readability(page: Page) -> object:
    """Title and the article's HTML."""
    from readability import Document

    document = Document(page.body.decode())
    return document.short_title(), document.summary()


PEERS = {"trafilatura": by_trafilatura, "gne": by_gne, "readability": by_readability}


def main() -> None:
    """Print a table for each kind of page."""
    parser = argparse.ArgumentParser(description="what reading a page costs")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--pages", type=int, default=40, help="pages a round")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    site = load("sample")
    readers: dict[str, Reader] = {
        "bare parse": parse_alone,
        "ours": make_ours(site, None),
        "ours, fallback": make_ours(site, "fallback"),
        "five parsel selectors": by_five_selectors,
        **{name: read for name, read in PEERS.items() if find_spec(name)},
    }
    print_machine("lxml", "nh3", "parsel", "trafilatura", "gne", "readability-lxml")
    for kind, share in SHARES.items():
        pages = make_pages(site, options.pages * (options.rounds + 1), share)
        size = sum(len(page.body) for page in pages) // len(pages)

        def run(read: Reader, number: int, pages: list[Page] = pages) -> float:
            start = (number + 1) * options.pages
            chunk = pages[start : start + options.pages]
            return time_cpu(lambda: [read(page) for page in chunk]) / options.pages

        turns = {name: (lambda n, read=read: run(read, n)) for name, read in readers.items()}
        timings = take_turns(turns, options.rounds)
        print(f"\n{kind}: {options.pages * options.rounds} pages of {size:,} bytes\n")
        print_table(timings, "ms a page", 1000, ["bare parse", "ours", "ours, fallback"])


if __name__ == "__main__":
    main()
