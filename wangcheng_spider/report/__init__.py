"""A run and the runs before it as one HTML page: no script, nothing from the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from .. import __version__
from ..files import write_whole
from ..html import render, show_size
from ..items import CHANGES
from ..record import RunRecord
from . import charts, figures
from .figures import Series
from .history import Record, ReportError, list_runs, read_history, read_record
from .words import VERDICTS, WORDS, Verdict

__all__ = ["ReportError", "list_runs", "render_report", "write_report"]

MAX_FAILURES = 200
"""Failures with addresses on the page."""
HALF = 400
"""Width of a chart that stands beside another."""
EDITS = ("edited", "gone", "back", "better_copy")


class Tile(NamedTuple):
    """A figure of its own."""

    zh: str
    en: str
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and what it shows."""

    title: str
    series: Series
    svg: Markup
    limit: float | None = None
    """Columns above were cut off."""
    digits: int = 0


def write_report(runs: Path, run_id: str) -> Path:
    """Write ``report.html`` into a run's folder, aside and renamed. Raises ReportError, OSError."""
    record = read_record(runs, run_id)
    text = render_report(read_history(runs, record, run_id), runs)
    path = runs / run_id / "report.html"
    # an address may hold a lone surrogate: it is shown as ?, the report does not fail for it
    write_whole(path, text.encode("utf-8", errors="replace"))
    return path


def render_report(history: Sequence[Record], runs: Path | None = None) -> str:
    """The page of the last of ``history``; earlier reports below ``runs`` are linked."""
    record = _complete(history[-1])
    failed = sum(record["failed"].values())
    shown = record["failures"][:MAX_FAILURES]
    prefix = "downloader/response_status_count/"
    return render(
        "report.html",
        run=record,
        verdict=_judge(record),
        tiles=_tiles(record),
        charts=_draw(history),
        grid=figures.count_completeness(history),
        max_days=figures.MAX_DAYS,
        fills=figures.count_fills(history),
        runs=[_row(one, runs) for one in history],
        statuses={k.removeprefix(prefix): n for k, n in record["stats"].items() if prefix in k},
        more_failures=failed - len(shown) if failed > len(shown) else 0,
        zone=figures.read_zone(record),
        words=WORDS,
        colour_of=charts.colour_of,
        version=__version__,
    )


def _complete(record: Record) -> Record:
    """With every key of today's records: one of an older version may have fewer."""
    empty = RunRecord("", record["site"], "", "").to_table()
    table = empty | {key: value for key, value in record.items() if value is not None}
    table["named"] = {change: [] for change in CHANGES} | table["named"]
    table["written"] = dict.fromkeys(CHANGES, 0) | table["written"]
    return table


def _judge(record: Record) -> Verdict:
    return VERDICTS.get(record.get("exit_code"), VERDICTS[None])


def _tiles(record: Record) -> list[Tile]:
    written, stats = record["written"], record["stats"]
    failed, left = sum(record["failed"].values()), record["still_to_do"]
    size = stats.get("downloader/response_bytes", 0)
    seconds = stats.get("elapsed_time_seconds", 0)
    return [
        Tile("新文章", "new", f"{written['new']:,}"),
        Tile("修改", "edited", f"{written['edited']:,}"),
        Tile("下架", "gone", f"{written['gone']:,}"),
        Tile("失败", "failed", f"{failed:,}", "bad" if failed else ""),
        Tile("待抓", "still to do", f"{left:,}", "warn" if left else ""),
        Tile("馆藏", "known", f"{record['articles_known']:,}"),
        Tile("流量", "received", show_size(size)),
        Tile("用时", "time", _show_duration(seconds)),
    ]


def _show_duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"


def _draw(history: Sequence[Record]) -> dict[str, Chart]:
    responses = figures.count_stat(history, "responses", "downloader/response_count")
    size = figures.count_stat(history, "MB", "downloader/response_bytes", 1e6)
    return {
        "changes": _chart("收录 What came in", figures.count_changes(history)),
        "edits": _chart("修改与下架 Edits and removals", figures.count_changes(history, EDITS)),
        "layouts": _chart("版式 Layouts", figures.count_kinds(history, "layouts")),
        "failed": _chart("失败 Failures", figures.count_kinds(history, "failed")),
        "responses": _chart("响应 Responses", responses, width=HALF),
        "bytes": _chart("流量 MB", size, digits=1, width=HALF),
        "delays": _chart(
            "时效 Delay", figures.count_delays(history), unit=" %", stacked=False, digits=1
        ),
    }


def _chart(
    title: str, series: Series, *, stacked: bool = True, digits: int = 0, **look: Any
) -> Chart:
    if series.is_empty:
        return Chart(title, series, Markup(""))
    svg = charts.draw_bars(series, title, WORDS, stacked=stacked, **look)
    limit = charts.find_limit(series.totals) if stacked else None
    # made by lxml, which has escaped what it was given
    return Chart(title, series, Markup(svg), limit, digits)


def _row(record: Record, runs: Path | None) -> dict[str, Any]:
    """A run in the table of runs."""
    record = _complete(record)
    written, run_id = record["written"], record["run_id"]
    path = runs / run_id / "report.html" if runs and Path(run_id).name == run_id else None
    return {
        "started_at": record["started_at"],
        "verdict": _judge(record),
        "report": f"../{run_id}/report.html" if path and path.exists() else None,
        **{change: written[change] for change in ("new", "edited", "gone")},
        "failed": sum(record["failed"].values()),
        "cause": record["cause"],
    }
