"""The sample site as WARC: what a recorded crawl of it would hold, the same bytes every time."""

from pathlib import Path
from urllib.parse import urlsplit

from ..destination import open_output
from ..warc import WarcWriter
from .model import Story
from .sample import Answer, SampleSite

RECORDED = "2025-11-21T01:02:03Z"


def record_site(sample: SampleSite, path: Path) -> int:
    """Write start page, listings and articles of a sample site to ``path``; how many pages.

    Each twentieth article has only its WAP page in the recording, each fifteenth only its mirror
    page: what is left when an article is gone from the portal. Raises OSError.
    """
    count = 0
    with open_output(path) as stream:
        writer = WarcWriter(stream)
        writer.write_info(path.name, sample.site.name, RECORDED)
        for url in _addresses(sample):
            parts = urlsplit(url)
            _write(writer, url, sample.answer("GET", parts.netloc, parts.path))
            count += 1
    return count


def recorded_view(story: Story) -> str:
    """The view in which the recording holds a story."""
    if story.number % 20 == 19:
        return "wap"
    return "mirror" if story.number % 15 == 14 else "pc"


def _addresses(sample: SampleSite) -> list[str]:
    return sample.listing_urls() + [
        sample.story_url(story, recorded_view(story), number)
        for story in sample.stories
        for number in range(1, len(story.breaks) + 2)
    ]


def _write(writer: WarcWriter, url: str, answer: Answer) -> None:
    reason = {200: "200 OK", 404: "404 Not Found"}[answer.status]
    headers = [("Content-Type", answer.content_type), ("Content-Length", str(len(answer.body)))]
    writer.write_response(url, reason, headers, answer.body, RECORDED)
