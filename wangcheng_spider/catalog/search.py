"""Looking lines up: words in headline and body, channel, days, change."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from ..items import CHANGES

PAGE_SIZE = 30
INDEXED = 3
"""Words of so many characters are in the index; for shorter ones the lines are gone through."""
MAX_WORDS = 40
"""Words looked for at once; SQLite's conditions go no deeper than some hundreds."""
AROUND = 40
"""Characters shown before and behind a word that was found."""
NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, of which NUL ends a text for SQLite, and what UTF-8 can't hold."""


class SearchError(ValueError):
    """Something asked for that can't be; the text says what."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; "" is anything."""

    q: str = ""
    """Words, all of which must be in headline or body."""
    site: str = ""
    channel: str = ""
    since: str = ""
    until: str = ""
    change: str = ""
    """"" looks at each article's newest line; else at all lines of this kind."""
    page: int = 1

    @property
    def words(self) -> list[str]:
        """The words of ``q``."""
        return self.q.split()

    def link(self, page: int) -> str:
        """The query of another page of the same search."""
        asked = {f.name: getattr(self, f.name) for f in fields(self)} | {"page": page}
        return "?" + urlencode({name: value for name, value in asked.items() if value})


class Hit(NamedTuple):
    """A line that was found."""

    site: str
    content_id: str
    revision: int
    change: str
    day: str
    published: str | None
    channel: str
    source: str | None
    headline: str
    body: str


def read_search(query: Mapping[str, str]) -> Search:
    """What an address asks for. Raises SearchError.

    >>> read_search({"q": " 防汛  演练 ", "page": "2"}).words
    ['防汛', '演练']
    """
    asked = {f.name: NOT_TEXT.sub(" ", query.get(f.name, "")).strip() for f in fields(Search)}
    page = _read_number(asked.pop("page") or "1")
    search = Search(page=page, **asked)
    if len(search.words) > MAX_WORDS:
        raise SearchError(f"q: {len(search.words)} words; {MAX_WORDS} at most")
    for name, day in (("since", search.since), ("until", search.until)):
        try:
            date.fromisoformat(day or "2000-01-01")
        except ValueError as error:
            raise SearchError(f"{name}: {day!r} is no day like 2025-11-20") from error
    if search.change not in ("", *CHANGES):
        raise SearchError(f"change: {search.change!r} is none of {', '.join(CHANGES)}")
    return search


def _read_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 8):
        raise SearchError(f"page: {text!r} is no number")
    return max(int(text), 1)


def find_lines(db: sqlite3.Connection, search: Search) -> tuple[int, list[Hit]]:
    """(how many lines there are in all, those of the page asked for), the newest day first."""
    where, values = _conditions(search)
    total = db.execute(f"SELECT count(*) FROM line WHERE {where}", values).fetchone()[0]
    rows = db.execute(
        f"SELECT {', '.join(Hit._fields)} FROM line WHERE {where}"
        " ORDER BY day DESC, published DESC, id DESC LIMIT ? OFFSET ?",
        (*values, PAGE_SIZE, (search.page - 1) * PAGE_SIZE),
    )
    return total, [Hit(*row) for row in rows]


def _conditions(search: Search) -> tuple[str, list[object]]:
    """The SQL condition, and the values for its question marks."""
    parts: list[tuple[str, tuple[object, ...]]] = [("is_newest", ())]
    if search.change:
        parts = [("change = ?", (search.change,))]
    for name, test in (("site", "site = ?"), ("channel", "channel = ?")):
        parts += [(test, (getattr(search, name),))] if getattr(search, name) else []
    parts += [("day >= ?", (search.since,))] if search.since else []
    parts += [("day <= ? AND day > ''", (search.until,))] if search.until else []
    long = [word for word in search.words if len(word) >= INDEXED]
    if long:
        phrases = " ".join('"{}"'.format(word.replace('"', '""')) for word in long)
        parts += [("id IN (SELECT rowid FROM words WHERE words MATCH ?)", (phrases,))]
    for word in search.words:
        if len(word) < INDEXED:
            like = f"%{_escape(word)}%"
            parts += [("(headline LIKE ? ESCAPE '!' OR body LIKE ? ESCAPE '!')", (like, like))]
    return " AND ".join(sql for sql, _ in parts), [v for _, values in parts for v in values]


def _escape(word: str) -> str:
    for sign in "!%_":
        word = word.replace(sign, f"!{sign}")
    return word


def list_choices(db: sqlite3.Connection) -> dict[str, list[tuple[str, int]]]:
    """What the filters offer: sites, channels, each with the number of articles."""
    return {
        name: db.execute(
            f"SELECT {name}, count(*) AS n FROM line WHERE is_newest AND {name} > ''"
            f" GROUP BY {name} ORDER BY n DESC, {name} LIMIT 200"
        ).fetchall()
        for name in ("site", "channel")
    }


Pieces = list[tuple[str, bool]]
"""Pieces of a text, each with whether it is a word that was looked for."""


def mark_words(text: str, words: list[str]) -> Pieces:
    """Split a text at the words.

    >>> mark_words("区里防汛演练", ["防汛"])
    [('区里', False), ('防汛', True), ('演练', False)]
    """
    pieces: Pieces = []
    low, at = text.lower(), 0
    if len(low) != len(text):  # a few letters grow when made small: places would not fit
        low = text
    wanted = [word.lower() for word in words]
    while True:
        places = [(low.find(word, at), -len(word)) for word in wanted]
        found = min((place for place in places if place[0] >= 0), default=None)
        if found is None:
            break
        start, length = found[0], -found[1]
        pieces += [(text[at:start], False)] if start > at else []
        pieces.append((text[start : start + length], True))
        at = start + length
    return [*pieces, (text[at:], False)] if text[at:] or not pieces else pieces


def cut_out(body: str, words: list[str]) -> Pieces:
    """The place of a body where the first of the words stands, with something around it."""
    low = body.lower()
    places = [place for word in words if (place := low.find(word.lower())) >= 0]
    start = max(min(places, default=0) - AROUND, 0)
    text = " ".join(body[start : start + 3 * AROUND].split())
    before, behind = "…" if start else "", "…" if start + 3 * AROUND < len(body) else ""
    return mark_words(f"{before}{text}{behind}", words)
