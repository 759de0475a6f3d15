"""What an edit did to a text, paragraph by paragraph, and within paragraphs by character."""

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from ..items import Article
from ..revisions import list_paragraphs

MAX_COMPARED = 3000
"""Characters of a paragraph that are compared one by one; comparing takes their square."""

Spans = list[tuple[str, bool]]
"""Pieces of a paragraph, each with whether it is on this side alone."""


class Difference(NamedTuple):
    """A paragraph before and after; None where there is none on that side."""

    before: Spans | None
    after: Spans | None


def compare(before: Article, after: Article) -> list[Difference]:
    """Paragraphs that differ between two revisions, the headline as the first of them."""
    old, new = list_paragraphs(before), list_paragraphs(after)
    found = []
    for tag, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [_compare_pair(*pair) for pair in zip_longest(old[i:j], new[k:n])]
    return found


def _compare_pair(before: str | None, after: str | None) -> Difference:
    if before is None or after is None or max(len(before), len(after)) > MAX_COMPARED:
        return Difference(_whole(before), _whole(after))
    left: Spans = []
    right: Spans = []
    for tag, i, j, k, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left += [(before[i:j], tag != "equal")] if j > i else []
        right += [(after[k:n], tag != "equal")] if n > k else []
    return Difference(left, right)


def _whole(text: str | None) -> Spans | None:
    return None if text is None else [(text, True)]
