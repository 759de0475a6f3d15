"""What the sample site publishes: stories as data, and the item that a right reader makes of each.

The expected items are written here from the story, never by the extractor. Conventions of
``article_html``: ``<p>``, headings, lists, tables (``<table><tbody><tr><td>``) and ``<blockquote>``
one after the other without white space between them; a picture is ``<p><img src alt></p>``, with
a caption ``<figure><img src alt><figcaption>…</figcaption></figure>``.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape

from ..items import Article, Attachment, Credit, Image, Video
from ..sites import Site

IMAGES = "https://img.sample.test"
MEDIA = "https://video.sample.test"
NEWEST = datetime(2025, 11, 20, 17, 40, 30)
FIRST_ID = 13_000_000

CHANNELS = {
    "10101": "要闻",
    "10102": "街镇",
    "10103": "民生",
    "10104": "文旅",
    "10105": "教育",
    "10106": "视频",
    "10107": "手机报",
    "10108": "专题",
}
FORMS = ("coded", "coded", "coded", "nograb", "coded", "plain", "coded", "old")


@dataclass(slots=True)
class Piece:
    """A piece of a story's body, in order."""

    kind: str
    """p, h3, ul, table, quote, image, file, video, script_video, link, document, bold, br, box"""
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    url: str = ""
    caption: str | None = None
    style: str = ""
    """How a caption is shown: figure, mark, taken, doubled; else the kind's own variant."""


@dataclass(slots=True)
class Story:
    """An article of the sample site."""

    number: int
    content_id: str
    path: str
    published: datetime
    channel: str
    headline: str
    source: str
    authors: list[str]
    author_style: str
    """named, missing, empty, blanks: how 作者 is shown."""
    editors: list[str]
    editor_style: str
    """named, redcloud"""
    pieces: list[Piece]
    review: list[tuple[str, str]]
    lead_authors: list[str] = field(default_factory=list)
    correspondents: list[str] = field(default_factory=list)
    next_path: str | None = None
    breaks: list[int] = field(default_factory=list)
    """Numbers of pieces before which a new page begins, where the article is on several pages."""


def move_pictures(story: Story, origin: str) -> Story:
    """The story with its pictures and documents on another host than IMAGES."""
    pieces = [
        replace(
            piece, url=piece.url.replace(IMAGES, origin), text=piece.text.replace(IMAGES, origin)
        )
        for piece in story.pieces
    ]
    return replace(story, pieces=pieces)


def part_of(story: Story, number: int) -> Story | None:
    """What page ``number`` (1, 2 …) shows of a story; None where it has no such page."""
    starts = [0, *story.breaks, len(story.pieces)]
    if not 1 <= number <= len(story.breaks) + 1:
        return None
    pieces = story.pieces[starts[number - 1] : starts[number]]
    is_last = number == len(story.breaks) + 1
    return replace(story, pieces=pieces, review=story.review if is_last else [])


def part_path(story: Story, number: int) -> str:
    """Path of page ``number`` of a story."""
    stem, dot, ending = story.path.rpartition(".")
    return stem + (f"_{number}" if number > 1 else "") + dot + ending


def expect(story: Story, site: Site, view: str, fetched_url: str, layout: str) -> Article:
    """The item that a right reader makes of a story's page; ``fetched_at`` is left empty."""
    pieces, is_pc = story.pieces, view in ("pc", "mirror")
    return Article(
        url=site.canonical_origin + story.path,
        content_id=story.content_id,
        site=site.name,
        view=view,
        fetched_url=fetched_url,
        layout=layout,
        headline=story.headline,
        date_published=f"{story.published:%Y-%m-%dT%H:%M:%S}+08:00",
        date_published_raw=f"{story.published:%Y-%m-%d %H:%M:%S}",
        date_source="byline",
        source=story.source,
        authors=story.lead_authors or story.authors,
        editors=story.editors if is_pc else [],
        credits=_credits_of(story),
        channel_id=story.channel,
        breadcrumbs=[CHANNELS[story.channel]] if is_pc else [],
        article_body=_body_of(story),
        article_html="".join(_html_of(piece) for piece in pieces),
        images=[Image(p.url, p.caption, p.text) for p in pieces if p.kind == "image"],
        videos=_videos_of(pieces),
        attachments=[Attachment(p.url, p.text) for p in pieces if p.kind == "document"],
        links=[p.url for p in pieces if p.kind == "link"],
        next_url=site.canonical_origin + story.next_path if is_pc and story.next_path else None,
        content_hash=hashlib.sha256(f"{story.headline}\n{_body_of(story)}".encode()).hexdigest(),
        fetched_at="",
    )


def _body_of(story: Story) -> str:
    return "\n\n".join(text for piece in story.pieces if (text := _text_of(piece)))


def _credits_of(story: Story) -> list[Credit]:
    correspondents = [Credit("通讯员", name) for name in story.correspondents]
    return correspondents + [Credit(role, name) for role, name in story.review]


def _videos_of(pieces: list[Piece]) -> list[Video]:
    videos = [Video(p.url, p.text) for p in pieces if p.kind == "video"]
    return videos + [Video(p.url) for p in pieces if p.kind == "script_video"]


def _text_of(piece: Piece) -> str:
    if piece.kind in ("image", "file", "video", "script_video"):
        return ""
    if piece.kind == "br":
        return "\n\n".join(row[0] for row in piece.rows)
    if piece.rows:
        return "\n".join("\t".join(row) for row in piece.rows)
    return piece.text


def _html_of(piece: Piece) -> str:
    text = escape(piece.text, quote=False)
    if piece.kind in ("file", "video", "script_video"):
        return ""
    if piece.kind == "image":
        image = f'<img src="{piece.url}" alt="{piece.text}">'
        if piece.caption is None:
            return f"<p>{image}</p>"
        return f"<figure>{image}<figcaption>{piece.caption}</figcaption></figure>"
    if piece.kind == "table":
        rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in piece.rows)
        return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"
    if piece.kind == "ul":
        return f"<ul>{''.join(f'<li>{row[0]}</li>' for row in piece.rows)}</ul>"
    if piece.kind == "br":
        return "".join(f"<p>{row[0]}</p>" for row in piece.rows)
    if piece.kind in ("link", "document"):
        return f'<p><a href="{piece.url}">{text}</a></p>'
    wrap = {
        "h3": "<h3>{}</h3>",
        "quote": "<blockquote>{}</blockquote>",
        "bold": "<p><strong>{}</strong></p>",
    }
    return wrap.get(piece.kind, "<p>{}</p>").format(text)
