"""What the sample site publishes: stories as data, and the item that a right reader makes of each.

The expected items are written here from the story, never by the extractor. Conventions of
``article_html``: ``<p>``, headings, lists, tables (``<table><tbody><tr><td>``) and ``<blockquote>``
one after the other without white space between them; a picture is ``<p><img src alt></p>``, with
a caption ``<figure><img src alt><figcaption>…</figcaption></figure>``.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from itertools import pairwise
from random import Random

from ..items import Article, Attachment, Credit, Image, Video
from ..sites import Site
from ..urls import encode_date
from .words import Writer

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


def make_stories(count: int, seed: int) -> list[Story]:
    """``count`` stories, newest first; the same seed makes the same."""
    stories = [_make_story(number, count, seed) for number in range(count)]
    for story, older in pairwise(stories):
        story.next_path = older.path
    return stories


def _make_story(number: int, count: int, seed: int) -> Story:
    random = Random(f"{seed}/{number}")
    writer = Writer(random)
    published = NEWEST - timedelta(
        hours=7 * number + random.randint(0, 5), seconds=random.randint(0, 59)
    )
    form = FORMS[number % len(FORMS)]
    if form == "plain":
        published = published.replace(year=2020)
    elif form == "old":
        published = published.replace(year=2016)
    content_id = str(FIRST_ID + (count - number) * 37 + random.randint(0, 30))
    story = Story(
        number=number,
        content_id=content_id,
        path=make_path(form, content_id, published),
        published=published,
        channel=list(CHANNELS)[number % len(CHANNELS)],
        headline=f"{writer.headline()}",
        source=random.choice(("望城融媒", "柳溪时刻", "区融媒体中心", "新湘日报")),
        authors=writer.names(random.randint(1, 3)),
        author_style="named",
        editors=writer.names(1),
        editor_style="named",
        pieces=[Piece("p", writer.paragraph()) for _ in range(random.randint(3, 7))],
        review=[],
    )
    FEATURES[number % len(FEATURES)](story, writer, random)
    _add_lead(story, writer)
    return story


def make_path(form: str, content_id: str, day: datetime) -> str:
    """Address of an article in one of the CMS's forms: coded, nograb, plain, old."""
    n1, n2 = encode_date(day.date())
    return {
        "coded": f"/content/{n1}/{n2}/{content_id}.html",
        "nograb": f"/nograb/{n1}/{n2}/{content_id}.html",
        "plain": f"/content/{day:%Y/%m/%d}/{content_id}.html",
        "old": f"/c/{day:%Y/%m/%d}/{content_id}.htm",
    }[form]


def _add_lead(story: Story, writer: Writer) -> None:
    """The first paragraph names the reporters, as the portal's leads do."""
    first = next((piece for piece in story.pieces if piece.kind == "p"), None)
    if first is None or story.author_style == "none":
        return
    people = "全媒体记者 " + " ".join(story.lead_authors or story.authors)
    if story.correspondents:
        people += " 通讯员 " + " ".join(story.correspondents)
    day = story.published
    first.text = f"{story.source}{day.month}月{day.day}日讯（{people}）{first.text}"


def _image(story: Story, random: Random, caption: str | None, style: str = "") -> Piece:
    name = hashlib.md5(f"{story.content_id}/{random.random()}".encode()).hexdigest()
    url = f"{IMAGES}/{story.published:%Y/%m-%d}/{name}.jpg"
    return Piece("image", text="图片", url=url, caption=caption, style=style)


Feature = Callable[[Story, Writer, Random], None]


def _plain(story: Story, writer: Writer, random: Random) -> None:
    """Nothing but paragraphs."""


def _gallery(story: Story, writer: Writer, random: Random) -> None:
    story.pieces = [story.pieces[0]]
    for style in ("figure", "mark", "taken", ""):
        caption = f"{writer.fill('{place}{thing}现场')}。{writer.name()} 摄" if style else None
        story.pieces.append(_image(story, random, caption, style))


def _table(story: Story, writer: Writer, random: Random) -> None:
    rows = [["地点", "事项", "数量"]]
    rows += [
        [writer.fill("{place}"), writer.fill("{thing}"), str(random.randint(3, 99))]
        for _ in range(4)
    ]
    story.pieces.insert(1, Piece("table", rows=rows))


def _video(story: Story, writer: Writer, random: Random) -> None:
    story.pieces = [
        Piece(
            "video",
            url=f"{MEDIA}/{story.content_id}.mp4",
            text=f"{IMAGES}/cover/{story.content_id}.jpg",
        )
    ]
    story.author_style = "none"


def _video_script(story: Story, writer: Writer, random: Random) -> None:
    story.pieces = [story.pieces[0], Piece("script_video", url=f"{MEDIA}/{story.content_id}.mp4")]


def _phone(story: Story, writer: Writer, random: Random) -> None:
    day = story.published
    story.headline = f"{day.year}年{day.month}月{day.day}日望城手机报"
    story.pieces = [Piece("p", "【导读】"), Piece("p", f"★{writer.headline()}")]
    story.pieces.append(Piece("p", "【望城要闻】"))
    for _ in range(4):
        story.pieces += [Piece("p", f"★{writer.headline()}"), Piece("p", writer.paragraph(3))]
    story.author_style = "none"


