"""Names of segments, and which files are some."""

import re
from pathlib import Path

NAME = re.compile(r"(?P<site>\w+)-\d{8}T\d{6}Z-\d{5}\.jsonl", re.ASCII)
PART = ".part"
"""Behind the name while a segment is open."""


def is_segment(name: str, site: str) -> bool:
    """True for a name that segments of this site have; ``.part`` is no part of it."""
    match = NAME.fullmatch(name)
    return match is not None and match["site"] == site


def list_segments(articles: Path) -> list[Path]:
    """Files that readers take for segments, in the order of their names."""
    if not articles.is_dir():
        return []
    suffixes = (".jsonl", ".jsonl" + PART)
    return sorted(path for path in articles.iterdir() if path.name.endswith(suffixes))
