"""The records of earlier runs, read from their files: a run that goes on meanwhile is no matter."""

from pathlib import Path
from typing import Any

import orjson

from ..errors import WangchengError
from ..exit_codes import BUSY
from ..record import order_runs, place_run

MAX_RUNS = 40
"""Runs that a report looks back on, its own among them."""

Record = dict[str, Any]
"""The content of a run.json."""


class ReportError(WangchengError):
    """A report that can't be made; the text says why."""

    exit_code = BUSY


def list_runs(runs: Path) -> list[str]:
    """Ids of the ended runs below ``runs``, oldest first."""
    return order_runs(path.parent.name for path in runs.glob("*/run.json"))


def read_record(runs: Path, run_id: str) -> Record:
    """A run's record. Raises ReportError."""
    path = runs / run_id / "run.json"
    try:
        record = orjson.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise ReportError(f"{path}: no such run") from error
    except (OSError, ValueError) as error:
        raise ReportError(f"{path}: {error}") from error
    if not isinstance(record, dict) or not isinstance(record.get("site"), str):
        raise ReportError(f"{path}: not the record of a run")
    return record


def read_history(runs: Path, record: Record, run_id: str) -> list[Record]:
    """Records of the same site up to ``run_id``, oldest first, ``record`` the last of them.

    What can't be read is passed over: a report of a good run must not fail for a bad one.
    """
    earlier = [name for name in list_runs(runs) if place_run(name) < place_run(run_id)]
    found: list[Record] = [record]
    for name in reversed(earlier):
        if len(found) == MAX_RUNS:
            break
        try:
            one = read_record(runs, name)
        except ReportError:
            continue
        if one["site"] == record["site"]:
            found.append(one)
    return found[::-1]
