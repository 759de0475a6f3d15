"""Marks that combine with the letter before them, without end: composing them costs their square.

Unicode's own stream-safe form stops at 30 marks a letter (UAX #15); no language comes near it.
"""

import re
import unicodedata

MOST = 30
"""Marks of one letter; more are left out."""
LONG = 1000
"""Characters: a shorter text costs nothing that matters."""
UNUSUAL = re.compile(
    "[^\u0000-\u02ff\u2000-\u20cf\u2100-\u2cee\u2e00-\u3029\u3030-\u3098\u309b-\ua66e"
    f"\uac00-\ud7ff\ue000-\ufb1d\ufe30-\uffff]{{{MOST + 1}}}"
)
"""A run of what may be marks: no text of ours has one."""


def limit_marks(text: str) -> str:
    """A text whose letters have MOST marks at most.

    >>> limit_marks("望城"), len(limit_marks("a" + 5000 * "\\u0301"))
    ('望城', 31)
    """
    if len(text) < LONG or not UNUSUAL.search(text):
        return text
    kept, marks = list[str](), 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MOST:
            kept.append(char)
    return "".join(kept)
