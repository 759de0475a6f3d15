"""Which characters a disguise tears, and which of them no reader can know any more.

A walk over the same bytes as ``mangle`` makes, with an eye on where each byte came from.
"""

import re
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from .mangle import Disguise, encode_text, insert_readings, prepare, read_pair, to_traditional


class Passage(NamedTuple):
    """A torn passage of an original: characters ``start`` to ``end``; ``lost``: of these, those
    of which a byte is gone without a reading in its place."""

    start: int
    end: int
    lost: frozenset[int]


def find_passages(text: str, disguise: Disguise, seed: int | str = 0) -> list[Passage]:
    """The torn passages of ``mangle(text, disguise, seed)``, in places of ``text``."""
    prepared = prepare(text, disguise, Random(f"mangle/{seed}"))
    data = insert_readings(encode_text(prepared), disguise)
    owners = _own_bytes(data, prepared, disguise)
    intact, lost = set[int](), set[int]()
    for start, end in _decode_units(data, disguise):
        inside = set(owners[start:end])
        if len(inside) == 1 and end - start == len(
            encode_text(prepared[owners[start]] if owners[start] >= 0 else "")
        ):
            intact |= inside
        elif end - start == 2 and _shows(data, start, disguise):
            continue  # two halves, but both are there
        elif not _is_before_reading(owners, start):
            lost |= inside
    places = _map_places(text, prepared)
    return list(_group(places, intact, lost))


def _own_bytes(data: bytes, prepared: str, disguise: Disguise) -> list[int]:
    """For each byte the character it is of; -1 for readings and stray bytes."""
    readings = {f"({reading})".encode("gbk") for _, reading in disguise.readings}
    pattern = b"|".join(map(re.escape, readings)) or b"(?!)"
    if disguise.stray:
        pattern += b"|" + re.escape(disguise.stray)
    ends = [match.span() for match in re.finditer(pattern, data)]
    source = [n for n, char in enumerate(prepared) for _ in encode_text(char)]
    owners, place = list[int](), 0
    for start, end in ends:
        count = start - len(owners)
        owners += source[place : place + count] + [-1] * (end - start)
        place += count
    return owners + source[place:]


def _shows(data: bytes, start: int, disguise: Disguise) -> bool:
    """True if two bytes show as a character."""
    charset = "gb18030" if disguise.private else "gbk"
    return data[start] > 0x80 and read_pair(data[start : start + 2], charset) is not None


def _decode_units(data: bytes, disguise: Disguise) -> Iterator[tuple[int, int]]:
    """What the decoder takes together."""
    start = 0
    while start < len(data):
        if data[start] <= 0x80 or data[start] == 0xFF or start + 1 == len(data):
            length = 1
        elif _shows(data, start, disguise):
            length = 2
        else:
            length = 1 if disguise.decoder == "drops" else 2
        yield start, start + length
        start += length


def _is_before_reading(owners: list[int], start: int) -> bool:
    """True if a reading stands where a byte's other half was: it tells the byte."""
    return start + 1 < len(owners) and owners[start] >= 0 and owners[start + 1] == -1


def _map_places(text: str, prepared: str) -> list[int]:
    """Places in the prepared text → places in the original; -1 for the mirror's commas."""
    plain, place = to_traditional(text), 0
    places: list[int] = []
    for number, char in enumerate(prepared):
        rest = len(plain) - place
        if rest and char == plain[place] and not _is_extra(prepared, number, plain, place):
            places.append(place)
            place += 1
        else:
            places.append(-1)
    return places


def _is_extra(prepared: str, number: int, plain: str, place: int) -> bool:
    """True for the first of two commas where the original has one."""
    return prepared[number : number + 2] == "，，" and plain[place : place + 2] != "，，"


def _group(places: list[int], intact: set[int], lost: set[int]) -> Iterator[Passage]:
    """Neighbouring characters that are not intact."""
    run: list[int] = []
    for number in range(len(places) + 1):
        if number < len(places) and number not in intact:
            run.append(number)
        elif run:
            inside = [places[n] for n in run if places[n] >= 0]
            if inside:
                gone = frozenset(places[n] for n in run if n in lost and places[n] >= 0)
                yield Passage(inside[0], inside[-1] + 1, gone)
            run = []
