"""An article as one line of JSON Lines, and back."""

from dataclasses import fields
from typing import Any

import orjson

from .items import Article, Attachment, Credit, Image, Video

NESTED: dict[str, type] = {
    "credits": Credit,
    "images": Image,
    "videos": Video,
    "attachments": Attachment,
}
NAMES = tuple(field.name for field in fields(Article))


def encode_line(article: Article) -> bytes:
    """UTF-8 JSON in the order of items.Article, ending in a line feed.

    Raises ValueError where a string holds a lone surrogate: no reader of JSON would take it.
    """
    try:
        return orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError as error:
        raise ValueError(f"{article.url}: {error}") from error


def decode_line(line: bytes) -> Article:
    """The article of a line; ValueError says what is wrong with it."""
    try:
        table = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        try:
            line.decode()
        except UnicodeDecodeError:
            raise ValueError("not UTF-8") from error
        raise
    if not isinstance(table, dict):
        raise ValueError("not a JSON object")
    return make_article(table)


def make_article(table: dict[str, Any]) -> Article:
    """The article of a table of all its fields; ValueError says what is wrong with it."""
    if table.keys() != set(NAMES):
        wrong = sorted(table.keys() ^ set(NAMES))
        raise ValueError(f"fields missing or unknown: {', '.join(wrong)}")
    try:
        return Article(**{name: _decode(name, value) for name, value in table.items()})
    except TypeError as error:
        raise ValueError(str(error)) from error


def _decode(name: str, value: Any) -> Any:
    if name not in NESTED:
        return value
    return [NESTED[name](**row) for row in value]
