"""What kind of element a tag makes: block or inline, shown or not."""

import re
from itertools import islice
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

SKIPPED = frozenset(
    (
        "script style noscript textarea iframe form button select input template svg head nav "
        "object noembed map audio canvas dialog"
    ).split()
)
"""Not embed: it holds nothing, but libxml2 does not know and puts all that follows inside."""
BLOCK_TAGS = frozenset(
    (
        "p div section article main header footer center h1 h2 h3 h4 h5 h6 ul ol li dl dt dd "
        "blockquote figure figcaption table caption tbody thead tfoot tr td th pre address hr "
        "details summary fieldset aside form"
    ).split()
)
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
"""Not visibility: some portals uncover the article by a script."""
MOST_INSIDE = 40
"""Elements of one that holds a picture and its line, or a button's words, itself included."""
MOST_IN_FIELD, MOST_OF_FIELD = 200, 4000
"""Elements in one that holds a headline, a byline, a link's words; characters of it."""
LAYOUT_CELL = 300
"""A cell with more characters than this holds prose: its table is page layout, not data."""
SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u3000]+")
TEXTS = etree.XPath(".//text()[not(parent::script or parent::style)]", smart_strings=False)


def is_block(tag: str) -> bool:
    """True if the element's text stands on lines of its own; so does a custom element's."""
    return tag in BLOCK_TAGS or "-" in tag


def is_hidden(element: HtmlElement) -> bool:
    """True if the element itself says that it is not shown."""
    style = element.get("style")
    return bool(style and HIDDEN.search(style)) or element.get("hidden") is not None


def is_in_footer(element: HtmlElement) -> bool:
    """True for what stands at the foot of every page; an article has a foot of its own."""
    foot = element if element.tag == "footer" else next(element.iterancestors("footer"), None)
    return foot is not None and next(foot.iterancestors("article"), None) is None


def is_small(element: HtmlElement, most: int) -> bool:
    """True if it is no more than so many elements, itself included."""
    return next(islice(element.iter(), most, None), None) is None


def text_of(element: HtmlElement) -> str:
    """All text inside, on one line, without scripts."""
    own = element.text or ""
    text = own if is_small(element, 1) else "".join(cast(list[str], TEXTS(element)))
    return SPACES.sub(" ", text).strip()


def small_text(element: HtmlElement) -> str | None:
    """The same of an element with few others inside; None of a larger one, whatever its size.

    Elements nest: who reads all of each reads a page's innermost text a thousand times.
    """
    return text_of(element) if is_small(element, MOST_INSIDE) else None


def line_of(element: HtmlElement, joint: str = "") -> str:
    """Text inside on one line, with ``joint`` between its pieces, as far as a field's goes.

    Of a large element what its first ones begin with: see ``small_text``.
    """
    if is_small(element, 1):
        text = element.text or ""
    elif is_small(element, MOST_IN_FIELD):
        text = joint.join(element.itertext()) if joint else element.text_content()
    else:
        text = " ".join(one.text or "" for one in islice(element.iter(), MOST_IN_FIELD))
    return " ".join(text[:MOST_OF_FIELD].split())


def around_table(element: HtmlElement) -> HtmlElement | bool | None:
    """The element around the table that one stands in; False where it stands in none."""
    table = next(element.iterancestors("table"), None)
    return table.getparent() if table is not None else False


def is_data_table(element: HtmlElement) -> bool:
    """A table of data: several rows and columns, no cell with prose, no table inside."""
    if next(element.iterdescendants("table"), None) is not None:
        return False
    rows = list(element.iter("tr"))
    widths = [sum(cell.tag in ("td", "th") for cell in row) for row in rows]
    if len(rows) < 2 or max(widths, default=0) < 2:
        return False
    return all(len(text_of(cell)) <= LAYOUT_CELL for cell in element.iter("td"))
