"""The sample site through time: articles appear, change, go and return; servers fail and move."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from urllib.parse import urlsplit

from ..urls import read_address
from .model import Story
from .sample import HTML, Answer, SampleSite, rename_classes

SOFT_404 = "<html><title>页面不存在</title><body><h1>您访问的页面不存在</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Event:
    """What happens to an article at a time: ``edit``, ``remove``, ``return``, ``insert``.

    An inserted one appears then, whatever date it bears.
    """

    at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Spell:
    """What the server does from one time to another.

    ``busy`` (503 everywhere), ``lost`` (404 for every article), ``soft`` (200 with an error page),
    ``lying`` (each page of a listing is the first).
    """

    start: datetime
    end: datetime
    kind: str


@dataclass(slots=True)
class Portal(SampleSite):
    """A sample site that is asked at the time ``clock`` (of the portal's own zone)."""

    clock: datetime = datetime(2025, 1, 1)
    events: dict[str, list[Event]] = field(default_factory=dict)
    """By content id."""
    spells: list[Spell] = field(default_factory=list)
    redesigned: datetime | None = None
    """From then on every class and id has another name."""
    moved: datetime | None = None
    """From then on the first host of ``pc_hosts`` sends everybody to the second."""
    has_etags: bool = False
    last_page: int | None = None
    """Where every pager ends, however many articles there are."""
    _views: "count[int]" = field(default_factory=count)

    def state(self, story: Story) -> tuple[bool, int]:
        """(whether the story is there now, how often it was edited)."""
        events = self.events.get(story.content_id, ())
        is_there = all(event.kind != "insert" for event in events)
        is_there = is_there and story.published <= self.clock
        edits = 0
        for event in sorted(events, key=lambda event: event.at):
            if event.at > self.clock:
                break
            edits += event.kind == "edit"
            if event.kind != "edit":
                is_there = event.kind != "remove"
        return is_there, edits

    def in_channel(self, channel: str) -> list[Story]:
        return [story for story in self.shown() if story.channel == channel]

    def shown(self) -> list[Story]:
        """What is there now, newest first by the date that it bears."""
        shown = [story for story in self.stories if self.state(story)[0]]
        return sorted(shown, key=lambda story: story.published, reverse=True)

    def _spell(self, *kinds: str) -> bool:
        return any(s.kind in kinds and s.start <= self.clock < s.end for s in self.spells)

    def answer(self, method: str, host: str, target: str) -> Answer:
        hosts = self.site.pc_hosts
        if self.moved and self.clock >= self.moved and host == hosts[0]:
            return Answer(301, HTML, b"", {"Location": f"http://{hosts[1]}{target}"})
        if self._spell("busy"):
            return Answer(503, HTML, b"busy")
        path = urlsplit(target).path
        address = read_address(f"http://{host}{path}", self.site)
        if address.kind == "article":
            return self._answer_article(method, host, target, address.content_id or "")
        if address.kind == "listing" and self.last_page and address.page > self.last_page:
            return Answer(404, HTML, b"<html><title>404</title></html>")
        if address.kind == "listing" and address.page > 1 and self._spell("lying"):
            target = path.replace(f"_{address.page}.", ".")
        return self._age(SampleSite.answer(self, method, host, target))

    def _answer_article(self, method: str, host: str, target: str, content_id: str) -> Answer:
        story = self._by_id.get(content_id)
        if self._spell("lost") or story is None or not self.state(story)[0]:
            return Answer(404, HTML, b"<html><title>404</title></html>")
        if self._spell("soft"):
            return Answer(200, HTML, SOFT_404.encode())
        _, edits = self.state(story)
        self._by_id[content_id] = edited(story, edits)
        try:
            answer = SampleSite.answer(self, method, host, target)
        finally:
            self._by_id[content_id] = story
        number = next(self._views)
        related = f"<p>阅读 {number} 次</p><div class='hot'><ul><li>热点 {number}</li></ul></div>"
        body = answer.body.replace(
            b'<div class="footer">', f'{related}<div class="footer">'.encode()
        )
        headers = {"ETag": f'"{content_id}-{edits}"'} if self.has_etags else {}
        return self._age(replace(answer, body=body, headers=headers))

    def _age(self, answer: Answer) -> Answer:
        if self.redesigned is None or self.clock < self.redesigned:
            return answer
        if not answer.content_type.startswith("text/html"):
            return answer
        return replace(answer, body=rename_classes(answer.body.decode(), 77).encode())


def edited(story: Story, edits: int) -> Story:
    """A story after a number of edits, each of which adds a sentence to its first paragraph."""
    if not edits:
        return story
    pieces = list(story.pieces)
    place = next(n for n, piece in enumerate(pieces) if piece.kind == "p")
    added = "".join(f"（第{n}次更新：数字已核实。）" for n in range(1, edits + 1))
    pieces[place] = replace(pieces[place], text=pieces[place].text + added)
    return replace(story, pieces=pieces)


def has_text(stories: Iterable[Story]) -> list[Story]:
    """Stories with a paragraph to edit."""
    return [story for story in stories if any(piece.kind == "p" for piece in story.pieces)]
