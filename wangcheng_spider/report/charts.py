"""Charts as inline SVG, without a script: drawn by pygal, coloured by the page's style sheet."""

import sys
import warnings
from collections.abc import Sequence
from itertools import count
from math import ceil, floor, log10
from typing import Any

from lxml import etree

from .figures import Series

WIDTH, HEIGHT = 760, 220
MIN_COLUMNS = 12
"""The first runs are drawn as narrow as later ones."""
AXIS = 40
"""Width of the upright axis with its numbers."""
MARGIN = 4
LETTER, GAP = 6.4, 12.0
"""Width of a letter of a column's name, and of what must be free between two names."""
CUT = 8
"""A column that is so many times as high as nine of ten others is cut off."""
COLOURS = {"new": 0, "edited": 1, "back": 2, "gone": 3, "better_copy": 4}
SVG = "{http://www.w3.org/2000/svg}"

_numbers = count(1)


def draw_bars(
    series: Series,
    title: str,
    words: dict[str, str],
    *,
    unit: str = "",
    stacked: bool = True,
    width: int = WIDTH,
) -> str:
    """Bars as one ``<svg>``: a column each, stacked or side by side; every bar bears its number.

    ``words``: how a series is called. Columns far above all others are cut off (see find_limit).
    """
    limit = find_limit(series.totals if stacked else [])
    free = [0] * (MIN_COLUMNS - len(series.columns)) if stacked else []
    column = (width - AXIS) / max(len(series.columns) + len(free), 1)
    widest = LETTER * max(map(len, series.columns), default=0)
    # the last column is named, and half of its name may stick out
    edge = MARGIN if free else max(MARGIN, ceil((widest - column) / 2) + MARGIN)
    chart = _make_chart(stacked, width, edge)
    chart.x_labels = _thin_out(series.columns, ceil((widest + GAP) / column)) + [""] * len(free)
    heights = series.totals if stacked else [n for row in series.rows.values() for n in row]
    chart.y_labels = find_ticks(limit or max(heights))
    for name, numbers in series.rows.items():
        chart.add(words.get(name, name), _cut(numbers, series.totals, limit) + free)
    tree = chart.render_tree()
    return _finish(tree, series, title, words, unit)


def find_limit(totals: Sequence[float]) -> float | None:
    """The height at which columns are cut, where few are far above the rest; else None."""
    high = sorted(total for total in totals if total)
    if len(high) < 10:
        return None
    usual = high[len(high) * 9 // 10 - 1]
    return float(ceil(usual * 1.2)) if high[-1] > CUT * usual else None


def find_ticks(highest: float) -> list[float]:
    """Numbers on the upright axis: from 0 to ``highest`` or above, five steps at most.

    >>> find_ticks(2), find_ticks(17), find_ticks(0.4)
    ([0, 1, 2], [0, 5, 10, 15, 20], [0.0, 0.1, 0.2, 0.3, 0.4])
    """
    size = 10.0 ** floor(log10(highest))
    step = next(size * n for n in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5) if highest <= size * n * 5)
    if highest >= 1:
        step = max(1, ceil(step))
    return [round(n * step, 9) for n in range(ceil(round(highest / step, 9)) + 1)]


def _cut(numbers: Sequence[float], totals: Sequence[float], limit: float | None) -> list[float]:
    """Numbers of a series, those of cut columns made smaller in proportion."""
    if limit is None:
        return list(numbers)
    return [n * limit / t if t > limit else n for n, t in zip(numbers, totals, strict=True)]


def _make_chart(stacked: bool, width: int, edge: int) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pygal's own imports, whatever Python comes next
        import pygal
    # its hook for plug-ins, which nobody has here: every later import would warn of its form
    sys.meta_path[:] = [hook for hook in sys.meta_path if type(hook).__module__ != "pygal"]
    make = pygal.StackedBar if stacked else pygal.Bar
    return make(
        width=width,
        height=HEIGHT,
        margin=MARGIN,
        margin_right=edge,
        js=(),
        show_legend=False,
        explicit_size=False,
        include_x_axis=True,
        truncate_label=-1,
        rounded_bars=1,
        spacing=8,
    )


def _thin_out(columns: Sequence[str], step: int) -> list[str]:
    """Names of columns, all but every ``step``-th blank, counted from the last."""
    last = (len(columns) - 1) % step if columns else 0
    return [name if n % step == last else "" for n, name in enumerate(columns)]


def _finish(tree: Any, series: Series, title: str, words: dict[str, str], unit: str) -> str:
    """pygal's drawing without its script and styles, each bar with a title of its own."""
    for tag in ("script", "style", "defs"):
        for element in list(tree.iter(f"{SVG}{tag}", tag)):
            element.getparent().remove(element)
    etree.strip_tags(tree, etree.Comment)
    for place, (name, numbers) in enumerate(series.rows.items()):
        label = words.get(name, name)
        for group in _find(tree, f"serie-{place}"):
            group.set("class", f"s{colour_of(name, place)}")
            _name_bars(group, series.columns, numbers, label, unit)
    for element in list(tree.iter(f"{SVG}desc", "desc", f"{SVG}title", "title")):
        if element.get("class") != "own":
            element.getparent().remove(element)
    _set_role(tree, title)
    return etree.tostring(tree, encoding="unicode")


def colour_of(name: str, place: int) -> int:
    """Number of a series' colour: kinds of change have the same in every chart."""
    return COLOURS.get(name, place % 6)


def _find(tree: Any, name: str) -> list[Any]:
    """Elements of a class."""
    return [e for e in tree.iter() if name in str(e.get("class") or "").split()]


def _name_bars(
    group: Any, columns: Sequence[str], numbers: Sequence[float], label: str, unit: str
) -> None:
    """pygal draws a bar for every number, in their order; those of nothing are taken out."""
    for place, bar in enumerate(_find(group, "bar")):
        number = numbers[place] if place < len(numbers) else 0
        if not number:
            bar.getparent().remove(bar)
            continue
        title = etree.SubElement(bar, f"{SVG}title")
        title.set("class", "own")
        digits = 0 if number == int(number) else 1
        title.text = f"{columns[place]} · {label}: {number:,.{digits}f}{unit}"


def _set_role(tree: Any, title: str) -> None:
    name = f"chart-{next(_numbers)}"
    for key in ("id", "class", "width", "height"):
        tree.attrib.pop(key, None)
    tree.set("class", "chart")
    tree.set("role", "img")
    tree.set("aria-labelledby", name)
    own = etree.Element(f"{SVG}title")
    own.set("id", name)
    own.text = title
    tree.insert(0, own)
