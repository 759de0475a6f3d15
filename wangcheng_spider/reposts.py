"""Reposted and syndicated articles point to the earliest: what ``duplicate_of`` says."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import NamedTuple

from .exporters import SegmentWriter
from .items import Article
from .storage import Known
from .storage.traces import Similar, Trace
from .text.similarity import Reading, is_near_identical, read_text
from .tracing import date_article, trace_article

LOOKED_AT = 10
"""Candidates that are compared, the likeliest first."""
SMALLEST = 0.5
"""A body shorter than this share of the other is not even read."""
REMEMBERED, LONG = 512, 20_000
"""Lines that are remembered as they are compared, and characters of the longest such body: notices
of one frame ask for the same ones again and again. A few MB, 60 at the most."""


class Original(NamedTuple):
    """An article that says the same; the least of them is the earliest."""

    published: float
    """Unix time; inf where nobody knows."""
    order: tuple[int, int, int]
    """As in storage.Similar."""
    address: str
    """Its own, or that of the one that it points to."""


@dataclass
class Candidate:
    """What is looked at of an article that may say the same."""

    headline: str
    body: str
    published: float | None
    address: str
    """Its own, or that of the one that it points to."""

    @cached_property
    def reading(self) -> Reading:
        return read_text(self.headline, self.body)


UNWRITTEN = (2**62, 0, 0)
"""Behind the order of all that the store knows."""


class RepostFinder:
    """Finds what articles repeat among those that ``writer`` knows."""

    def __init__(self, writer: SegmentWriter) -> None:
        self._writer = writer
        self._remembered: OrderedDict[tuple[str, int], Candidate] = OrderedDict()
        """By segment and offset: a line never changes."""

    def find_original(self, article: Article) -> str | None:
        """Canonical address of the earliest article that this one repeats; None if it is that.

        Earliest by ``date_published``, then by the order in which they were found, then written.
        Where the one found points to an earlier one, that is named: an address named here points
        nowhere itself, when it is written.
        """
        trace = trace_article(article)
        if not trace.marks:
            return None
        own, rivals = UNWRITTEN, list[Similar]()
        for one in self._candidates(trace):
            if (one.site, one.content_id) == (article.site, article.content_id):
                own = one.order
            else:
                rivals.append(one)
        if not rivals:
            return None
        reading = read_text(article.headline, article.article_body)
        read = (self._read_original(one, reading, len(trace.body)) for one in rivals)
        others = [one for one in read if one is not None]
        earliest = min(others, default=None)
        if earliest is None or (_when(trace.published), own) < earliest[:2]:
            return None
        return earliest.address if earliest.address != article.url else None

    def _candidates(self, trace: Trace) -> Iterator[Similar]:
        """Staged ones stand for what the store says of the same ones, but are as old as there."""
        marks = set(trace.marks)
        staged: dict[tuple[str, str], Similar | None] = {}
        for place, known in enumerate(self._writer.staged_articles()):
            if (of := known.trace) is not None:
                order = (UNWRITTEN[0] - 1, place, 0)
                is_like = not marks.isdisjoint(of.marks)
                one = Similar(of.site, known.content_id, order, staged=known) if is_like else None
                staged[of.site, known.content_id] = one
        for stored in self._writer.find_similar(trace.marks, LOOKED_AT):
            newer = staged.pop((stored.site, stored.content_id), stored)
            if newer is not None:
                yield replace(newer, order=stored.order)
        yield from (one for one in staged.values() if one is not None)

    def _read_original(self, one: Similar, reading: Reading, size: int) -> Original | None:
        """A candidate that says the same; one whose line can't be had is not taken for that."""
        if one.staged is not None and (trace := one.staged.trace) is not None:
            address = trace.duplicate_of or one.staged.url
            other: Candidate | None = Candidate(
                trace.headline, trace.body, trace.published, address
            )
        else:
            other = self._recall(one)
        if other is None:
            return None
        sizes = sorted((len(other.body), size))
        if sizes[0] < SMALLEST * sizes[1] or not is_near_identical(reading, other.reading):
            return None
        return Original(_when(other.published), one.order, other.address)

    def _recall(self, one: Similar) -> Candidate | None:
        place = (one.segment, one.offset)
        candidate = self._remembered.get(place) or self._read_line(one)
        if candidate is not None and len(candidate.body) <= LONG:
            self._remembered[place] = candidate
            self._remembered.move_to_end(place)
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return candidate

    def _read_line(self, one: Similar) -> Candidate | None:
        known = Known(one.content_id, "", 0, "", 0, segment=one.segment, offset=one.offset)
        try:
            article = self._writer.previous(known)
        except ValueError:
            return None
        if article is None or article.content_id != one.content_id:
            return None
        address = article.duplicate_of or article.url
        return Candidate(article.headline, article.article_body, date_article(article), address)


def _when(published: float | None) -> float:
    return inf if published is None else published
