"""The article of a page that shows it by script only: HTML in a hidden textarea or in JSON.

Some portals send the text as data and let the browser build the page. What is looked for is the
longest piece of HTML with paragraphs in it; it counts only where the page itself shows next to
nothing.
"""

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from .document import PageError, read_document

STRING = re.compile(r'(?<!\\)"((?:[^"\\\n]|\\.){300,})"')
PARAGRAPH = re.compile(r"<(?:p|br|section|div)\b", re.IGNORECASE)
WRITTEN = re.compile(r"[\u3400-\u9fff]")
LEAST = 200
"""Chinese characters: less is no article worth replacing a shown one."""
MAX_SCRIPT = 4_000_000


def find_hidden_text(root: HtmlElement) -> HtmlElement | None:
    """The hidden article as an element of its own; None where there is none."""
    best, most = "", LEAST - 1
    for text in _read_strings(root):
        count = len(WRITTEN.findall(text))
        if count > most and PARAGRAPH.search(text):
            best, most = text, count
    if not best:
        return None
    try:
        return read_document(f"<div>{best}</div>".encode("utf-8", "replace")).root
    except PageError:
        return None  # more than a page may hold


def _read_strings(root: HtmlElement) -> Iterator[str]:
    for element in root.iter("textarea", "script"):
        text = element.text or ""
        if element.tag == "textarea":
            yield text
        elif len(text) <= MAX_SCRIPT and ("<p" in text or "\\u003c" in text.lower()):
            for match in STRING.finditer(text):
                try:
                    yield str(json.loads(f'"{match[1]}"', strict=False))
                except ValueError:
                    continue  # a string of JavaScript that is none of JSON
