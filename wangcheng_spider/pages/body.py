"""The elements that hold an article → its text, its HTML, its pictures and what stands in its tail.

One walk turns the elements into blocks; what is no prose (captions, file names, furniture, tail
lines) is then taken out of the blocks, so text and HTML always say the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from ..items import Attachment, Image, Video
from ..text.byline import Byline, add, is_byline, is_tail, read_byline
from ..text.sanitise import sanitise
from .blocks import Block, read_blocks
from .captions import take_captions
from .elements import small_text
from .furniture import ABSTRACT, is_legal, is_noise, is_related, is_section_number

HEAD_BLOCKS = 8
"""So many blocks may stand before the first of the article's own."""
TAIL_SHARE = 0.2
"""Behind a tail line at most this part of the text is no article's."""
MAX_TAGS, TAG = 60, 8
"""Characters of a line of tags (so no more links), and of one."""
OLD_TITLE = re.compile(
    r"(?<!\s)\s*+(?:本文)?原标题\s*[:：]?\s*《[^《》]{2,60}》(?=[^。，；！？\s])"
)
"""本文原标题：《…》 before the first sentence, on the same line."""
CUT_MARK = re.compile(r"(?:\.{3}|(?<!…)…++|\[详细\]|>>)\s*+$")


@dataclass(slots=True)
class Body:
    """What the article's elements hold; addresses are absolute."""

    text: str = ""
    html: str = ""
    images: list[Image] = field(default_factory=list)
    videos: list[Video] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    """Addresses of videos, attachments and links."""
    tail: Byline = field(default_factory=Byline)
    """What the lines behind the prose say: source, authors, editors, credits."""
    lead: str = ""
    """The first paragraph."""
    end: str = ""
    """The last one."""


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
    for block in blocks[:3]:
        block.cut_start(OLD_TITLE)
    blocks = _drop_head([block for block in blocks if not _is_noise(block)], headline)
    blocks = take_captions(blocks)
    blocks = _take_tail(blocks, body)
    body.images = [block.image for block in blocks if block.image]
    prose = [block for block in blocks if block.text]
    body.text = "\n\n".join(block.text for block in prose)
    body.lead = next((block.text for block in prose if block.tag == "p"), "")
    body.end = prose[-1].text if prose else ""
    body.html = sanitise("".join(block.html for block in blocks))
    return body


def _is_noise(block: Block) -> bool:
    if block.image is not None:
        return False
    if block.element is not None and is_section_number(block.text, block.element.tag):
        return False
    return not block.text.strip() or is_noise(block.text)


def _drop_head(blocks: list[Block], headline: str) -> list[Block]:
    """Leave out headline, byline and abstract, where they stand inside the body's element."""
    number = 0
    kept: list[Block] = []
    for number, block in enumerate(blocks[:HEAD_BLOCKS]):
        if block.image is not None:
            kept.append(block)
        elif not _is_head(number, blocks, headline):
            break
    else:
        number += 1
    return kept + blocks[number:]


def _is_head(number: int, blocks: list[Block], headline: str) -> bool:
    text = blocks[number].text
    if text == headline or is_byline(text) or is_tail(text) or is_related(text):
        return True
    if ABSTRACT.match(text):
        return True
    start = CUT_MARK.sub("", text)
    following = [block.text for block in blocks[number + 1 : number + 4]]
    if start == text:  # not cut: a first sentence that the next paragraph goes on with
        return len(text) >= 20 and any(o.startswith(text) and o != text for o in following)
    return len(start) >= 4 and any(other.startswith(start) for other in following)


def _take_tail(blocks: list[Block], body: Body) -> list[Block]:
    """Lines behind the prose: from the end upward as far as they are labelled or notices, and
    what little stands behind a labelled line."""
    end = len(blocks)
    while end and _is_tail(blocks[end - 1]):
        end -= 1
    total, left = sum(len(block.text) for block in blocks[:end]), 0
    for number in reversed(range(1, end)):
        left += len(blocks[number].text)
        if left > TAIL_SHARE * total or blocks[number].image:
            break
        if is_tail(blocks[number].text) or is_related(blocks[number].text):
            end = number
    while end and _is_tail(blocks[end - 1]):
        end -= 1
    for block in blocks[end:]:
        for line in block.text.split("\n"):
            body.tail = add(body.tail, read_byline(line))
    return blocks[:end]


def _is_tail(block: Block) -> bool:
    text = block.text
    if block.image is not None:
        return False
    return is_tail(text) or is_legal(text) or is_related(text) or _are_tags(block)


def _are_tags(block: Block) -> bool:
    """Two or more short links, and nothing else: what the article is filed under."""
    if len(block.text) > MAX_TAGS or block.element is None:
        return False
    tags: list[str] = []
    for link in block.element.iter("a"):
        tag = small_text(link)
        if tag is None or len(tag) > TAG or len(tags) >= MAX_TAGS:
            return False
        tags.append(tag)
    return len(tags) >= 2 and "".join(tags) == block.text.replace(" ", "")
