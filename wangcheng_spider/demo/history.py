"""A DATA_DIR to try analyses on: the sample site's articles, and what became of them in a week.

The lines go through the writer and its store as in a crawl; reposts are found, not declared.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from ..items import Article
from ..opening import open_run
from ..pages.mirror import restore_page
from ..pages.page import Page
from ..reposts import RepostFinder
from ..run import Run
from ..sites import load
from ..urls import read_address
from .model import Story
from .portal import edited, has_text
from .recording import RECORDED, recorded_view
from .sample import SampleSite
from .stories import make_path

HOUR = timedelta(hours=1)
EDITS = ((2, 3), (5, 26), (6, 2), (6, 9), (11, 50))
"""(place among the stories with text, newest first; hours after publication), in order of time."""
REMOVED = (3, 9, 14)
RETURNED = 9
REPOSTS = ((4, "新湘日报", 7), (4, "湘江客户端", 30), (13, "新湘日报", 4), (15, "柳溪时刻", 52))
"""(place, the paper that brings it, hours later)"""


def write_history(data_dir: Path) -> int:
    """Write the lines below an empty ``data_dir``; how many. Raises RunRefused, OSError."""
    site = load("sample")
    sample = SampleSite(site)
    run = open_run({"site": "sample"}, data_dir)
    lines = [(story.published + HOUR, _captured(sample, story)) for story in sample.stories]
    lines += _edits(sample) + _removals(sample) + _reposts(sample)
    lines.sort(key=lambda line: (line[0], line[1].content_id))
    finder = RepostFinder(run.writer)
    for moment, article in lines:
        _write(run, finder, moment, article)
    run.finish("finished")
    return len(lines)


def _captured(sample: SampleSite, story: Story) -> Article:
    """The item of a story as the recording holds it; a mirror's says what was restored."""
    view = recorded_view(story)
    article = sample.expected(story, view)
    if view == "mirror":
        host, path = sample.site.mirror_hosts[0], urlsplit(article.fetched_url).path
        answer = sample.answer("GET", host, path)
        page = Page(article.fetched_url, answer.body, 200, {}, RECORDED)
        address = read_address(article.fetched_url, sample.site)
        _, article.restored = restore_page(page, sample.site, address)
    return article


def _write(run: Run, finder: RepostFinder, moment: datetime, article: Article) -> None:
    known = run.writer.known(article.content_id)
    article.fetched_at = f"{moment - 8 * HOUR:%Y-%m-%dT%H:%M:%SZ}"
    article.revision = known.revision + 1 if known else 1
    article.duplicate_of = finder.find_original(article)
    run.write(article)


Lines = list[tuple[datetime, Article]]


def _texts(sample: SampleSite) -> list[Story]:
    """Stories with text of the last weeks, newest first, as the recording's PC pages hold them."""
    return [
        story
        for story in has_text(sample.stories)
        if story.published.year == 2025 and recorded_view(story) == "pc"
    ]


def _edits(sample: SampleSite) -> Lines:
    texts, lines = _texts(sample), []
    done: dict[int, int] = {}
    for place, hours in EDITS:
        done[place] = done.get(place, 0) + 1
        article = sample.expected(edited(texts[place], done[place]))
        article.change = "edited"
        lines.append((texts[place].published + hours * HOUR, article))
    return lines


def _removals(sample: SampleSite) -> Lines:
    texts, lines = _texts(sample), []
    for place in REMOVED:
        gone = replace(sample.expected(texts[place]), change="gone")
        lines.append((texts[place].published + 96 * HOUR, gone))
    back = replace(sample.expected(texts[RETURNED]), change="back")
    lines.append((texts[RETURNED].published + 120 * HOUR, back))
    return lines


def _reposts(sample: SampleSite) -> Lines:
    """The article under another dateline and headline, without its last paragraph."""
    texts, lines = _texts(sample), []
    for number, (place, paper, hours) in enumerate(REPOSTS, 1):
        story = texts[place]
        published = story.published + hours * HOUR
        content_id = str(int(story.content_id) + 500_000 + number)
        first, *rest = story.pieces
        told = first.text.split("）", 1)[1]
        dateline = f"{paper}{published.month}月{published.day}日讯（记者 {story.authors[0]}）"
        again = replace(
            story,
            content_id=content_id,
            path=make_path("coded", content_id, published),
            published=published,
            headline=f"{paper}：{story.headline}",
            source=paper,
            pieces=[replace(first, text=dateline + told), *rest],
        )
        lines.append((published + HOUR, sample.expected(again)))
    return lines
