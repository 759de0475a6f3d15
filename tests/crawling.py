"""Crawls as a user starts them: a process of its own, a sample site on loopback."""

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TIMEOUT = 120


@dataclass
class Crawl:
    """A crawl into ``data_dir``, running or ended."""

    data_dir: Path
    process: "subprocess.Popen[str]"

    def end(self, timeout: float = TIMEOUT) -> "Ended":
        try:
            out, err = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        return Ended(self.data_dir, self.process.returncode, out, err)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


@dataclass
class Ended:
    """What a crawl left behind."""

    data_dir: Path
    exit_code: int
    out: str
    err: str

    @property
    def record(self) -> dict[str, Any]:
        """run.json of the newest run."""
        runs = sorted((self.data_dir / "runs").iterdir(), key=lambda run: run.stat().st_ctime_ns)
        table: dict[str, Any] = json.loads((runs[-1] / "run.json").read_text("utf-8"))
        return table


def start_crawl(data_dir: Path, *arguments: str, **env: str) -> Crawl:
    """``scrapy crawl wangcheng`` with warnings as errors; ``arguments`` as on the command line."""
    command = [sys.executable, "-W", "error", "-m", "scrapy", "crawl", "wangcheng"]
    process = subprocess.Popen(
        [*command, "-s", f"DATA_DIR={data_dir}", *arguments],
        cwd=ROOT,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Crawl(data_dir, process)


def crawl(data_dir: Path, *arguments: str, **env: str) -> Ended:
    """A crawl to its end."""
    return start_crawl(data_dir, *arguments, **env).end()


def read_lines(data_dir: Path) -> list[dict[str, Any]]:
    """Every line of every sealed segment; a torn line fails here."""
    lines: list[dict[str, Any]] = []
    for path in sorted((data_dir / "articles").glob("*.jsonl")):
        text = path.read_text("utf-8")
        assert text.endswith("\n"), f"{path} is torn"
        lines += map(json.loads, text.split("\n")[:-1])
    return lines


def free_port() -> int:
    """A port that is free on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
