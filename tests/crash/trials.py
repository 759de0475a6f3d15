"""Trials run by a process of the harness: a drawn share in the fast form, all in `make crash`."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

IS_LONG = "KILLS" in os.environ
SEED = os.environ.get("SEED", "2026")
MEMORY = Path("/dev/shm")
"""Trials are judged by what the model says is on the platter: a real disk would only cost time."""

Trial = dict[str, Any]


def run_trials(script: str, shares: str, seconds: float) -> tuple[list[Trial], str]:
    """What ``script`` made of its trials, and what it said on standard error."""
    root = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=root) as folder:
        done = subprocess.run(
            [sys.executable, script, shares, folder, SEED],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr
