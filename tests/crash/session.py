"""A crawl without Scrapy and without a network: the same run, steering, agenda, rules and writer.

The sample site answers in the same process, so that a whole crawl takes some 50 ms: a sweep over
every point at which it can be killed needs thousands of them.
"""

from collections import deque
from dataclasses import replace
from pathlib import Path

from wangcheng_spider import exporters
from wangcheng_spider import run as run_module
from wangcheng_spider.agenda import Agenda
from wangcheng_spider.dedup import compare
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.items import Article
from wangcheng_spider.lines import decode_line
from wangcheng_spider.opening import RunRefused, open_run
from wangcheng_spider.pages import Page, read_article
from wangcheng_spider.run import Asked, Run
from wangcheng_spider.segments import list_segments
from wangcheng_spider.sites import load
from wangcheng_spider.steering import Steering
from wangcheng_spider.storage import Todo
from wangcheng_spider.text.clean import clean_article
from wangcheng_spider.verification import Verification
from wangcheng_spider.walks import ListingWalk

SITE_HAS = 96
CHANNEL = "10101"
"""Twelve articles, on two listing pages."""
BATCH = 3
SEALED_AT = 5


class Session:
    """Crawls of one channel of a site; ``wanted`` are the articles that it must bring."""

    def __init__(self) -> None:
        exporters.MAX_LINES = SEALED_AT
        # drawn when lines, store and record are done and closed: it would only cost time
        run_module.leave_report = lambda folder: None
        self._sample = SampleSite(load("sample"), SITE_HAS)
        self._read: dict[str, Article] = {}
        self.wanted = sorted(story.content_id for story in self._sample.in_channel(CHANNEL))

    def crawl(self, data_dir: Path, log: Path) -> int:
        """One crawl to its end, in whatever way; the exit code. Article pages go to ``log``."""
        try:
            run = open_run({"site": "sample", "channels": CHANNEL}, data_dir)
        except RunRefused as error:
            return error.exit_code
        steering, agenda = Steering(run), Agenda(run)
        walks = deque(steering.open_walks())
        while walks and not run.is_broken:
            walk = walks.popleft()
            self._take_listing(steering, walk)
            if walk.end is None:
                walks.append(walk)
            self._take_articles(run, agenda, log)
        self._take_articles(run, agenda, log, idle=True)
        run.finish("not_written" if run.is_broken else "finished")
        return run.exit_code

    def _take_listing(self, steering: Steering, walk: ListingWalk) -> None:
        page = self._get(steering.listing_url(walk))
        if page.status == 404:
            steering.fail_page(page.url, "status_404", walk)
        else:
            steering.add_listing(walk, page)

    def _take_articles(self, run: Run, agenda: Agenda, log: Path, idle: bool = False) -> None:
        for todo in agenda.take(idle=idle):
            agenda.under_way -= 1
            with log.open("a") as file:
                file.write(f"{todo.content_id}\n")
            self._write(run, todo)
            if run.writer.staged >= BATCH:
                run.flush()
            if run.is_broken:
                return

    def _write(self, run: Run, todo: Todo) -> None:
        article = self._article(run, todo.address)
        run.expect(article.fetched_url, Asked(todo.seq))
        reason = compare(article, run.writer.known(article.content_id), run.writer.previous)
        if reason:
            run.drop(article, reason)
        else:
            run.write(article)

    def _article(self, run: Run, url: str) -> Article:
        if url not in self._read:
            self._read[url] = clean_article(read_article(self._get(url), run.site))
        return replace(self._read[url])

    def _get(self, url: str) -> Page:
        _, _, host, path = url.split("/", 3)
        answer = self._sample.answer("GET", host, f"/{path}")
        headers = {"content-type": answer.content_type}
        return Page(url, answer.body, answer.status, headers, "2026-01-01T00:00:00Z")

    def find_faults(self, data_dir: Path) -> list[str]:
        """What is not as it must be once a crawl came to its end; empty: nothing lost or twice."""
        ids, faults = [], []
        for path in list_segments(data_dir / "articles"):
            if path.suffix == ".part":
                faults.append(f"{path.name} is still open")
            ids += [decode_line(line).content_id for line in path.read_bytes().splitlines(True)]
        lost = len(set(self.wanted) - set(ids))
        twice = len(ids) - len(set(ids))
        if lost or twice or set(ids) - set(self.wanted):
            faults.append(f"{lost} lost, {twice} twice")
        return faults + [f"verify: {one}" for one in Verification(data_dir).find()]
