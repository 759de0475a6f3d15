"""What stands near a headline and says what it is by its place or look, not by a label."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ..text.dates import find_date
from ..text.labels import find_labels
from ..text.people import NAME
from .furniture import is_noise
from .runs import Run

MEDIA = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9·\-—（）()]{1,20}(?:报|网|社|台|电视|传媒|融媒体?|新闻|客户端|发布|在线|广播|频道|杂志"
    r"|周刊|中心|政府|办公?室?|委|局|观察|视频|之声|论坛|周末|号|文旅|协会|学院|大学|医院|法院|检察院|公司|集团|部|院|厅|处|会|公安|都市|时刻|周报|网站|头条)"
)
BULLETED = re.compile(rf"[□■○●◎◆◇]\s{{0,3}}({NAME})")
CELLS = frozenset(("td", "th", "dt"))
VALUES = frozenset(("td", "dd"))
LONGEST = 12
"""Characters of a label in a cell of its own."""


def find_source(runs: Sequence[Run]) -> str | None:
    """A medium's name beside the date."""
    for run in runs:
        if len(run.text) > 80 or run.kind == "prose":
            continue
        for part in re.split(r"[\x1f|｜\[\]【】]+|\s{1,}|　", run.parts):
            part = part.replace(find_date(part) or "\0", "").strip(" :：()（）")
            if MEDIA.fullmatch(part) and not is_noise(part):
                return part
    return None


def find_author(runs: Sequence[Run]) -> str | None:
    """A name behind a bullet, on a line of its own."""
    names = (BULLETED.fullmatch(run.text) for run in runs)
    return next((name[1] for name in names if name), None)


def join_cells(runs: Sequence[Run]) -> None:
    """Labels in cells of their own take in their values: where one names the source, and no
    byline and no prose stands before. Other tables are the article's.
    """
    pairs: list[tuple[Run, Run]] = []
    has_source = False
    for label, value in pairwise(runs):
        is_byline = label.kind == "label" and label.owner.tag not in VALUES
        if "prose" in (label.kind, value.kind) or is_byline:
            break
        mark = _read_cell(label)
        if mark and value.owner is label.owner.getnext() and not _read_cell(value):
            pairs.append((label, value))
            has_source = has_source or mark["source"] is not None
    for label, value in pairs if has_source else ():
        label.text = label.parts = f"{label.text.rstrip(':：')}：{value.text}"
        label.kind = value.kind = "label"
        value.weight = 0.0


def _read_cell(run: Run) -> re.Match[str] | None:
    """The label that a cell holds and nothing else."""
    name = run.text.rstrip(":：")
    if run.owner.tag not in CELLS or not 1 < len(name) <= LONGEST:
        return None
    marks = find_labels(f"{name}：")
    return marks[0] if marks and len(marks[0][0]) == len(name) + 1 else None
