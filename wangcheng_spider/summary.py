"""A run in a few lines for the terminal, or in one for programs."""

import json

from .run import Run
from .wording import count_of

TOLD = (
    *("run_id", "site", "mode", "archive", "started_at", "ended_at", "exit_code", "cause"),
    *("written", "fetched", "checks", "dropped", "failed", "alarms"),
    *("articles_known", "still_to_do"),
)
"""Fields of run.json that a summary has too."""


def to_json(run: Run) -> str:
    """The same as one JSON object: fields of run.json, and where the lines and the record are."""
    record = run.record
    table = {name: getattr(record, name) for name in TOLD}
    table["listed"] = sum(channel.listed for channel in record.channels.values())
    table["channels"] = len(record.channels)
    table["articles"] = str(run.articles)
    table["record"] = str(run.folder / "run.json")
    return json.dumps(table, ensure_ascii=False)


def summarize(run: Run) -> str:
    """Lines for the terminal: what came in, what failed, where the lines are."""
    record = run.record
    changes = ", ".join(f"{n} {change}" for change, n in sorted(record.written.items())) or "none"
    channels = record.channels.values()
    listed = f"{sum(c.listed for c in channels)} listed in {count_of(len(channels), 'channel')}"
    dropped = ", ".join(f"{n} {reason}" for reason, n in record.dropped.most_common()) or "none"
    failed = ", ".join(f"{n} {reason}" for reason, n in record.failed.most_common()) or "none"
    left = count_of(record.still_to_do, "address", "addresses")
    media = ", ".join(f"{n} {reason}" for reason, n in record.media.most_common())
    segments = sorted(run.articles.glob(f"{run.site.name}-*.jsonl"))
    lines = str(segments[-1]) if segments else "none yet"
    if segments[1:]:
        lines += f" and {len(segments) - 1} earlier beside it"
    return "\n".join(
        [
            f"articles  {changes} ({listed}; {record.articles_known} known in all)",
            f"dropped   {dropped}",
            f"failed    {failed} ({left} still to do)",
            *([f"media     {media}"] if media else []),
            f"lines     {lines}",
            f"exit      {record.exit_code}: {record.cause or 'complete'} (record {run.folder})",
        ]
    )
