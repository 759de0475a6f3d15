"""The end of a run on disk: its record, and its page."""

import json
import logging
from pathlib import Path
from typing import Any

from .files import write_whole


def write_table(path: Path, table: dict[str, Any]) -> None:
    """A run's record as JSON, written aside and renamed. Raises OSError."""
    write_whole(path, f"{json.dumps(table, ensure_ascii=False, indent=1)}\n".encode())


def leave_report(folder: Path) -> None:
    """The page of a run, where its record could be written; a run is worth no less for none."""
    if not (folder / "run.json").is_file():
        return
    try:
        from .report import write_report  # loads the drawing of charts: at the end, and only then

        write_report(folder.parent, folder.name)
    except Exception as error:  # jinja2, pygal and their imports, or the disk
        logging.getLogger(__name__).warning("%s: no report: %s", folder, error)
