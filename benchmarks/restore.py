"""Restoring measured, beside what a user would do without it.

    .venv/bin/python benchmarks/restore.py [ARTICLES]

Articles with every hanzi of GB2312, disguised with lists of 10 to 140 characters, both decoders,
with and without commas, tears and stray bytes; honest texts of every kind.
"""

import re
import sys
import time
from collections.abc import Callable
from functools import partial
from random import Random

from opencc import OpenCC

from wangcheng_spider.demo.measure import (
    Case,
    Restorer,
    Score,
    make_cases,
    make_torn_cases,
    measure,
)
from wangcheng_spider.demo.prose import wide_hanzi, write_honest
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.pages.mirror import restore_page
from wangcheng_spider.sites import load
from wangcheng_spider.text.restore import restore
from wangcheng_spider.urls import read_address

HONEST = 5_200
SHOWN = 40
BASELINE = 300
"""Articles for the two other columns: comparing texts that differ all over takes long."""


def ours(text: str) -> str:
    """The restorer, on a page of a host that is known as a mirror."""
    return restore(text, is_mirror=True).text


def ours_unknown_host(text: str) -> str:
    """The restorer, by the text's own evidence alone."""
    return restore(text).text


TO_SIMPLIFIED = OpenCC("t2s").convert
READING = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+ ?\)")


def by_regex(text: str) -> str:
    """What a user would write: readings out, then OpenCC."""
    return str(TO_SIMPLIFIED(READING.sub("", text)))


def share(part: float, whole: float) -> str:
    """A percentage."""
    return f"{100 * part / whole:8.3f} %" if whole else "       –  "


ROWS: tuple[tuple[str, Callable[[Score], str]], ...] = (
    ("characters right", lambda s: share(s.characters - s.wrong, s.characters)),
    (
        "… 一对多 left aside",
        lambda s: share(s.characters - s.wrong + s.confusions.total(), s.characters),
    ),
    ("bodies identical", lambda s: share(s.identical, s.articles)),
    ("… 一对多 left aside", lambda s: share(s.identical_apart, s.articles)),
)
TORN: tuple[tuple[str, Callable[[Score], str]], ...] = (
    ("torn passages exact", lambda s: share(s.exact, s.passages)),
    ("… of those with all their bytes", lambda s: share(s.complete_exact, s.complete)),
    ("lost characters: guessed right", lambda s: share(s.guessed, s.lost)),
    ("lost characters: shown as lost", lambda s: share(s.shown, s.lost)),
)


def compare(
    title: str, cases: list[Case], rows: tuple[tuple[str, Callable[[Score], str]], ...]
) -> Score:
    """Print one table; the score of the restorer."""
    restorers: list[tuple[str, Restorer, list[Case]]] = [
        ("restore", ours, cases),
        ("host unknown", ours_unknown_host, cases),
        ("regex+opencc", by_regex, cases[:BASELINE]),
        ("opencc t2s", lambda text: str(TO_SIMPLIFIED(text)), cases[:BASELINE]),
    ]
    scores = [measure(few, restorer) for _, restorer, few in restorers]
    size = sum(len(case.original) for case in cases)
    print(f"\n{title}: {len(cases)} articles, {size:,} characters, {scores[0].passages} tears")
    print(" " * 34 + "".join(f"{name:>14}" for name, *_ in restorers))
    for name, show in rows:
        print(f"{name:<34}" + "".join(f"{show(score):>14}" for score in scores))
    return scores[0]


def time_restoring(cases: list[Case]) -> None:
    """Megabytes (UTF-8) a second on one core, and idempotence."""
    size = sum(len(case.mangled.encode()) for case in cases)
    begun = time.process_time()
    texts = [ours(case.mangled) for case in cases]
    seconds = time.process_time() - begun
    again = sum(restore(text, is_mirror=True).text != text for text in texts)
    print(f"\nspeed: {size / seconds / 1e6:.2f} MB/s; changed by restoring again: {again}")


def check_honest() -> None:
    """Honest texts that are changed, and what they cost."""
    texts = [write_honest(number) for number in range(HONEST)]
    changed = [text for text in texts if restore(text).text != text]
    print(f"honest texts changed: {len(changed)} of {HONEST}")
    site = load("sample")
    sample = SampleSite(site, articles=48)
    extraction, check, dump = 0.0, 0.0, 0.0
    for story in sample.stories:
        url = site.canonical_origin + story.path
        body = sample.answer("GET", site.pc_hosts[0], story.path).body
        page = Page(url=url, body=body, fetched_at="2026-01-01T00:00:00Z")
        address = read_address(url, site)
        extraction += time_best(partial(read_article, page, site))
        check += time_best(partial(restore_page, page, site, address))
        dump += time_best(partial(restore, body.decode()))
    print(f"extraction of an honest page: {1000 * extraction / 48:.3f} ms")
    print(f"… of that asking whether it is a mirror's: {share(check, extraction)}")
    print(f"… restore() over its whole source would be: {share(dump, extraction)}")


def time_best(work: Callable[[], object]) -> float:
    """The best of five runs, in seconds."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    cases = list(make_cases(count))
    met = len(set("".join(case.original for case in cases)) & set(wide_hanzi()))
    print(f"hanzi of GB2312 that occur: {met} of {len(set(wide_hanzi()))}")
    score = compare("all hosts", cases, ROWS)
    compare("hosts without stray bytes", [c for c in cases if not c.disguise.stray], ROWS)
    compare("lists that tear", list(make_torn_cases(count // 2)), TORN)
    narrow = list(make_cases(count // 4, narrow=True, stray=b""))
    compare("text dumps (NFKC)", narrow, ROWS)
    few = score.confusions.most_common(SHOWN)
    print("\n一对多, right → restored:", " ".join(f"{a}→{b} {n}" for (a, b), n in few))
    time_restoring(Random(1).sample(cases, min(len(cases), 1000)))
    check_honest()


if __name__ == "__main__":
    main()
