"""The elements that hold an article → its text, its HTML, its pictures and what stands in its tail.

One walk turns the elements into blocks; what is no prose (captions, file names, furniture, tail
lines) is then taken out of the blocks, so text and HTML always say the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import nh3
from lxml.html import HtmlElement

from ..items import Attachment, Image, Video
from ..text.byline import Byline, is_tail, merge, read_byline
from .blocks import Block, read_blocks
from .runs import is_byline

TAGS = set(
    (
        "p h2 h3 h4 strong em ul ol li table caption thead tbody tfoot tr th td blockquote a "
        "img figure figcaption br"
    ).split()
)
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}

FILE_NAME = re.compile(
    r"(?:[\w\-\u4e00-\u9fff .()（）+~@]{1,80}\.(?:jpe?g|png|gif|bmp|webp|tiff?|mp4|mov|heic)"
    r"|图片|圖片|image)\d*",
    re.IGNORECASE,
)
FURNITURE = re.compile(
    r"[—\-－\s]*(?:分享(?:到|至)?|時刻新聞|时刻新闻|阅读全文|展开全文|点击(?:查看|进入).{0,12}|打印|关闭(?:窗口)?"
    r"|扫一扫.{0,20}|立即下载|字号[：:].{0,12}|返回顶部|\[?打印\]?|收藏|点赞|评论)[：:—\-－\s]*"
)
CAPTION_MARK = re.compile(
    r"\s*[▲△↑▼▽◀►]|^(?:图为|上图|下图|图[：:]|图\s?[一二三四五六七八九十\d]{1,2}[：:])"
)
CAPTION_END = re.compile(
    r"(?:摄(?:影)?|供图|[制绘]图|图源.{0,12}|资料图片?|图[/／].{1,8})[）)】]?[。.]?\s*$"
)


@dataclass(slots=True)
class Body:
    """What the article's elements hold; addresses are absolute."""

    text: str = ""
    html: str = ""
    images: list[Image] = field(default_factory=list)
    videos: list[Video] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tail: Byline = field(default_factory=Byline)
    """What the lines behind the prose say: source, authors, editors, credits."""
    lead: str = ""
    """The first paragraph."""


def read_body(
    elements: Sequence[HtmlElement],
    base_url: str,
    *,
    headline: str = "",
    skipped: frozenset[HtmlElement] = frozenset(),
) -> Body:
    """The body that the elements hold, one after the other. Iterative, linear in their size.

    ``headline``: a first line that repeats it is no body; ``skipped``: elements to leave out.
    """
    body = Body()
    blocks = read_blocks(elements, base_url, body, skipped)
    blocks = _drop_head([block for block in blocks if not _is_noise(block)], headline)
    blocks = _take_captions(blocks)
    blocks = _take_tail(blocks, body)
    body.images = [block.image for block in blocks if block.image]
    prose = [block for block in blocks if block.text]
    body.text = "\n\n".join(block.text for block in prose)
    body.lead = next((block.text for block in prose if block.tag == "p"), "")
    body.html = nh3.clean(
        "".join(block.html for block in blocks),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel=None,
    )
    return body


def _is_noise(block: Block) -> bool:
    text = block.text.strip()
    if block.image or not text:
        return block.image is None
    return bool(len(text) < 100 and (FILE_NAME.fullmatch(text) or FURNITURE.fullmatch(text)))


def _drop_head(blocks: list[Block], headline: str) -> list[Block]:
    """Leave out the headline and byline, where they stand inside the body's element."""
    for number, block in enumerate(blocks[:8]):
        if block.image is None and not (block.text == headline or is_byline(block.text)):
            return blocks[number:] if number else blocks
        if block.image is not None:
            return blocks[number:]
    return blocks


def _take_captions(blocks: list[Block]) -> list[Block]:
    """Paragraphs that caption the picture before them go to it, the doubled one too."""
    kept: list[Block] = []
    image: Block | None = None
    for block in blocks:
        if block.image:
            image = block
        elif image is not None and block.tag == "p" and _captions(block.text, image):
            assert image.image is not None
            image.image.caption = image.image.caption or _bare_caption(block.text)
            continue
        else:
            image = None
        kept.append(block)
    return kept


def _captions(text: str, block: Block) -> bool:
    assert block.image is not None
    caption = block.image.caption
    if caption is not None:
        return _bare_caption(text) == _bare_caption(caption)
    return is_caption(text)


def is_caption(text: str) -> bool:
    """A line that by its own words captions a picture: ▲…, 图为…, …摄."""
    return len(text) <= 120 and bool(CAPTION_MARK.match(text) or CAPTION_END.search(text))


def _bare_caption(text: str) -> str:
    return re.sub(r"^[▲△↑▼▽◀►\s]+", "", text).strip()


def _take_tail(blocks: list[Block], body: Body) -> list[Block]:
    """Lines behind the prose, from the end upward, as far as they are labelled."""
    end = len(blocks)
    while end and (blocks[end - 1].image is None) and is_tail(blocks[end - 1].text):
        end -= 1
    for block in blocks[end:]:
        for line in block.text.split("\n"):
            body.tail = merge(body.tail, read_byline(line))
    return blocks[:end]
