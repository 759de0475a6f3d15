"""Elements → blocks: paragraphs, headings, lists, tables and pictures, in the page's order.

An explicit walk without recursion: pages nest as deep as they like. A picture inside a paragraph
becomes a block of its own, before or behind the paragraph's text, so a sentence is never split.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from lxml.html import HtmlElement

from ..items import Image
from .elements import SKIPPED, SPACES, is_block, is_data_table, is_hidden, small_text, text_of
from .furniture import is_noise
from .media import Media, add_link, add_video, add_videos, find_source
from .paragraphs import split_paragraphs

INLINE = {"strong": "strong", "b": "strong", "em": "em", "i": "em"}
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
LISTS = frozenset(("ul", "ol"))
DECORATION = frozenset(("video-across-img", "tr_logo"))
INDENT = re.compile(r"\s*(?:\u3000|\u00a0[ \u00a0]*\u00a0)")
EMPTY = re.compile(r"<(strong|em)>\s*</\1>")


@dataclass(slots=True)
class Block:
    """A piece of the article on its own line(s); a picture's block has no text."""

    tag: str
    text: str
    inner: str = ""
    """HTML inside the tag."""
    image: Image | None = None
    element: HtmlElement | None = None
    """The block element around it, for how it is set."""
    is_indented: bool = False
    """Begins with the two blanks that begin a Chinese paragraph."""

    def cut_start(self, pattern: re.Pattern[str]) -> None:
        """Leave out what a pattern matches at the start, where text and HTML begin alike."""
        match, inner = pattern.match(self.text), pattern.match(self.inner)
        if match and inner:
            self.text = self.text[match.end() :].strip()
            self.inner = self.inner[inner.end() :].strip()

    @property
    def html(self) -> str:
        """The block as HTML."""
        if self.image is None:
            return f"<{self.tag}>{self.inner}</{self.tag}>"
        alt = f' alt="{escape(self.image.alt)}"' if self.image.alt else ""
        img = f'<img src="{escape(self.image.url)}"{alt}>'
        if not self.image.caption:
            return f"<p>{img}</p>"
        return f"<figure>{img}<figcaption>{escape(self.image.caption)}</figcaption></figure>"


def read_blocks(
    elements: Sequence[HtmlElement],
    base_url: str,
    media: Media,
    skipped: frozenset[HtmlElement] = frozenset(),
) -> list[Block]:
    """The blocks of the elements in order; videos, attachments and links go into ``media``."""
    reader = BlockReader(base_url, media, skipped)
    for element in elements:
        reader.read(element)
        reader.flush()
    return reader.blocks


