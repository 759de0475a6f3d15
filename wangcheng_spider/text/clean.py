"""The text as it should have been typed: invisible characters, blanks, composed forms.

Never NFKC: full-width punctuation is how Chinese is written.
"""

import hashlib
import re
import unicodedata

from ..items import Article
from .combining import limit_marks
from .memory import remember

INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)
PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
SURROGATE = re.compile("[\ud800-\udfff]")
BLANKS = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u0085]+")
EDGES = re.compile(r" ?(\t|\n) ?")
GAPS = re.compile(r"\n{3,}")
DIRTY = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u0300-\u036f\u061c\u1680\u180e\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
)
CLUMPS = ("  ", " \t", " \n", "\t ", "\n ", "\n\n\n")
"""A text without any of these is clean, unless composing changes it or its ends are blank."""

LISTS = ("authors", "editors", "breadcrumbs")


def clean_text(text: str) -> str:
    """Clean, idempotent; paragraphs (blank lines), lines and tabs stay.

    >>> clean_text("\\u3000\\u3000望城\\u200b区 \\u00a0召开\\r\\n\\r\\n会议 ")
    '望城区 召开\\n\\n会议'
    """
    text = limit_marks(text)
    return _clean(text) if _is_dirty(text) else text


def _is_dirty(text: str) -> bool:
    if DIRTY.search(text) or text[:1].isspace() or text[-1:].isspace():
        return True
    return any(clump in text for clump in CLUMPS) or not unicodedata.is_normalized("NFC", text)


def _clean(text: str) -> str:
    text = SURROGATE.sub("\ufffd", _join_surrogates(text))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = INVISIBLE.sub("", text)
    text = BLANKS.sub(" ", unicodedata.normalize("NFC", text))
    text = EDGES.sub(r"\1", text)
    return GAPS.sub("\n\n", text).strip()


def _join_surrogates(text: str) -> str:
    """Pairs of surrogates are one character that was decoded in halves."""
    return PAIR.sub(
        lambda m: chr(0x10000 + ((ord(m[1]) - 0xD800) << 10) + ord(m[2]) - 0xDC00), text
    )


@remember
def clean_line(text: str) -> str:
    """Clean, and on one line."""
    return " ".join(clean_text(text).split())


def clean_article(article: Article) -> Article:
    """Clean every text of an article, in place, and set its content hash."""
    article.headline = clean_line(article.headline)
    article.article_body = clean_text(article.article_body)
    article.source = _clean_or_none(article.source)
    article.date_published_raw = _clean_or_none(article.date_published_raw)
    if article.article_html is not None:
        article.article_html = clean_text(article.article_html)
    for name in LISTS:
        values = [clean_line(value) for value in getattr(article, name)]
        setattr(article, name, [value for value in values if value])
    for image in article.images:
        image.caption, image.alt = _clean_or_none(image.caption), _clean_or_none(image.alt)
    for credit in article.credits:
        credit.role, credit.name = clean_line(credit.role), clean_line(credit.name)
    for attachment in article.attachments:
        attachment.name = clean_line(attachment.name)
    article.content_hash = hash_content(article.headline, article.article_body)
    return article


def _clean_or_none(text: str | None) -> str | None:
    return (clean_line(text) or None) if text is not None else None


def hash_content(headline: str, body: str) -> str:
    """sha256, in hex, of headline, line feed and body."""
    return hashlib.sha256(f"{headline}\n{body}".encode()).hexdigest()
