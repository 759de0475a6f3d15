"""The README's session, run as it stands: what it shows is what a user sees."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHANGING = re.compile(r"\d{8}T\d{6}Z|(?<=Z-sample)-2(?=\))")
"""Times in names of files, and the number of a second run in a second; nothing else may differ."""


def _settle(text: str) -> str:
    return CHANGING.sub(lambda found: "TIME" if found[0] != "-2" else "", text)


def read_session() -> list[tuple[str, str]]:
    """(command, what it printed) pairs."""
    text = (ROOT / "README.md").read_text("utf-8")
    block = re.search(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block
    steps = re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]
    return [(command, shown) for command, _, shown in (step.partition("\n") for step in steps)]


def test_the_session_is_real(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sample.warc.gz").symlink_to(ROOT / "data" / "sample.warc.gz")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    session = read_session()
    assert len(session) >= 5
    for command, shown in session:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, command
        assert _settle(done.stdout) == _settle(shown), command
