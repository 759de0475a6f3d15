"""What makes one story of the sample site unlike another: a feature each, in turn."""

import hashlib
from collections.abc import Callable
from random import Random

from .model import IMAGES, MEDIA, Piece, Story
from .words import Writer


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
