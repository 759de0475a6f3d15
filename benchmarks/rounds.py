"""Side by side: A B C, C B A, A B C …; of each the median, and of its ratio to the first.

A machine's noise hits neighbours alike, so the ratio within a round says more than any time.
"""

import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from os import cpu_count
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

Timings = dict[str, list[float]]
"""Contender → its figure in each round."""


def take_turns(
    contenders: Mapping[str, Callable[[int], float]], rounds: int, warm_up: int = 1
) -> Timings:
    """Call each contender with the round's number, in turning order; what they return is noted."""
    names = list(contenders)
    timings: Timings = {name: [] for name in names}
    for number in range(-warm_up, rounds):
        for name in names if number % 2 == 0 else reversed(names):
            figure = contenders[name](number)
            if number >= 0:
                timings[name].append(figure)
    return timings


def time_cpu(act: Callable[[], object]) -> float:
    """Seconds of processor time of this process."""
    start = process_time()
    act()
    return process_time() - start


def time_wall(act: Callable[[], object]) -> float:
    """Seconds."""
    start = perf_counter()
    act()
    return perf_counter() - start


def ratios(timings: Timings, name: str, base: str) -> list[float]:
    """Of each round, how often ``base``'s figure goes into another's."""
    return [one / other for one, other in zip(timings[name], timings[base], strict=True)]


def print_table(timings: Timings, unit: str, scale: float, bases: Sequence[str]) -> None:
    """A Markdown table: median, least, and the median ratio to each of ``bases``."""
    heads = [f"× {base}" for base in bases]
    print(f"| | {unit}, median | least | {' | '.join(heads)} |")
    print("|---|" + "---:|" * (2 + len(heads)))
    for name, figures in timings.items():
        shares = [f"{median(ratios(timings, name, base)):.2f}" for base in bases]
        middle, least = median(figures) * scale, min(figures) * scale
        print(f"| {name} | {middle:.3f} | {least:.3f} | {' | '.join(shares)} |", flush=True)


def print_machine(*packages: str) -> None:
    """The machine, and versions of what is measured."""
    found = []
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"no {package}")
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{_read_processor()}, {cpu_count()} cores; {python}; {', '.join(found)}", flush=True)


def _read_processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or sys.platform
    return next((x.partition(":")[2].strip() for x in lines if x.startswith("model name")), "?")
