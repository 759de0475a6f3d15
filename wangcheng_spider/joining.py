"""Parts of articles as they come out of an archive, in whatever order → whole articles."""

from collections.abc import Iterator

from .items import Article
from .pages.parts import Part, join_parts, part_url
from .text.clean import clean_article

MAX_WAIT = 5_000
"""Parts that come meanwhile; an article that then still lacks one is written without it."""

Key = tuple[str, str]
"""Content id and view."""


class Joiner:
    """Holds parts until their article is whole.

    What comes out is an article, or the address of a part that is missing: the article follows
    as far as its parts reach from the first.
    """

    def __init__(self) -> None:
        self._held: dict[Key, dict[int, Part]] = {}
        self._since: dict[Key, int] = {}
        self._count = 0

    @property
    def is_empty(self) -> bool:
        """True while nothing waits."""
        return not self._held

    def add(self, part: Part) -> Iterator[Article | str]:
        """Take a part in; what is whole with it, or has waited too long."""
        self._count += 1
        if part.is_whole:
            yield part.article
        else:
            key = (part.article.content_id, part.article.view)
            self._held.setdefault(key, {})[part.number] = part
            self._since.setdefault(key, self._count)
            if _missing(self._held[key]) is None:
                yield from self._take(key)
        oldest = next(iter(self._since.items()), None)
        if oldest is not None and self._count - oldest[1] > MAX_WAIT:
            yield from self._take(oldest[0])

    def release(self) -> Iterator[Article | str]:
        """All that waits, at the end."""
        for key in list(self._held):
            yield from self._take(key)

    def _take(self, key: Key) -> Iterator[Article | str]:
        parts = self._held.pop(key)
        del self._since[key]
        missing = _missing(parts)
        if missing is not None:
            yield part_url(next(iter(parts.values())).article.fetched_url, missing)
        articles: list[Article] = []
        while (number := len(articles) + 1) in parts:
            articles.append(parts[number].article)
        if articles:
            yield clean_article(join_parts(articles))


def _missing(parts: dict[int, Part]) -> int | None:
    """The number of the first part that is not there; None if the article is whole."""
    number = 1
    while number in parts:
        if parts[number].next_url is None:
            return None
        number += 1
    return number
