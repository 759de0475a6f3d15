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
ODD = re.compile(
    "[^\t\n -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2328\u232b-\u2adb"
    "\u3001-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u33ff\u3400-\u9fff\uff01-\uffee]"
)
"""What cleaning may change or compose; nearly every text has none."""
STRUCK = re.compile(">\u0338+")
CLUMPS = ("  ", " \t", " \n", "\t ", "\n ")

LISTS = ("authors", "editors", "breadcrumbs")


def clean_text(text: str) -> str:
    """Clean, idempotent; paragraphs (blank lines), lines and tabs stay.

    >>> clean_text("\\u3000\\u3000望城\\u200b区 \\u00a0召开\\r\\n\\r\\n会议 ")
    '望城区 召开\\n\\n会议'
    """
    return text if _is_clean(text) else _clean(limit_marks(text))


def _is_clean(text: str) -> bool:
    """False where in doubt."""
    if ODD.search(text) or text[:1].isspace() or text[-1:].isspace() or "\n\n\n" in text:
        return False
    return " " not in text or not any(clump in text for clump in CLUMPS)


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


def clean_html(html: str) -> str:
    """Clean, and as harmless as before.

    Composing may take a tag's end for a letter: > and U+0338 are the one character U+226F. So no
    such mark stays behind a tag, and what cleaning changed is sanitised again.

    >>> clean_html('<a href="https://example.com/">\u0338 onclick=x()</a>')
    '<a href="https://example.com/"> onclick=x()</a>'
    """
    if _is_clean(html):
        return html
    from .sanitise import sanitise  # not with the first request: most pages need none

    return sanitise(clean_text(STRUCK.sub(">", html)))


def clean_article(article: Article) -> Article:
    """Clean every text of an article, in place, and set its content hash."""
    article.headline = clean_line(article.headline)
    article.article_body = clean_text(article.article_body)
    article.source = _clean_or_none(article.source)
    article.date_published_raw = _clean_or_none(article.date_published_raw)
    if article.article_html is not None:
        article.article_html = clean_html(article.article_html)
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
