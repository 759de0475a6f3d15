"""Paragraphs of a text that is set as it is, in <pre>: its lines are all the structure it has."""

import re

BORDER = re.compile(r"\r?\n(?:[ \t\r]*+\n)++|\r?\n(?=\u3000|\u00a0{2}| {2})")
WIDE = r"[\u3001-\u9fff\uff00-\uffef“”…—]"
WRAP = re.compile(rf"(?<={WIDE})[ \r]{{0,4}}\n(?={WIDE})")
"""A line's end inside a Chinese sentence, which is no blank."""


def split_paragraphs(text: str) -> list[str]:
    """They end at blank lines and before indented ones; other lines are wrapped.

    >>> split_paragraphs("雾散时，\\n已经九点。\\n\\n船开了。")
    ['雾散时，已经九点。', '船开了。']
    """
    return [WRAP.sub("", piece) for piece in BORDER.split(text)]
