"""What kind of element a tag makes: block or inline, shown or not."""

import re

from lxml.html import HtmlElement

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
        "details summary fieldset aside form"
    ).split()
)
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
"""Not visibility: some portals uncover the article by a script."""
SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u3000]+")


def is_block(tag: str) -> bool:
    """True if the element's text stands on lines of its own; so does a custom element's."""
    return tag in BLOCK_TAGS or "-" in tag


def is_hidden(element: HtmlElement) -> bool:
    """True if the element itself says that it is not shown."""
    style = element.get("style")
    return bool(style and HIDDEN.search(style)) or element.get("hidden") is not None


def text_of(element: HtmlElement) -> str:
    """All text inside, on one line, without scripts."""
    parts = element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return SPACES.sub(" ", "".join(parts)).strip()


def around_table(element: HtmlElement) -> HtmlElement | bool | None:
    """The element around the table that one stands in; False where it stands in none."""
    table = next(element.iterancestors("table"), None)
    return table.getparent() if table is not None else False
