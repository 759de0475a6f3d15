"""How much of the machine this process may use."""

import os


def count_cores() -> int:
    """Cores that the process may run on: of a container or under taskset not all of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
