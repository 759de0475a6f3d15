"""Reposted and syndicated articles point to the earliest: what ``duplicate_of`` says."""

from collections.abc import Iterator
from dataclasses import replace
from math import inf

from .exporters import SegmentWriter
from .items import Article
from .storage import Known, Similar, Trace
from .text.similarity import Reading, is_near_identical, read_text
from .traces import trace_article

LOOKED_AT = 10
"""Candidates that are compared, the likeliest first."""
SMALLEST = 0.5
"""A body shorter than this share of the other is not even read."""


def find_original(article: Article, writer: SegmentWriter) -> str | None:
    """Canonical address of the earliest article that this one repeats; None where it is that.

    Earliest by ``date_published``, then by the order of writing. Where the one found points to
    an earlier one, that is named: an address named here points nowhere itself, when it is written.
    """
    trace = trace_article(article)
    if not trace.bands:
        return None
    key = (article.site, article.content_id)
    own, others = inf, []
    for one in _candidates(trace, writer):
        if (one.site, one.content_id) == key:
            own = one.seq
        else:
            others.append(one)
    others.sort(key=_age)
    reading = read_text(article.headline, article.article_body) if others else None
    for one in others:
        if (_when(trace.published), own) < _age(one):
            return None
        # the first that says the same is the earliest: the lines of the rest need not be read
        if reading and _is_repost(one, reading, trace, writer):
            original = one.duplicate_of or one.url
            return original if original != article.url else None
    return None


def _age(one: Similar) -> tuple[float, float]:
    return _when(one.published), one.seq


def _when(published: float | None) -> float:
    return inf if published is None else published


def _candidates(trace: Trace, writer: SegmentWriter) -> Iterator[Similar]:
    """Staged ones stand for what the store says of the same articles, but are as old as there."""
    bands = set(trace.bands)
    staged: dict[tuple[str, str], Similar | None] = {}
    for place, known in enumerate(writer.staged_articles()):
        if (of := known.trace) is not None:
            is_like = not bands.isdisjoint(of.bands)
            one = _stand_for(known, of, 2**62 + place) if is_like else None
            staged[of.site, known.content_id] = one
    for stored in writer.find_similar(trace.bands, LOOKED_AT):
        newer = staged.pop((stored.site, stored.content_id), stored)
        if newer is not None:
            yield replace(newer, seq=stored.seq)
    yield from (one for one in staged.values() if one is not None)


def _stand_for(known: Known, trace: Trace, seq: int) -> Similar:
    when, original = trace.published, trace.duplicate_of
    size = len(trace.body)
    return Similar(trace.site, known.content_id, known.url, size, when, original, seq, staged=trace)


def _is_repost(one: Similar, reading: Reading, trace: Trace, writer: SegmentWriter) -> bool:
    """Whether a candidate says the same; one whose line can't be had is not taken for that."""
    size = len(trace.body)
    if min(one.size, size) < SMALLEST * max(one.size, size):
        return False
    if one.staged is not None:
        return is_near_identical(reading, read_text(one.staged.headline, one.staged.body))
    known = Known(one.content_id, one.url, 0, "", 0, segment=one.segment, offset=one.offset)
    try:
        article = writer.previous(known)
    except ValueError:
        return False
    if article is None or article.content_id != one.content_id:
        return False
    return is_near_identical(reading, read_text(article.headline, article.article_body))
