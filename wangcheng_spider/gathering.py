"""An article whose parts are being fetched, and what becomes of it when one can't be had."""

from collections.abc import Iterator

from .items import Article
from .pages.parts import Part, join_parts
from .reading import take_over
from .run import Asked, Run
from .text.clean import clean_article

PART_TRIES = 3
"""Tries after which an article is written though a part of it is missing."""


class Gathering:
    """The parts of one article so far; ``tries`` counts the earlier attempts."""

    def __init__(self, run: Run, asked: Asked, tries: int = 0) -> None:
        self._run = run
        self._asked = asked
        self._tries = tries
        self._articles: list[Article] = []

    def add(self, part: Part) -> str | None:
        """Take a part in; the address of the next, None after the last."""
        self._articles.append(part.article)
        take_over(part)
        return part.next_url

    def finish(self) -> Article:
        """The article of the parts that are there."""
        article = join_parts(self._articles)
        if len(self._articles) > 1:
            self._run.record.parts["articles"] += 1
            self._run.record.parts["parts"] += len(self._articles)
        self._run.expect(article.fetched_url, self._asked)
        return article

    def miss(self, url: str) -> Iterator[Article]:
        """A part that can't be had: the article waits for a later run, as a rule.

        It is written without the part, and the part named as a failure, where waiting won't help:
        in a replay, and after PART_TRIES. A known article is left as it is known.
        """
        self._run.record.parts["missing"] += 1
        is_hopeless = self._run.archive is not None or self._tries + 1 >= PART_TRIES
        if self._asked.check is not None:
            if self._is_as_known():
                yield self.finish()
            else:
                self.fail(url, "missing_part")
        elif is_hopeless:
            self._run.fail(url, "missing_part")
            yield self.finish()
        else:
            self.fail(url, "missing_part")

    def _is_as_known(self) -> bool:
        """True where the part was missing before, too."""
        article = clean_article(join_parts(self._articles))
        known = self._run.writer.known(article.content_id)
        return known is not None and known.has_text(article.content_hash)

    def fail(self, url: str, reason: str) -> None:
        """The article can't be had now."""
        if self._asked.check is not None:
            self._run.fail_check(self._asked.check, reason)
        else:
            self._run.fail(url, reason, self._asked.seq, self._tries)
