"""A slice of the fuzzing: what was once found, and some hundred inputs more for each target.

More: ``make fuzz MINUTES=30``.
"""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.mutation import mutate
from fuzz.targets import FINDS, TARGETS, seeds

INPUTS = 200

WRITTEN = st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
FOUND = sorted(FINDS.glob("*/*"))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_stays_mended(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_mutations_of_what_is_known(target: str) -> None:
    chance = Random(target)
    for _ in range(INPUTS):
        TARGETS[target](mutate(seeds(target), chance))


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=25, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), WRITTEN))
def test_bytes_of_any_kind(target: str, data: bytes) -> None:
    TARGETS[target](data)
