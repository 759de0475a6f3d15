"""Records of runs as tests need them."""

from pathlib import Path
from typing import Any

import orjson

from wangcheng_spider.record import RunRecord


def make_record(day: int, site: str = "wcxww", **values: Any) -> dict[str, Any]:
    """A record as run.json gives it back."""
    stamp = f"202601{day:02}T060000Z-{site}"
    moment = f"2026-01-{day:02}T06:00:00Z"
    record = RunRecord(stamp, site, "update", moment, ended_at=moment, exit_code=0)
    for name, value in values.items():
        setattr(record, name, value)
    table: dict[str, Any] = orjson.loads(orjson.dumps(record.to_table()))
    return table


def row(channel: str, day: str, listed: int, known: int, failed: dict[str, int]) -> dict[str, Any]:
    return {
        "channel": channel,
        "day": day,
        "listed": listed,
        "known": known,
        "fetched": 0,
        "written": 0,
        "dropped": {},
        "failed": failed,
    }


def put(runs: Path, record: dict[str, Any]) -> Path:
    folder = runs / record["run_id"]
    folder.mkdir(parents=True)
    (folder / "run.json").write_bytes(orjson.dumps(record))
    return folder
