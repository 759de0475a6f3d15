"""How right the fallback is on pages whose class names and ids it has never seen.

    python benchmarks/fallback.py [--articles N] [--seeds 1,2,3]

Renders the sample site, gives every class and id a random name, and reads each article without a
layout. Where trafilatura, readability-lxml and gne are installed (the ``benchmark`` group), they
read the same pages; ``fallback.txt`` beside this file is the table as last seen. F1 is over pairs
of neighbouring characters; blanks don't count. Others' headlines hold the site's name: not right.
"""

import argparse
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import pairwise

from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.items import Article
from wangcheng_spider.pages import Page, PageError, read_article
from wangcheng_spider.sites import Site, load
from wangcheng_spider.text.clean import clean_article

FETCHED = "2026-01-02T03:04:05Z"
FIELDS = ("headline", "date_published", "source", "authors", "editors")
BAD = object()


@dataclass(slots=True)
class Score:
    """What one extractor got right."""

    pages: int = 0
    f1: float = 0.0
    exact: int = 0
    seconds: float = 0.0
    right: Counter[str] = field(default_factory=Counter)
    given: set[str] = field(default_factory=set)
    """Fields that it ever gave."""


Extractor = Callable[[bytes, str], dict[str, object]]
"""Page and address → field → value; a field that it does not know is missing."""


def squeeze(text: object) -> str:
    """Text without blanks, for comparing."""
    return re.sub(r"\s+", "", str(text or ""))


def compare(got: str, want: str) -> float:
    """F1 over pairs of neighbouring characters."""
    pairs = [Counter(pairwise(text)) for text in (got, want)]
    common = sum((pairs[0] & pairs[1]).values())
    return 2 * common / (pairs[0].total() + pairs[1].total()) if common else float(got == want)


def make_ours(site: Site) -> Extractor:
    """This project's fallback."""

    def extract(body: bytes, url: str) -> dict[str, object]:
        article = read_article(Page(url, body, 200, {}, FETCHED), site, layout="fallback")
        article = clean_article(article)
        return {name: getattr(article, name) for name in (*FIELDS, "article_body")}

    return extract


def by_trafilatura(body: bytes, url: str) -> dict[str, object]:
    """What trafilatura makes of a page."""
    import trafilatura

    found = trafilatura.bare_extraction(body.decode(), include_comments=False)
    return {"headline": found.title, "article_body": found.text} if found else {}


def by_readability(body: bytes, url: str) -> dict[str, object]:
    """What readability-lxml makes of a page."""
    from lxml import html
    from readability import Document

    found = Document(body.decode())
    text = html.fromstring(found.summary()).text_content()
    return {"headline": found.short_title(), "article_body": text}


def by_gne(body: bytes, url: str) -> dict[str, object]:
    """What GNE makes of a page."""
    from gne import GeneralNewsExtractor

    found = GeneralNewsExtractor().extract(body.decode())
    return {"headline": found["title"], "article_body": found["content"]}


PEERS: dict[str, tuple[str, Extractor]] = {
    "trafilatura": ("trafilatura", by_trafilatura),
    "readability-lxml": ("readability", by_readability),
    "gne": ("gne", by_gne),
}
"""Name → module that must be there, extractor."""


def find_peers() -> Iterator[tuple[str, Extractor]]:
    """The other extractors that are installed."""
    for name, (module, extract) in PEERS.items():
        if find_spec(module) is not None:
            yield name, extract


def measure(extract: Extractor, pages: list[tuple[bytes, str, Article]]) -> Score:
    """Run an extractor over pages; what it raises counts as nothing found."""
    score = Score(pages=len(pages))
    for body, url, want in pages:
        start = time.perf_counter()
        try:
            got = extract(body, url)
        except (PageError, ValueError, TypeError, AttributeError, KeyError, IndexError):
            got = {}
        score.seconds += time.perf_counter() - start
        text, right = squeeze(got.get("article_body")), squeeze(want.article_body)
        score.f1 += compare(text, right)
        score.exact += text == right
        score.right.update(n for n in FIELDS if got.get(n, BAD) == getattr(want, n))
        score.given |= got.keys()
    return score


def make_pages(site: Site, articles: int, seeds: list[int]) -> list[tuple[bytes, str, Article]]:
    """Renamed pages, their addresses and the items to expect."""
    pages = []
    for seed in seeds:
        sample = SampleSite(site, articles=articles, seed=seed, rename=seed)
        for story in sample.stories:
            answer = sample.answer("GET", site.pc_hosts[0], story.path)
            url = site.canonical_origin + story.path
            pages.append((answer.body, url, sample.expected(story)))
    return pages


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="the fallback on renamed pages, beside others")
    parser.add_argument("--articles", type=int, default=240)
    parser.add_argument("--seeds", default="1,2,3,4,5")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    site = load("sample")
    pages = make_pages(site, options.articles, [int(seed) for seed in options.seeds.split(",")])
    print(f"{len(pages)} pages\n{'':18}{'F1':>8}{'exact':>8}{'ms':>7}  {'  '.join(FIELDS)}")
    for name, extract in [("fallback", make_ours(site)), *find_peers()]:
        score = measure(extract, pages)
        shares = "  ".join(
            f"{score.right[n] / score.pages:{len(n)}.1%}"
            if n in score.given
            else f"{'-':>{len(n)}}"
            for n in FIELDS
        )
        print(
            f"{name:18}{score.f1 / score.pages:8.4f}{score.exact / score.pages:8.1%}"
            f"{score.seconds / score.pages * 1000:7.1f}  {shares}"
        )


if __name__ == "__main__":
    main()
