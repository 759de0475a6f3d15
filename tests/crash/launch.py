"""Trials of kills and errors, each in forks of this process, which holds all modules already.

``launch.py KIND:SHARE,… FOLDER SEED``: sweeps every point (or a SHARE of the trials of that KIND,
0 to 1, drawn by SEED) and prints a line of JSON for each trial: plans, exit codes, faults found.
``launch.py crawl FOLDER PLAN ARGUMENTS…``: one crawl under Scrapy with a plan laid over it.
"""

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random

from faults import Faults, Plan
from session import Session
from vfs import install

RECOVERY = 40
"""Points of a start, at least: each of them is a moment to be killed in again."""

SEAMS = ("after fsync part", "after rename part")
"""Where files are a step ahead of the store."""


def run_in_fork(plan: Plan, folder: Path, act: Callable[[], int]) -> int:
    """What ``act`` returns (its exit code) with a plan laid over it; -9 where it was killed.

    Points and calls are left in ``folder``; the plan's disk is all below ``disk`` in it.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    faults = Faults(folder / "disk", plan, folder / "memory")
    install(faults)
    code = 99
    try:
        code = act()
    except BaseException as error:
        print(f"{type(error).__name__}: {error} after {faults.calls[-1:]}", file=sys.stderr)
    faults.remember()
    told = {"points": faults.points, "calls": faults.calls}
    (folder / "counted.json").write_text(json.dumps(told))
    sys.stderr.flush()
    os._exit(code)


class Trials:
    """Runs trials below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._disk = folder / "disk"
        self._data_dir = self._disk / "data"
        self._session = Session()
        self._session.crawl(folder / "warm", folder / "warm.log")
        self.points, self.calls = self._count()

    def _count(self) -> tuple[list[str], int]:
        """Points and calls of a crawl that nothing happens to."""
        self._clear()
        self._run(Plan())
        told = json.loads((self._folder / "counted.json").read_text())
        return told["points"], len(told["calls"])

    def _clear(self) -> None:
        shutil.rmtree(self._disk, ignore_errors=True)
        self._disk.mkdir()
        for name in ("log", "memory"):
            (self._folder / name).unlink(missing_ok=True)

    def _run(self, plan: Plan) -> int:
        """One crawl in a fork: its exit code, -9 where it was killed."""
        return run_in_fork(
            plan, self._folder, lambda: self._session.crawl(self._data_dir, self._folder / "log")
        )

    def try_out(self, plans: list[Plan]) -> dict[str, object]:
        """Crawls with these plans, one after the other, then one to the end; what came of it."""
        self._clear()
        codes = [self._run(plan) for plan in plans]
        codes.append(self._run(Plan()))
        faults = self._session.find_faults(self._data_dir)
        log = Counter((self._folder / "log").read_text().split())
        kills = sum(code != 0 for code in codes[:-1])
        return {
            "plans": [asdict(plan) for plan in plans],
            "codes": codes,
            "faults": faults,
            "twice": sum(log.values()) - len(log),
            "kills": kills,
        }


def plan_trials(kind: str, points: list[str], calls: int, chance: Random) -> Iterator[list[Plan]]:
    """Every trial of a kind."""
    if kind in ("kill", "power"):
        for at in range(1, len(points) + 1):
            yield [Plan(kind, at, seed=chance.randrange(1 << 30))]
    elif kind in ("again", "seams"):
        # killed, killed in the recovery of that, and the power gone in the recovery of that
        every = range(1, len(points) + 1)
        for at in every if kind == "again" else (n for n in every if points[n - 1] in SEAMS):
            for then in range(1, RECOVERY + 1):
                third, last = chance.randint(1, RECOVERY), chance.choice(("kill", "power"))
                seed = chance.randrange(1 << 30)
                yield [Plan("kill", at), Plan("kill", then), Plan(last, third, seed=seed)]
    else:
        name, _, for_good = kind.partition("-")
        for at in range(1, calls + 1):
            yield [Plan(name, at, for_good=bool(for_good))]


def sweep(shares: str, folder: Path, seed: int) -> None:
    """All trials, or a drawn share of each kind."""
    trials = Trials(folder)
    chance = Random(seed)
    for part in shares.split(","):
        kind, _, share = part.partition(":")
        for plans in plan_trials(kind, trials.points, trials.calls, chance):
            if chance.random() < float(share):
                print(json.dumps({"kind": kind, **trials.try_out(plans)}), flush=True)


def crawl(folder: Path, plan: str, arguments: list[str]) -> None:
    """``scrapy crawl wangcheng`` with a plan laid over it."""
    from scrapy.cmdline import execute

    install(Faults(folder, Plan(**json.loads(plan))))
    execute(["scrapy", "crawl", "wangcheng", "-s", f"DATA_DIR={folder}", *arguments])


if __name__ == "__main__":
    if sys.argv[1] == "crawl":
        crawl(Path(sys.argv[2]), sys.argv[3], sys.argv[4:])
    else:
        sweep(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
