"""A season of daily runs under simulated time, held against its script."""

import json
import subprocess
import sys
from pathlib import Path

from crawling import ROOT, free_port


def test_a_simulated_season_equals_its_script(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "wangcheng_spider.demo.year", str(tmp_path / "year")]
    options = ["--days", "110", "--articles", "300", "--seed", "5", "--port", str(free_port())]
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, cwd=ROOT, timeout=200
    )
    assert done.stdout, done.stderr
    outcome = json.loads(done.stdout)
    assert outcome["differences"] == []
    assert min(outcome["lines"][change] for change in ("edited", "gone", "back")) > 0
    assert outcome["requests"] < outcome["naive"] / 5
