"""HTML that can do nothing: a list of tags, attributes and schemes, and nothing else."""

import re

import nh3

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
SANITISER = nh3.Cleaner(
    tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"}, link_rel=None
)

ENTITIES = re.compile(r"<[^>]*+>?|(?:&[^<&]*+){1,1000}+")


def sanitise(html: str) -> str:
    """The HTML with what is allowed alone; what a tag stands around stays.

    >>> sanitise('<p onclick="x()">望城<script>x()</script></p>')
    '<p>望城</p>'
    """
    return SANITISER.clean(_part_entities(html))


def _part_entities(html: str) -> str:
    """HTML with a comment, which the sanitiser drops, behind each thousand entities of a text.

    It adds each entity to the text before it, and copies that text: the square of their number.
    """
    if html.count("&") < 10_000:
        return html
    return ENTITIES.sub(lambda m: m[0] if m[0][0] == "<" else f"{m[0]}<!---->", html)
