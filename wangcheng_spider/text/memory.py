"""Answers about short texts, remembered: every page of a portal has the same menus and labels."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Answer = TypeVar("Answer")

SHORT = 60
"""Characters: menus, labels, names and bylines. Longer texts are one article's alone."""
KEPT = 4096
"""Answers that each function keeps: about 1 MB."""


def remember(function: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """The function, whose answers about short texts are kept; they must not be changed."""
    kept = lru_cache(maxsize=KEPT)(function)

    @wraps(function)
    def answer(text: str) -> Answer:
        return kept(text) if len(text) <= SHORT else function(text)

    return answer
