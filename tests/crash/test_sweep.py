"""Every write, sync, rename, commit of a crawl: killed there, failing there, the power gone there.

The fast form draws a share of the trials; the long form (`make crash`) makes them all, but for the
three-step ones, of which it draws more. How they are made: launch.py, faults.py, disk.py.
"""

from collections import Counter

import pytest
from trials import IS_LONG, Trial, run_trials
from vfs import has_sqlite_hook

FAST = "kill:0.05,power:0.05,again:0.0008,seams:0.04,ENOSPC:0.03,EIO:0.03,ENOSPC-for_good:0.03"
LONG = "kill:1,power:1,again:0.02,seams:0.5,ENOSPC:1,EIO:1,ENOSPC-for_good:1"


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    made, said = run_trials("launch.py", LONG if IS_LONG else FAST, 1800 if IS_LONG else 120)
    assert said == "", "no crawl ends with a traceback"
    if IS_LONG:
        report(made)
    return made


def report(trials: list[Trial]) -> None:
    """Figures of the long form, for docs/reliability.md."""
    counted = Counter(f"{t['kind']} {t['codes'][:-1]}" for t in trials)
    for name, count in sorted(counted.items()):
        print(f"{count:6} × {name}")
    print(f"pages fetched twice a kill: at most {max(map(pages_twice, trials))}")


def pages_twice(trial: Trial) -> float:
    return float(trial["twice"] / max(1, trial["kills"]))


def test_every_kind_of_trial_was_made(trials: list[Trial]) -> None:
    kinds = {part.partition(":")[0] for part in FAST.split(",")}
    assert {trial["kind"] for trial in trials} == kinds
    if has_sqlite_hook():
        assert len(trials) > (1500 if IS_LONG else 60)


def test_nothing_is_lost_repeated_or_torn_and_verify_is_clean(trials: list[Trial]) -> None:
    assert [trial for trial in trials if trial["faults"]] == []


def test_the_next_run_is_complete(trials: list[Trial]) -> None:
    assert [trial for trial in trials if trial["codes"][-1] != 0] == []


def test_exit_codes(trials: list[Trial]) -> None:
    """A kill is a kill; a disk that refuses is 7, but where it refused what nobody needs: SQLite's
    tidying up at the end, or its switch to WAL, without which it is slower and as safe.
    """
    for trial in trials:
        is_killed = trial["kind"] in ("kill", "power", "again", "seams")
        wanted = (-9, 0) if is_killed else (7, 0)
        assert set(trial["codes"][:-1]) <= set(wanted), trial
    failing = [t["codes"][0] for t in trials if t["kind"] in ("ENOSPC", "EIO")]
    assert failing.count(7) > 0.8 * len(failing)


def test_a_kill_costs_few_pages(trials: list[Trial]) -> None:
    assert max(map(pages_twice, trials)) <= 3, "what was staged and not on disk yet, and no more"
