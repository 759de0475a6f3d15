"""Bodies as large and as strange as they come, read as articles, mirror pages and listings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hostile.bodies import BODIES
from hostile.launch import LONG, MEMORY, STILL

WAYS = ("layout", "bare", "mirror", "listing")
QUICK = (
    ("200,000 attributes with > in their values", "layout"),
    ("two million links", "listing"),
    ("JSON that nests", "mirror"),
)
"""What has cost more than it may, before it was bounded."""


def read_apart(name: str, way: str) -> tuple[float, int, str]:
    """(seconds of processor time, MB at the worst moment, outcome) of reading, in a process."""
    script = Path(__file__).with_name("reading.py")
    done = subprocess.run(
        [sys.executable, str(script), name, way],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": str(script.parent.parent)},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seconds, memory, outcome = json.loads(done.stdout)
    return seconds, memory, outcome


def check(name: str, way: str) -> None:
    seconds, memory, outcome = read_apart(name, way)
    print(f"{seconds:.1f} s, {memory} MB: {name}, {way}: {outcome}")
    assert seconds < STILL
    assert memory < MEMORY
    assert "internal" not in outcome


@pytest.mark.parametrize(("name", "way"), QUICK)
def test_a_body_that_was_a_bomb(name: str, way: str) -> None:
    check(name, way)


@LONG
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", BODIES)
def test_every_body_every_way(name: str, way: str) -> None:
    check(name, way)