class BlockReader:
    """Collects inline text until a block ends."""

    def __init__(
        self, base_url: str, media: Media, skipped: frozenset[HtmlElement] = frozenset()
    ) -> None:
        self.blocks: list[Block] = []
        self._base_url = base_url
        self._media = media
        self._skipped = skipped
        self._owners: list[HtmlElement] = []
        self._tag = "p"
        self._text: list[str] = []
        self._has_text = False
        self._html: list[str | None] = []
        """Tags, and None where the next piece of text stands."""
        self._images: list[Block] = []

    def read(self, root: HtmlElement) -> None:
        """Walk an element; its tail is not its own."""
        for event, element in _walk(root, self._take_whole):
            if event == "start":
                self._start(element)
                self._add_text(element.text)
            else:
                self._end(element)
                if element is not root:
                    self._add_text(element.tail)

    def _take_whole(self, element: HtmlElement) -> bool:
        """Handle an element whose inside is not walked; False if it is to be walked."""
        tag = element.tag
        is_left_out = element in self._skipped or is_hidden(element) or _is_button(element)
        if tag in SKIPPED or is_left_out:
            if tag == "script":
                add_videos(self._media, element.text or "")
        elif tag == "video" or element.get("urlcloud"):
            add_video(self._media, element, self._base_url)
        elif tag == "img":
            self._add_image(element)
        elif not self._take_text(element, tag):
            return False
        if element.getparent() is not None:
            self._add_text(element.tail)
        return True

    def _take_text(self, element: HtmlElement, tag: str) -> bool:
        """Handle an element that makes one block, or ends one; False if it is to be walked."""
        if tag == "br":
            self.flush()
        elif tag == "p" and not len(element):
            self._add_plain(element)
        elif tag in LISTS and _is_plain_list(element):
            self._add_list(element)
        elif tag == "table" and is_data_table(element):
            self._add_table(element)
        elif tag == "figcaption":
            self._add_caption(element)
        else:
            return False
        return True

    def _start(self, element: HtmlElement) -> None:
        tag = element.tag
        if is_block(tag):
            self.flush()
            self._owners.append(element)
            self._tag = HEADINGS.get(tag, "blockquote" if tag == "blockquote" else self._tag)
        elif tag in INLINE:
            self._html.append(f"<{INLINE[tag]}>")
        elif tag == "a" and (url := add_link(self._media, self._base_url, element)):
            self._html.append(f'<a href="{escape(url)}">')

    def _end(self, element: HtmlElement) -> None:
        tag = element.tag
        if is_block(tag):
            self.flush()
            self._owners.pop()
            if tag in HEADINGS or tag == "blockquote":
                self._tag = "p"
        elif tag in INLINE:
            self._html.append(f"</{INLINE[tag]}>")
        elif tag == "a":
            self._html.append("</a>")

    def _add_text(self, text: str | None) -> None:
        if text and "\n" in text and self._owners and self._owners[-1].tag == "pre":
            *pieces, text = split_paragraphs(text)
            for piece in pieces:
                self._add_text(piece)
                self.flush()
        if text:
            self._has_text = self._has_text or not text.isspace()
            self._text.append(text)
            self._html.append(None)

    def _add_plain(self, element: HtmlElement) -> None:
        """A paragraph that holds nothing but text, as most do."""
        self.flush()
        self._owners.append(element)
        self._add_text(element.text)
        self.flush()
        self._owners.pop()

    def flush(self) -> None:
        """End the block under way: its text, then the pictures that came with it."""
        if not (self._html or self._images):
            return
        raw = "".join(self._text)
        text = SPACES.sub(" ", raw).strip()
        if text:
            inner = escape(text, quote=False) if len(self._html) == 1 else self._join_html()
            owner = self._owners[-1] if self._owners else None
            is_indented = INDENT.match(raw) is not None
            self.blocks.append(
                Block(self._tag, text, inner, element=owner, is_indented=is_indented)
            )
        self.blocks.extend(self._images)
        self._text, self._html, self._images = [], [], []
        self._has_text = False

    def _join_html(self) -> str:
        """A paragraph's inline HTML; tags that a block's end has split are for the sanitiser."""
        texts = iter(self._text)
        parts = (
            tag if tag is not None else escape(SPACES.sub(" ", next(texts)), quote=False)
            for tag in self._html
        )
        return EMPTY.sub("", "".join(parts).strip())

    def _add_image(self, element: HtmlElement) -> None:
        if element.get("momenttype") or DECORATION & set(element.get("class", "").split()):
            return
        url = find_source(element, self._base_url)
        if url is None:
            return
        alt = SPACES.sub(" ", element.get("alt", "")).strip() or None
        owner = self._owners[-1] if self._owners else element
        block = Block("img", "", image=Image(url, alt=alt), element=owner)
        if self._has_text:
            self._images.append(block)
        else:
            self.blocks.append(block)

    def _add_caption(self, element: HtmlElement) -> None:
        """A figcaption belongs to the picture before it; without one it is a paragraph."""
        self.flush()
        text = text_of(element)
        last = self.blocks[-1] if self.blocks else None
        if last and last.image and text:
            last.image.caption = last.image.caption or re.sub(r"^[▲△↑▼▽◀►\s]+", "", text)
        elif text:
            self.blocks.append(Block("p", text, escape(text, quote=False)))

    def _add_list(self, element: HtmlElement) -> None:
        """One item a line; links inside are kept as links."""
        self.flush()
        items = [(text_of(item), item) for item in element if item.tag == "li"]
        for _, item in items:
            for link in item.iter("a"):
                add_link(self._media, self._base_url, link)
        lines = [text for text, _ in items if text]
        if lines:
            inner = "".join(f"<li>{escape(line, quote=False)}</li>" for line in lines)
            self.blocks.append(Block(str(element.tag), "\n".join(lines), inner))

    def _add_table(self, element: HtmlElement) -> None:
        """One row a line, cells separated by tabs."""
        self.flush()
        for image in element.iter("img"):
            self._add_image(image)
        for link in element.iter("a"):
            add_link(self._media, self._base_url, link)
        rows = [
            [(cell.tag, text_of(cell)) for cell in row if cell.tag in ("td", "th")]
            for row in element.iter("tr")
        ]
        rows = [row for row in rows if any(text for _, text in row)]
        cells = (
            "".join(f"<{tag}>{escape(text, quote=False)}</{tag}>" for tag, text in row)
            for row in rows
        )
        inner = "".join(f"<tr>{row}</tr>" for row in cells)
        text = "\n".join("\t".join(cell for _, cell in row) for row in rows)
        if text:
            self.blocks.append(Block("table", text, f"<tbody>{inner}</tbody>"))


def _walk(
    root: HtmlElement, take_whole: Callable[[HtmlElement], bool]
) -> Iterator[tuple[str, HtmlElement]]:
    """Start and end events below ``root``; elements that ``take_whole`` handles are not entered."""
    if take_whole(root):
        return
    yield "start", root
    stack = [(root, iter(root))]
    while stack:
        parent, children = stack[-1]
        for child in children:
            if not take_whole(child):
                yield "start", child
                stack.append((child, iter(child)))
                break
        else:
            yield "end", parent
            stack.pop()


def _is_plain_list(element: HtmlElement) -> bool:
    """A list whose items are lines; items that hold blocks are walked like any other block."""
    return all(
        child.tag == "li"
        and not any(is_block(d.tag) or d.tag == "img" for d in child.iterdescendants())
        for child in element
        if isinstance(child.tag, str)
    )


def _is_button(link: HtmlElement) -> bool:
    """A link such as 返回首页，查看更多 that ends a paragraph of the article."""
    if link.tag != "a" or link.getnext() is not None or (link.tail or "").strip():
        return False
    text = small_text(link) or ""
    return 6 <= len(text) <= 20 and not text.isascii() and is_noise(text)
