"""Fuzzes by coverage: ``python -m fuzz.guided MINUTES [SEED] [TARGET…]``; needs atheris.

Which inputs reach new branches of the package steers what is tried next. They are kept below
tests/fuzz/corpus/TARGET (not in git), so that a later run begins where this one ended; what breaks
a promise is kept as by ``fuzz.run``. A target has a process of its own, because libFuzzer never
gives one back.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["wangcheng_spider"]):
    from fuzz.mutation import LONGEST, mutate
    from fuzz.run import try_input
    from fuzz.targets import TARGETS, seeds

CORPUS = Path(__file__).parent / "corpus"


def fuzz(target: str, minutes: float, seed: int) -> None:
    """Try inputs for so many minutes of processor time, then end the process: 1 where one broke."""
    corpus = CORPUS / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(data)
    broken, tried = set[str](), 0
    end = time.process_time() + minutes * 60

    def try_one(data: bytes) -> None:
        nonlocal tried
        tried += 1
        try_input(target, data, broken)
        if time.process_time() > end:
            kept = sum(1 for _ in corpus.iterdir())
            print(f"{target}: {tried} inputs by coverage in {minutes:g} min, {kept} of them kept,")
            print(f"{' ' * len(target)}  {len(broken)} finds", flush=True)
            os._exit(1 if broken else 0)

    options = [f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=3600", "-rss_limit_mb=2000"]
    command = [sys.argv[0], *options, "-print_final_stats=0", "-verbosity=0", str(corpus)]
    atheris.Setup(command, try_one, custom_mutator=make_mutator(target))
    atheris.Fuzz()


def make_mutator(target: str) -> Callable[[bytes, int, int], bytes]:
    """Every other change is ours, which knows tags and labels; the rest are libFuzzer's."""

    def change(data: bytes, most: int, seed: int) -> bytes:
        chance = Random(seed)
        if seed % 2:
            return mutate((data, *seeds(target)) if seed % 8 == 1 else (data,), chance)[:most]
        return bytes(atheris.Mutate(data, most))

    return change


def main(minutes: float, seed: int = 1, *targets: str) -> None:
    if len(targets) == 1:
        fuzz(targets[0], minutes, seed)
    command = [sys.executable, "-m", "fuzz.guided", str(minutes), str(seed)]
    codes = [subprocess.run([*command, target]).returncode for target in targets or TARGETS]
    sys.exit(1 if any(codes) else 0)


if __name__ == "__main__":
    main(float(sys.argv[1]), *map(int, sys.argv[2:3]), *sys.argv[3:])
