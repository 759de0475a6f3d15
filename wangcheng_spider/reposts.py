"""Reposted and syndicated articles point to the earliest: what ``duplicate_of`` says."""

from collections.abc import Iterator
from dataclasses import replace
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


class Original(NamedTuple):
    """An article that says the same; the least of them is the earliest."""

    published: float
    """Unix time; inf where nobody knows."""
    order: tuple[int, int, int]
    """As in storage.Similar."""
    address: str
    """Its own, or that of the one that it points to."""


def find_original(article: Article, writer: SegmentWriter) -> str | None:
    """Canonical address of the earliest article that this one repeats; None where it is that.

    Earliest by ``date_published``, then by the order in which they were found, then written. Where
    the one found points to an earlier one, that is named: an address named here points nowhere
    itself, when it is written.
    """
    trace = trace_article(article)
    if not trace.marks:
        return None
    own, rivals = UNWRITTEN, list[Similar]()
    for one in _candidates(trace, writer):
        if (one.site, one.content_id) == (article.site, article.content_id):
            own = one.order
        else:
            rivals.append(one)
    if not rivals:
        return None
    reading = read_text(article.headline, article.article_body)
    read = (_read_original(one, reading, len(trace.body), writer) for one in rivals)
    others = [one for one in read if one is not None]
    earliest = min(others, default=None)
    if earliest is None or (_when(trace.published), own) < earliest[:2]:
        return None
    return earliest.address if earliest.address != article.url else None


UNWRITTEN = (2**62, 0, 0)
"""Behind the order of all that the store knows."""


def _when(published: float | None) -> float:
    return inf if published is None else published


def _candidates(trace: Trace, writer: SegmentWriter) -> Iterator[Similar]:
    """Staged ones stand for what the store says of the same articles, but are as old as there."""
    marks = set(trace.marks)
    staged: dict[tuple[str, str], Similar | None] = {}
    for place, known in enumerate(writer.staged_articles()):
        if (of := known.trace) is not None:
            order = (UNWRITTEN[0] - 1, place, 0)
            is_like = not marks.isdisjoint(of.marks)
            one = Similar(of.site, known.content_id, order, staged=known) if is_like else None
            staged[of.site, known.content_id] = one
    for stored in writer.find_similar(trace.marks, LOOKED_AT):
        newer = staged.pop((stored.site, stored.content_id), stored)
        if newer is not None:
            yield replace(newer, order=stored.order)
    yield from (one for one in staged.values() if one is not None)


def _read_original(
    one: Similar, reading: Reading, size: int, writer: SegmentWriter
) -> Original | None:
    """A candidate that says the same; one whose line can't be had is not taken for that."""
    if one.staged is not None and (trace := one.staged.trace) is not None:
        texts, published = (trace.headline, trace.body), trace.published
        address = trace.duplicate_of or one.staged.url
    else:
        article = _read_line(one, writer)
        if article is None:
            return None
        texts, published = (article.headline, article.article_body), date_article(article)
        address = article.duplicate_of or article.url
    sizes = sorted((len(texts[1]), size))
    if sizes[0] < SMALLEST * sizes[1] or not is_near_identical(reading, read_text(*texts)):
        return None
    return Original(_when(published), one.order, address)


def _read_line(one: Similar, writer: SegmentWriter) -> Article | None:
    known = Known(one.content_id, "", 0, "", 0, segment=one.segment, offset=one.offset)
    try:
        article = writer.previous(known)
    except ValueError:
        return None
    is_it = article is not None and article.content_id == one.content_id
    return article if is_it else None
