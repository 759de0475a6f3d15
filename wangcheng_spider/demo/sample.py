"""The sample site as a whole: an address in, the answer out; and the items to expect."""

import random
import re
import zlib
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

from ..items import Article
from ..sites import Site
from ..urls import listing_url, read_address
from .listings import (
    PAGE_SIZE,
    answer_channel,
    answer_sorted,
    render_day,
    render_home,
    render_listing,
    render_wap_listing,
)
from .mangle import draw_disguise, mangle
from .model import CHANNELS, IMAGES, Story, expect, move_pictures, part_path
from .render import layout_of, render_article, render_wap, shuffled
from .stories import make_stories

HTML = "text/html; charset=utf-8"
DOCUMENT = b"PK\5\6" + bytes(18)
"""An empty zip archive, which is what an office document is outside."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    """Others, such as Content-Encoding."""


@dataclass(slots=True)
class SampleSite:
    """``articles`` stories on the hosts of ``site``; ``rename`` gives classes and ids new names."""

    site: Site
    articles: int = 60
    seed: int = 1
    rename: int | None = None
    has_parts: bool = False
    """Some articles are on several pages; else the page of each is its expected item."""
    forbidden_calls: int = 0
    """Calls that change the site's counters; a crawler must make none."""
    stories: list[Story] = field(init=False)
    _by_id: dict[str, Story] = field(init=False)

    def __post_init__(self) -> None:
        self.stories = make_stories(self.articles, self.seed)
        if not self.has_parts:
            self.stories = [replace(story, breaks=[]) for story in self.stories]
        if self.pictures != IMAGES:
            self.stories = [move_pictures(story, self.pictures) for story in self.stories]
        self._by_id = {story.content_id: story for story in self.stories}

    @property
    def pictures(self) -> str:
        """Origin of pictures and documents: the first of the profile's ``media_hosts``."""
        scheme = urlsplit(self.site.canonical_origin).scheme
        return f"{scheme}://{self.site.media_hosts[0]}" if self.site.media_hosts else IMAGES

    def in_channel(self, channel: str) -> list[Story]:
        """Stories of a channel, newest first."""
        return [story for story in self.stories if story.channel == channel]

    def shown(self) -> list[Story]:
        """All stories, newest first."""
        return self.stories

    def answer(self, method: str, host: str, target: str) -> Answer:
        """Answer a request; ``host`` as in the profile, ``target`` path and query."""
        parts = urlsplit(target)
        if self.site.api_origin and host == urlsplit(self.site.api_origin).netloc:
            return self._answer_api(method, parts.path, parse_qs(parts.query))
        view = self.site.view_of(host)
        if parts.path.endswith(".docx"):
            return Answer(200, "application/octet-stream", DOCUMENT)
        if parts.path.endswith((".png", ".jpg")) or view is None:
            return Answer(200, "image/png", make_image(parts.path))
        if parts.path == "/robots.txt":
            return Answer(200, "text/plain", b"User-agent: *\nDisallow: /admin/\n")
        page = self._render(host, view, parts.path)
        if page is None:
            return Answer(404, HTML, b"<html><title>404</title><h1>404</h1></html>")
        return Answer(200, HTML, self._finish(page, view, parts.path))

    def _render(self, host: str, view: str, path: str) -> str | None:
        address = read_address(f"http://{host}{path}", self.site)
        if path == "/":
            return render_home(self.site, self.shown())
        if address.kind == "article" and address.content_id in self._by_id:
            story = self._by_id[address.content_id]
            if address.view == "wap":
                return render_wap(story, self.site, address.page)
            return render_article(story, self.site, shuffled(self.stories, path, 8), address.page)
        if address.channel_id not in CHANNELS:
            return None
        assert address.channel_id is not None
        return self._render_list(address.channel_id, address.kind, address.page, address.date, view)

    def _render_list(
        self, channel: str, kind: str, page: int, day: date | None, view: str
    ) -> str | None:
        stories = self.in_channel(channel)
        if kind == "day":
            stories = [story for story in stories if story.published.date() == day]
            return render_day(self.site, channel, stories) if stories else None
        if view == "wap":
            return render_wap_listing(self.site, channel, stories) if page == 1 else None
        return render_listing(self.site, channel, stories, page, shuffled(self.stories, channel, 8))

    def _finish(self, page: str, view: str, path: str) -> bytes:
        if self.rename is not None:
            page = rename_classes(page, self.rename)
        if view == "mirror":
            page = self._disguise(page, path)
        return page.encode()

    def _disguise(self, page: str, path: str) -> str:
        """The page as the mirror shows it: under its host, and mangled in a way of its own."""
        origin = self.site.canonical_origin
        mirror = f"{urlsplit(origin).scheme}://{self.site.mirror_hosts[0]}"
        seed = f"{self.seed}{path}"
        return mangle(page.replace(origin, mirror), draw_disguise(seed), seed)

    def _answer_api(self, method: str, path: str, query: dict[str, list[str]]) -> Answer:
        if path.startswith(("/content/visit/", "/content/star/")):
            self.forbidden_calls += 1
            return Answer(200, "text/plain", b"1")
        stories = self.in_channel(query.get("channelId", [""])[0]) or self.shown()
        size = int(query.get("pageSize", ["10"])[0])
        if path == "/content/list/channel":
            text = answer_channel(self.site, stories, size)
        elif path == "/content/sortList":
            text = answer_sorted(self.site, stories, size)
        elif path.startswith("/content/clicks/"):
            text = str(zlib.crc32(path.encode()) % 5000)
        else:
            return Answer(404, "text/plain", b"")
        return Answer(200, "text/plain; charset=utf-8", text.encode())

    def listing_urls(self) -> list[str]:
        """Addresses of the PC pages that a walk from the start page meets before the articles."""
        urls = [f"{self.site.canonical_origin}/"]
        for channel in CHANNELS:
            for page in range(1, -(-len(self.in_channel(channel)) // PAGE_SIZE) + 2):
                urls.append(listing_url(self.site, channel, page))
        return urls

    def story_url(self, story: Story, view: str = "pc", number: int = 1) -> str:
        """Address of a story's page (or one of its pages) in a view."""
        site, path = self.site, part_path(story, number)
        if view == "pc":
            return site.canonical_origin + path
        hosts = {"wap": site.wap_hosts, "mirror": site.mirror_hosts}
        return f"{urlsplit(site.canonical_origin).scheme}://{hosts[view][0]}{path}"

    def expected(self, story: Story, view: str = "pc") -> Article:
        """The item to expect of a story's page, in a view."""
        layout = "wap" if view == "wap" else layout_of(story)
        if self.rename is not None:
            layout = "fallback"
        return expect(story, self.site, view, self.story_url(story, view), layout)


def rename_classes(page: str, seed: int) -> str:
    """The page with every class and id under another name, the same for the same seed."""

    def rename(match: re.Match[str]) -> str:
        names = (_new_name(name, seed) for name in match[2].split())
        return f'{match[1]}="{" ".join(names)}"'

    return re.sub(r'\b(class|id)="([^"]*)"', rename, page)


def _new_name(name: str, seed: int) -> str:
    chance = random.Random(f"{seed}/{name}")
    return "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(chance.randint(4, 9)))


def make_image(path: str) -> bytes:
    """A PNG of one colour, which the path decides."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return len(data).to_bytes(4, "big") + kind + data + check.to_bytes(4, "big")

    colour = zlib.crc32(path.encode()).to_bytes(4, "big")[:3]
    header = (8).to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    rows = (b"\0" + colour * 8) * 8
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )
