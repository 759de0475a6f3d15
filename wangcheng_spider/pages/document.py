"""Bytes as served → one parsed tree; what is no page is refused with a reason code.

Servers and pages lie about their charset. UTF-8 is certain where the bytes are valid UTF-8; the
declared charset counts next; what is left is read as GB18030, which contains GB2312 and GBK.
"""

import codecs
import re
from dataclasses import dataclass

from lxml import etree, html

from ..limits import MAX_PAGE
from .attributes import count_attributes, cut_attributes

MAX_TAG = 16 * 1024
"""Bytes of one tag in which its end is looked for."""
MAX_TAGS, MAX_NODES = 300_000, 250_000
"""Tags before, and tags and attributes after what is too deep is left out: a parsed one costs some
hundred bytes. Honest pages have a few thousand."""
BIG = 1024 * 1024
"""Bytes: a smaller page can't have too many attributes for the memory."""
MAX_DEPTH = 1000
"""Tags open at a time; of more, those in the middle are left out, what they hold stays."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
TAG = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9:_-]*)")
BINARY = re.compile(rb"\A(?:%PDF|\x89PNG|GIF8|\xff\xd8\xff|PK\x03\x04|\x1f\x8b|RIFF|Rar!|\x7fELF)")
ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)
"""One class for all: lxml's own lookup is Python, called for every element that is touched."""

NO_DEPTH = frozenset(
    b"area base br col embed hr img input link meta param source track wbr"
    b" p li dt dd tr td th option html head body".split()
)
"""Tags that hold nothing or that the parser closes by itself: they add no depth worth counting."""


class PageError(ValueError):
    """A page that is no article; ``reason`` is a code, the text says more where there is more."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


@dataclass(slots=True)
class Document:
    """A parsed page."""

    root: html.HtmlElement
    charset: str
    text: bytes
    """The page in UTF-8, as it was parsed."""


def read_document(body: bytes, content_type: str = "") -> Document:
    """Parse a page; ``content_type`` is the header's value.

    Raises PageError: empty_page, too_large, not_html.
    """
    if len(body) > MAX_PAGE:
        raise PageError("too_large", f"{len(body)} bytes")
    if not body.strip(b"\0 \t\r\n"):
        raise PageError("empty_page")
    if BINARY.match(body):
        raise PageError("not_html", "a binary file")
    text, charset = decode(body, content_type)
    if b"<" not in text:
        raise PageError("not_html", "no tag")
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    parser.set_element_class_lookup(ELEMENTS)
    try:
        text = _tame(text)
        root = html.document_fromstring(text, parser=parser)
    except etree.ParserError as error:
        raise PageError("not_html", "no element") from error
    return Document(root, charset, text)


def decode(body: bytes, content_type: str = "") -> tuple[bytes, str]:
    """The page as clean UTF-8 bytes, and the charset that it was in."""
    for bom, charset in BOMS:
        if body.startswith(bom):
            return _encode(body[len(bom) :].decode(charset, "replace")), charset
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        declared = _declared(body, content_type)
        cut_off = error.start >= len(body) - 3
        if cut_off or (declared == "utf-8" and _is_mostly_utf8(body)):
            return _encode(body.decode("utf-8", "replace")), "utf-8"
        return _decode_other(body, declared)
    return (body if b"\0" not in body else _encode(text)), "utf-8"


def _encode(text: str) -> bytes:
    return text.replace("\0", "").encode("utf-8", "replace")


def _declared(body: bytes, content_type: str) -> str | None:
    """The charset that the header or the page claims, as Python names it."""
    head = content_type.encode("ascii", "replace")
    for match in (CHARSET.search(head), CHARSET.search(body[:4096])):
        if match:
            try:
                return codecs.lookup(match[1].decode("ascii")).name
            except LookupError:
                continue
    return None


def _is_mostly_utf8(body: bytes) -> bool:
    """True if wrong bytes are few against right sequences: damage, not another charset."""
    text = body.decode("utf-8", "replace")
    return text.count("\ufffd") * 20 < sum(ch > "\x7f" for ch in text)


def _decode_other(body: bytes, declared: str | None) -> tuple[bytes, str]:
    """Decode what is not UTF-8: by its claim where that fits, as GB18030 otherwise."""
    if declared not in (None, "utf-8", "gb2312", "gbk", "gb18030", "iso8859-1", "ascii", "cp1252"):
        try:
            return _encode(body.decode(declared)), declared
        except (UnicodeDecodeError, LookupError):
            pass  # a false claim
    candidates = [(body.decode(name, "replace"), name) for name in ("gb18030", "utf-8")]
    text, charset = min(candidates, key=lambda candidate: candidate[0].count("\ufffd"))
    return _encode(text), charset


def _tame(body: bytes) -> bytes:
    """Cut down what costs libxml2 more than linear time, or makes it give the page up.

    Raises PageError (too_large) where there is more than the memory is to hold.
    """
    body = cut_attributes(body)
    tags = body.count(b"<")
    if tags > MAX_TAGS:
        raise PageError("too_large", f"{tags} tags")
    if tags > MAX_DEPTH * 2:
        body = _flatten(body)
    nodes = body.count(b"<") + (count_attributes(body) if len(body) > BIG else 0)
    if nodes > MAX_NODES:
        raise PageError("too_large", f"{nodes} tags and attributes")
    return body


def _flatten(body: bytes) -> bytes:
    """Leave out tags that are far from the root and far from the innermost alike.

    What stays nests at most MAX_DEPTH deep; the text of the page all stays.
    """
    spans, depths, heights = _measure(body)
    half = MAX_DEPTH // 2
    kept, end = list[bytes](), 0
    for (start, stop), depth, height in zip(spans, depths, heights, strict=True):
        if depth > half and height > half:
            kept.append(body[end:start])
            end = stop
    return b"".join((*kept, body[end:])) if kept else body


def _measure(body: bytes) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Of each tag: where it stands, how deep, and how many tags nest inside it."""
    spans, depths, heights = list[tuple[int, int]](), list[int](), list[int]()
    stack: list[int] = []
    for match in TAG.finditer(body):
        if match[2].lower() in NO_DEPTH:
            continue
        close = body.find(b">", match.end(), match.end() + MAX_TAG)
        spans.append((match.start(), match.end() if close < 0 else close + 1))
        depths.append(len(stack))
        heights.append(0)
        if not match[1]:
            stack.append(len(spans) - 1)
        elif stack:
            opened = _close(stack, heights)
            depths[-1], heights[-1] = depths[opened], heights[opened]
    while stack:
        _close(stack, heights)
    return spans, depths, heights


def _close(stack: list[int], heights: list[int]) -> int:
    """End the innermost open tag; what it holds counts for the one around it."""
    opened = stack.pop()
    if stack:
        heights[stack[-1]] = max(heights[stack[-1]], heights[opened] + 1)
    return opened
