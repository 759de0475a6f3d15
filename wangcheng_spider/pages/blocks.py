"""Elements → blocks: paragraphs, headings, lists, tables and pictures, in the page's order.

An explicit walk without recursion: pages nest as deep as they like. A picture inside a paragraph
becomes a block of its own, before or behind the paragraph's text, so a sentence is never split.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from ..items import Attachment, Image, Video
from ..urls import make_absolute

SKIPPED = frozenset(
    (
        "script style noscript textarea iframe form button select input template svg head nav "
        "object embed map audio canvas dialog"
    ).split()
)
BLOCK_TAGS = frozenset(
    (
        "p div section article main header footer center h1 h2 h3 h4 h5 h6 ul ol li dl dt dd "
        "blockquote figure figcaption table caption tbody thead tfoot tr td th pre address hr "
        "details summary fieldset aside"
    ).split()
)
INLINE = {"strong": "strong", "b": "strong", "em": "em", "i": "em"}
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
LISTS = frozenset(("ul", "ol"))
DECORATION = frozenset(("video-across-img", "tr_logo"))
DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv)$", re.IGNORECASE)
VIDEO_FILE = re.compile(r"https?://[^\s\"'<>\\]{1,500}\.(?:mp4|m3u8)(?:\?[^\s\"'<>\\]{0,200})?")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u3000]+")
LAYOUT_CELL = 300
"""A cell with more characters than this holds prose: its table is page layout, not data."""


class Media(Protocol):
    """Where the walk puts what is not text."""

    videos: list[Video]
    attachments: list[Attachment]
    links: list[str]


@dataclass(slots=True)
class Block:
    """A piece of the article on its own line(s); a picture's block has no text."""

    tag: str
    text: str
    inner: str = ""
    """HTML inside the tag."""
    image: Image | None = None

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
        self._tag = "p"
        self._text: list[str] = []
        self._html: list[str] = []
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
        if tag in SKIPPED or element in self._skipped or _is_hidden(element):
            if tag == "script":
                self._add_videos(element.text or "")
        elif tag == "video" or element.get("urlcloud"):
            self._add_video(element)
        elif tag == "img":
            self._add_image(element)
        elif tag == "br":
            self.flush()
        elif tag in LISTS and _is_plain_list(element):
            self._add_list(element)
        elif tag == "table" and _is_data(element):
            self._add_table(element)
        elif tag == "figcaption":
            self._add_caption(element)
        else:
            return False
        if element.getparent() is not None:
            self._add_text(element.tail)
        return True

    def _start(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self.flush()
            self._tag = HEADINGS.get(tag, "blockquote" if tag == "blockquote" else self._tag)
        elif tag in INLINE:
            self._html.append(f"<{INLINE[tag]}>")
        elif tag == "a" and (url := self._add_link(element)):
            self._html.append(f'<a href="{escape(url)}">')

    def _end(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in BLOCK_TAGS:
            self.flush()
            if tag in HEADINGS or tag == "blockquote":
                self._tag = "p"
        elif tag in INLINE:
            self._html.append(f"</{INLINE[tag]}>")
        elif tag == "a":
            self._html.append("</a>")

    def _add_text(self, text: str | None) -> None:
        if text:
            text = SPACES.sub(" ", text)
            self._text.append(text)
            self._html.append(escape(text, quote=False))

    def flush(self) -> None:
        """End the block under way: its text, then the pictures that came with it."""
        text = SPACES.sub(" ", "".join(self._text)).strip()
        if text:
            inner = _balance("".join(self._html).strip())
            self.blocks.append(Block(self._tag, text, inner))
        self.blocks.extend(self._images)
        self._text, self._html, self._images = [], [], []

    def _add_image(self, element: HtmlElement) -> None:
        if element.get("momenttype") or DECORATION & set(element.get("class", "").split()):
            return
        url = _source(element, self._base_url)
        if url is None:
            return
        alt = SPACES.sub(" ", element.get("alt", "")).strip() or None
        block = Block("img", "", image=Image(url, alt=alt))
        if "".join(self._text).strip():
            self._images.append(block)
        else:
            self.blocks.append(block)

    def _add_caption(self, element: HtmlElement) -> None:
        """A figcaption belongs to the picture before it; without one it is a paragraph."""
        self.flush()
        text = _text_of(element)
        last = self.blocks[-1] if self.blocks else None
        if last and last.image and text:
            last.image.caption = last.image.caption or re.sub(r"^[▲△↑▼▽◀►\s]+", "", text)
        elif text:
            self.blocks.append(Block("p", text, escape(text, quote=False)))

    def _add_list(self, element: HtmlElement) -> None:
        """One item a line; links inside are kept as links."""
        self.flush()
        items = [(_text_of(item), item) for item in element if item.tag == "li"]
        for _, item in items:
            for link in item.iter("a"):
                self._add_link(link)
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
            self._add_link(link)
        rows = [
            [(cell.tag, _text_of(cell)) for cell in row if cell.tag in ("td", "th")]
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

    def _add_link(self, element: HtmlElement) -> str | None:
        url = make_absolute(element.get("href") or "", self._base_url)
        if url is None or not element.get("href") or element.get("href", "").startswith("#"):
            return None
        path = unquote(urlsplit(url).path)
        if DOCUMENT.search(path):
            name = _text_of(element) or path.rpartition("/")[2]
            if all(attachment.url != url for attachment in self._media.attachments):
                self._media.attachments.append(Attachment(url, name))
        elif url not in self._media.links:
            self._media.links.append(url)
        return url

    def _add_video(self, element: HtmlElement) -> None:
        sources = [element.get(name) for name in ("urlcloud", "src", "data-src")]
        sources += [source.get("src") for source in element.iter("source")]
        url = next((u for s in sources if s and (u := make_absolute(s, self._base_url))), None)
        poster = element.get("coverimg") or element.get("poster")
        cover = make_absolute(poster, self._base_url) if poster else None
        if url and all(video.url != url for video in self._media.videos):
            self._media.videos.append(Video(url, cover))

    def _add_videos(self, script: str) -> None:
        for url in dict.fromkeys(VIDEO_FILE.findall(script.replace("\\/", "/"))):
            if all(video.url != url for video in self._media.videos):
                self._media.videos.append(Video(url))


def _walk(root: HtmlElement, take_whole: object) -> Iterator[tuple[str, HtmlElement]]:
    """Start and end events below ``root``; elements that ``take_whole`` handles are not entered."""
    assert callable(take_whole)
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


def _text_of(element: HtmlElement) -> str:
    """All text inside, on one line, without scripts."""
    parts = element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return SPACES.sub(" ", "".join(parts)).strip()


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return bool(style and HIDDEN.search(style))


def _source(element: HtmlElement, base_url: str) -> str | None:
    """The picture's address: lazy loaders keep it in an attribute of their own."""
    for name in ("data-original", "data-src", "src"):
        value = element.get(name)
        if value and (url := make_absolute(value, base_url)):
            return url
    return None


def _is_plain_list(element: HtmlElement) -> bool:
    """A list whose items are lines; items that hold blocks are walked like any other block."""
    return all(
        child.tag == "li"
        and not any(d.tag in BLOCK_TAGS or d.tag == "img" for d in child.iterdescendants())
        for child in element
        if isinstance(child.tag, str)
    )


def _is_data(element: HtmlElement) -> bool:
    """A table of data: several rows and columns, no cell with prose, no table inside."""
    if next(element.iterdescendants("table"), None) is not None:
        return False
    rows = list(element.iter("tr"))
    widths = [sum(cell.tag in ("td", "th") for cell in row) for row in rows]
    if len(rows) < 2 or max(widths, default=0) < 2:
        return False
    return all(len(_text_of(cell)) <= LAYOUT_CELL for cell in element.iter("td"))


def _balance(fragment: str) -> str:
    """A paragraph's inline HTML; tags that a block's end has split are closed by the sanitiser."""
    return re.sub(r"<(strong|em)>\s*</\1>", "", fragment)
