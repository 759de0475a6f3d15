"""Tags with more attributes than any page has: libxml2 compares each with all before it.

Bytes are read as HTML's own tokenizer reads them, so nothing hides an attribute: no < or > in a
value, no missing blank, no quote that never ends. All patterns are possessive: linear time.
"""

import re
from collections.abc import Iterator

MAX_ATTRIBUTES = 256
"""A tag with more loses the rest."""
SMALL = 128 * 1024
"""Bytes: a page of no more can't hold so many that they cost a second (20,000 cost 0.4 s)."""

VALUE = rb"(?>\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+|[\"'][^>]*+)?+"
ATTRIBUTE = rb"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+%s)?+" % VALUE
"""Name and value, and what stands before them. A value whose quote never ends goes to the tag's."""
NAME = rb"</?[A-Za-z][^\s/>]*+"
PLAIN = re.compile(
    rb"(?:[^<]++|<(?!/?[A-Za-z])|%s(?:%s){0,%d}+[\s/]*+(?:>|\Z))*+"
    % (NAME, ATTRIBUTE, MAX_ATTRIBUTES)
)
"""A page, as far as no tag has too many."""
TOKEN = re.compile(
    rb"(?P<note><!--(?>-?>|.*?(?:--!?>|\Z)))"
    rb"|(?P<tag>%s)(?P<attributes>(?:%s)*+)[\s/]*+>?" % (NAME, ATTRIBUTE),
    re.DOTALL,
)
ONE = re.compile(ATTRIBUTE)
RAW = re.compile(rb"<(script|style)\Z", re.IGNORECASE)


def cut_attributes(body: bytes) -> bytes:
    """The page with at most MAX_ATTRIBUTES of each tag's attributes.

    As it is where none has more, and where it is small.

    >>> cut_attributes(b"<p a=1 b='>'>text</p>")
    b"<p a=1 b='>'>text</p>"
    """
    if len(body) <= SMALL or PLAIN.fullmatch(body):
        return body
    kept, at = list[bytes](), 0
    for match in _tags(body):
        kept += (body[at : match.start("attributes")], _cut(match["attributes"]))
        at = match.end("attributes")
    return b"".join((*kept, body[at:]))


def _tags(body: bytes) -> Iterator[re.Match[bytes]]:
    """Each tag; what stands in comments, scripts and styles is none."""
    at = 0
    while match := TOKEN.search(body, at):
        at = match.end()
        if match["note"] is None:
            yield match
            if raw := RAW.match(match["tag"]):
                at = _find_end(body, raw[1], at)


def _cut(attributes: bytes) -> bytes:
    """The first attributes of a tag, as many as it keeps."""
    at = 0
    for _ in range(MAX_ATTRIBUTES):
        match = ONE.match(attributes, at)
        if match is None:
            return attributes
        at = match.end()
    return attributes[:at]


def _find_end(body: bytes, name: bytes, at: int) -> int:
    """Where the text of a script or style ends; what stands in it is no tag."""
    match = re.compile(rb"</%s(?=[\s/>])" % name, re.IGNORECASE).search(body, at)
    return match.start() if match else len(body)


def count_attributes(body: bytes) -> int:
    """Attributes of all tags."""
    return sum(len(ONE.findall(match["attributes"])) for match in _tags(body))
