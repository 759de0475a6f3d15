"""Fuzzes: ``python -m fuzz.run MINUTES [SEED] [TARGET…]``, each target so many minutes.

Minutes are processor time: beside other work a run takes longer and tries no less. An input that
breaks a promise, or takes longer than SLOW, is kept below tests/fuzz/new/TARGET.
"""

import hashlib
import sys
import time
import traceback
from pathlib import Path
from random import Random

from fuzz.mutation import mutate
from fuzz.targets import TARGETS, seeds

NEW = Path(__file__).parent / "new"
SLOW = 5.0
"""Seconds of processor time."""


def fuzz(target: str, minutes: float, seed: int) -> tuple[int, set[str]]:
    """(inputs tried, what broke: the places where it did)."""
    chance, tried, broken = Random(seed), 0, set[str]()
    end = time.process_time() + minutes * 60
    for data in seeds(target):
        try_input(target, data, broken)
    while time.process_time() < end:
        try_input(target, mutate(seeds(target), chance), broken)
        tried += 1
    return tried, broken


def try_input(target: str, data: bytes, broken: set[str]) -> None:
    """Keep an input that breaks its target in a way that is not yet among what is broken."""
    begin = time.process_time()
    try:
        TARGETS[target](data)
    except Exception as error:  # whatever it is, it is a find
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__} {place.filename.rpartition('/')[2]}:{place.lineno}"
    else:
        if time.process_time() - begin < SLOW:
            return
        what = "slow"
    if what not in broken:
        broken.add(what)
        folder = NEW / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha1(data, usedforsecurity=False).hexdigest()[:12]).write_bytes(data)
        print(f"{target}: {what}", flush=True)


def main(minutes: float, seed: int = 1, *targets: str) -> None:
    failed = False
    for target in targets or TARGETS:
        tried, broken = fuzz(target, minutes, seed)
        print(f"{target}: {tried} inputs in {minutes:g} min, {len(broken)} finds", flush=True)
        failed = failed or bool(broken)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(float(sys.argv[1]), *map(int, sys.argv[2:3]), *sys.argv[3:])
