"""Which line below a picture is its caption: by its words, or by how it is set."""

import re
from itertools import islice, pairwise

from lxml.html import HtmlElement

from ..text.byline import read_byline
from .blocks import Block
from .elements import small_text

MARK = re.compile(
    r"(?:(?<!\s)\s++)?+[▲△↑▼▽◀►]|^(?:图为|上图|下图|图[：:]|[（(]?图\s?[①-⑳]"
    r"|[（(]?图\s?[一二三四五六七八九十\d]{1,2}[）)]?[：:、\s])"
)
END = re.compile(
    r"(?:摄(?:影)?|供图|[制绘]图|图源.{0,12}|资料图片?|图[/／].{1,8}|(?:视频|网络|网页|监控)截图"
    r"|(?:记者|通讯员)\s?[\u4e00-\u9fff]{2,4}\s图)[)）】]?[。.]?\s*$"
)
CREDIT = re.compile(
    r"(?<=[。！？”》）)\s])[（(【]?(?:摄影|拍摄|供图|图片?|摄)\s?[/／：:]\s?"
    r"[\u4e00-\u9fff·、 ]{2,16}[)）】]?[。.]?$"
)
"""Whose picture it is, behind the sentence on it."""
POINTER = re.compile(r"^[▲△↑▼▽◀►\s]+")
DOWN = re.compile(r"[▼▽↓]$")
"""What ends a line that captions the picture below it."""
MAX_LENGTH = 120
MAX_SET = 100
"""Characters of a caption that is known by its setting alone."""
MAX_CHILDREN = 8
"""An element with more children is no frame around one picture."""
MAX_BOXED, BOXED_SHARE = 60, 0.3
"""Characters of a caption in one box with its picture; the part of the text that such may be."""
BOXES = ("div", "section", "center", "span")
FRAMES = ("table", "li", "dl", "figure")
CENTERED = re.compile(r"text-align\s*:\s*(center|left|right|justify)", re.IGNORECASE)
SMALL = re.compile(
    r"font-size\s*:\s*(?:(?:[89]|1[0-4])(?:\.\d+)?px|(?:[6-9]|10)(?:\.\d+)?pt|0?\.[5-9]\d*r?em|small|x-small)"
    r"|color\s*:\s*(?:#(?:[6-9a]{3}|(?:[6-9a]{2}){3}|0000ff|00f|000080)\b|gr[ae]y|navy|blue|rgb\(\s*(1[0-6]\d)"
    r"\s*,\s*\1)",
    re.IGNORECASE,
)


def take_captions(blocks: list[Block]) -> list[Block]:
    """Paragraphs that caption the picture before them go to it, the doubled one too."""
    kept: list[Block] = []
    picture: Block | None = None
    boxed = _find_boxed(blocks)
    for number, block in enumerate(blocks):
        follower = blocks[number + 1] if number + 1 < len(blocks) else None
        if block.image:
            picture = block
        elif follower and follower.image and _points_down(block):
            follower.image.caption = follower.image.caption or _bare(block.text)
            picture = None
            continue
        elif picture is not None and (_captions(block, picture, follower) or number in boxed):
            assert picture.image is not None
            picture.image.caption = picture.image.caption or _bare(block.text)
            continue
        else:
            picture = None
        kept.append(block)
    return kept


def _points_down(block: Block) -> bool:
    return len(block.text) <= MAX_LENGTH and DOWN.search(block.text) is not None


def _find_boxed(blocks: list[Block]) -> set[int]:
    """Lines that share a box with the picture before them, where most text has none."""
    boxed = set()
    for number, (before, block) in enumerate(pairwise(blocks), 1):
        is_short = block.tag == "p" and len(block.text) <= MAX_BOXED and not block.is_indented
        if before.image and is_short and _shares_box(block, before):
            boxed.add(number)
    inside = sum(len(blocks[number].text) for number in boxed)
    return boxed if inside <= BOXED_SHARE * sum(len(block.text) for block in blocks) else set()


def _shares_box(block: Block, picture: Block) -> bool:
    """The next element around both holds nothing else."""
    if block.element is None or picture.element is None:
        return False
    around = {picture.element, *zip_ancestors(picture.element, 3)}
    box = next(
        (one for one in (block.element, *zip_ancestors(block.element, 3)) if one in around), None
    )
    if (
        box is None
        or box.tag not in BOXES
        or next(islice(box, MAX_CHILDREN, None), None) is not None
    ):
        return False
    return small_text(box) == block.text


def _captions(block: Block, picture: Block, follower: Block | None) -> bool:
    assert picture.image is not None
    if block.tag != "p" and not _is_in_figure(block):
        return False
    caption = picture.image.caption
    if caption is not None:
        return _bare(block.text) == _bare(caption)
    return is_caption(block.text) or _is_set_as_caption(block, picture, follower)


def _is_in_figure(block: Block) -> bool:
    element = block.element
    return element is not None and next(element.iterancestors("figure"), None) is not None


def is_caption(text: str) -> bool:
    """A line that by its own words captions a picture: ▲…, 图为…, …摄."""
    if len(text) > MAX_LENGTH:
        return False
    if MARK.match(text) or END.search(text):
        return True
    credit = CREDIT.search(text)
    return credit is not None and not read_byline(text[: credit.start()]).labels


def _bare(text: str) -> str:
    return POINTER.sub("", text).rstrip("▼▽↓").strip()


def _is_set_as_caption(block: Block, picture: Block, follower: Block | None) -> bool:
    """In one frame with its picture, or centred or small where the line behind it is not."""
    if len(block.text) > MAX_SET or block.element is None:
        return False
    if _shares_frame(block, picture) and not block.is_indented:
        return True
    look = _look(block.element)
    if not any(look) or (block.is_indented and not look[1]):
        return False
    is_last = follower is None or follower.image is not None or follower.element is None
    return is_last or _look(follower.element) != look  # type: ignore[union-attr]


def _shares_frame(block: Block, picture: Block) -> bool:
    """One paragraph or one table holds the picture and this line, and nothing else."""
    if block.element is None or picture.element is None:
        return False
    frame: HtmlElement | None = picture.element
    if frame is not block.element:
        around = [picture.element, *picture.element.iterancestors(*FRAMES)][:3]
        outer = {block.element, *block.element.iterancestors(*FRAMES)}
        frame = next((one for one in around if one.tag in FRAMES and one in outer), None)
        if frame is None:
            return False
    text = small_text(frame)
    return text is not None and len(frame) <= MAX_CHILDREN and len(text) <= len(block.text) + 4


def _look(element: HtmlElement) -> tuple[bool, bool]:
    """(centred, small or pale)."""
    is_centred = False
    for one in [element, *zip_ancestors(element, 4)]:
        match = CENTERED.search(one.get("style", ""))
        align = match[1].lower() if match else (one.get("align") or "").lower()
        if one.tag == "center" or align:
            is_centred = one.tag == "center" or align == "center"
            break
    inner = [
        element,
        *(child for child, _ in zip(element.iterdescendants(), range(3), strict=False)),
    ]
    is_small = any(
        SMALL.search(one.get("style", "")) or (one.tag == "font" and one.get("size") in ("1", "2"))
        for one in inner
    )
    return is_centred, is_small


def zip_ancestors(element: HtmlElement, count: int) -> list[HtmlElement]:
    """The nearest ancestors."""
    return [one for one, _ in zip(element.iterancestors(), range(count), strict=False)]