def _review(story: Story, writer: Writer, random: Random) -> None:
    story.review = list(zip(("一审", "二审", "三审"), writer.names(3), strict=True))


def _no_author(story: Story, writer: Writer, random: Random) -> None:
    story.author_style, story.lead_authors = "missing", writer.names(2)


def _empty_author(story: Story, writer: Writer, random: Random) -> None:
    story.author_style, story.lead_authors = "empty", writer.names(1)


def _blank_names(story: Story, writer: Writer, random: Random) -> None:
    story.authors = [writer.name(2), writer.name(3), writer.name(2)]
    story.author_style = "blanks"


def _redcloud(story: Story, writer: Writer, random: Random) -> None:
    story.editors, story.editor_style = [], "redcloud"


def _doubled(story: Story, writer: Writer, random: Random) -> None:
    caption = f"{writer.fill('{place}{thing}现场')}。{writer.name()} 摄"
    story.pieces.insert(1, _image(story, random, caption, "doubled"))


def _file_names(story: Story, writer: Writer, random: Random) -> None:
    story.pieces.insert(0, Piece("file", "微信图片_20231016171220.jpg"))
    story.pieces.insert(2, _image(story, random, None))
    story.pieces.insert(3, Piece("file", "5.jpg"))
    story.pieces.insert(4, Piece("file", "图片"))


def _list(story: Story, writer: Writer, random: Random) -> None:
    rows = [[writer.fill("{adverb}{verb}{object}；")] for _ in range(3)]
    story.pieces.insert(2, Piece("ul", rows=rows))


def _heading(story: Story, writer: Writer, random: Random) -> None:
    story.pieces.insert(1, Piece("h3", writer.fill("{thing}{result}")))


def _quote(story: Story, writer: Writer, random: Random) -> None:
    story.pieces.insert(2, Piece("quote", writer.paragraph(2)))


def _document(story: Story, writer: Writer, random: Random) -> None:
    piece = Piece("document", f"附件：{writer.fill('{thing}')}报名表.docx")
    piece.url = f"{IMAGES}/files/{story.content_id}.docx"
    story.pieces.append(piece)


def _link(story: Story, writer: Writer, random: Random) -> None:
    text = writer.fill("{body}网上公示")
    piece = Piece("link", text, url=f"https://gov.sample.test/notice/{story.content_id}.html")
    story.pieces.insert(1, piece)


def _short(story: Story, writer: Writer, random: Random) -> None:
    story.pieces = [Piece("p", writer.fill("{time}，{place}{thing}{result}，{n}人到场。"))]


def _correspondent(story: Story, writer: Writer, random: Random) -> None:
    story.correspondents = writer.names(2)


def _bold(story: Story, writer: Writer, random: Random) -> None:
    story.pieces[1].kind = "bold"


def _breaks(story: Story, writer: Writer, random: Random) -> None:
    story.pieces.insert(1, Piece("br", rows=[[writer.paragraph(3)], [writer.paragraph(3)]]))


def _boxes(story: Story, writer: Writer, random: Random) -> None:
    for piece in story.pieces[1:]:
        piece.kind = "box"


def _editors(story: Story, writer: Writer, random: Random) -> None:
    story.editors = writer.names(2, 3)


FEATURES: tuple[Feature, ...] = (
    *(_plain, _gallery, _table, _video, _video_script, _phone, _review, _no_author),
    *(_empty_author, _blank_names, _redcloud, _doubled, _file_names, _list, _heading, _quote),
    *(_document, _link, _short, _correspondent, _bold, _breaks, _boxes, _editors),
)


def expect(story: Story, site: Site, view: str, fetched_url: str, layout: str) -> Article:
    """The item that a right reader makes of a story's page; ``fetched_at`` is left empty."""
    pieces = story.pieces
    is_pc = view in ("pc", "mirror")
    text = "\n\n".join(t for piece in pieces if (t := _text_of(piece)))
    authors = story.authors if story.author_style in ("named", "blanks") else story.lead_authors
    if story.author_style == "none":
        authors = story.authors
    article = Article(
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
        authors=authors,
        editors=story.editors if is_pc else [],
        credits=[Credit("通讯员", name) for name in story.correspondents]
        + [Credit(role, name) for role, name in story.review],
        channel_id=story.channel,
        breadcrumbs=[CHANNELS[story.channel]] if is_pc else [],
        article_body=text,
        article_html="".join(_html_of(piece) for piece in pieces),
        images=[Image(p.url, p.caption, p.text) for p in pieces if p.kind == "image"],
        videos=_videos_of(pieces),
        attachments=[Attachment(p.url, p.text) for p in pieces if p.kind == "document"],
        links=[p.url for p in pieces if p.kind == "link"],
        next_url=site.canonical_origin + story.next_path if is_pc and story.next_path else None,
        fetched_at="",
    )
    content = f"{article.headline}\n{article.article_body}".encode()
    article.content_hash = hashlib.sha256(content).hexdigest()
    return article


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
