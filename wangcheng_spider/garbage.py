"""Python's collector of garbage cycles, set for a program that makes many short-lived objects."""

import gc

THRESHOLDS = 10_000, 20, 20
"""New objects before a collection, and how many of these before a larger one. Python's own are
700, 10, 10: for a page that is read it looks through thousands of objects several times."""


def calm_collector() -> None:
    """Collect less often, and never look at what is there already: modules stay to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
