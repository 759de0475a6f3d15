"""`verify --repair` killed or failing at every point: run again, it comes to the same end.

The fast form draws a share of the trials; `make crash` makes them all, of those with three steps
more. How they are made: repairs.py.
"""

from collections import Counter

import pytest
from trials import IS_LONG, Trial, run_trials
from vfs import has_sqlite_hook

FAST = "kill:0.006,power:0.005,again:0.0001,ENOSPC:0.006,EIO:0.006,ENOSPC-for_good:0.003"
LONG = "kill:1,power:1,again:0.005,ENOSPC:1,EIO:1,ENOSPC-for_good:1"


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    made, said = run_trials("repairs.py", LONG if IS_LONG else FAST, 5400 if IS_LONG else 120)
    odd = [line for line in said.splitlines() if not line.startswith("wangcheng: ")]
    assert odd == [], "no repair ends with a traceback"
    if IS_LONG:
        counted = Counter(f"{t['kind']} {t['codes'][:-1]}, store {t['store']}" for t in made)
        print("\n".join(f"{count:6} × {name}" for name, count in sorted(counted.items())))
    return made


def test_every_kind_of_trial_was_made(trials: list[Trial]) -> None:
    assert {trial["store"] for trial in trials} == {"whole", "torn", "lost"}
    if has_sqlite_hook():
        assert len(trials) > (4000 if IS_LONG else 8)


def test_a_repair_that_was_cut_short_comes_to_the_end_of_one_that_was_not(
    trials: list[Trial],
) -> None:
    """The same lines, what was damaged aside once, the same store; verify is clean."""
    assert [trial for trial in trials if trial["apart"] or trial["codes"][-1] != 0] == []


def test_a_crawl_goes_on_from_there(trials: list[Trial]) -> None:
    assert [trial for trial in trials if trial["faults"] or trial["crawled"] != 0] == []


def test_exit_codes(trials: list[Trial]) -> None:
    for trial in trials:
        is_killed = trial["kind"] in ("kill", "power", "again")
        assert set(trial["codes"][:-1]) <= ({-9, 0} if is_killed else {7, 0}), trial
