"""Packing: by either library, each reads what the other packed, and damage is told alike."""

import importlib
import random
import sys
import zlib
from collections.abc import Iterator
from types import ModuleType

import pytest

from wangcheng_spider import packing

PAGE = "".join(f"<p>第{number}段：湘江北去。</p>" for number in range(2000)).encode()
NOISE = random.Random(3).randbytes(70_000)
DATA = [b"", b"x", PAGE, NOISE, PAGE * 20]


@pytest.fixture(params=["ISA-L", "zlib"])
def library(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    """The module as it is where ISA-L is installed, and as it is elsewhere."""
    if request.param == "ISA-L":
        pytest.importorskip("isal")
    else:
        monkeypatch.setitem(sys.modules, "isal", None)
    yield importlib.reload(packing)
    monkeypatch.undo()
    importlib.reload(packing)


def unpack(module: ModuleType, packed: bytes, at_once: int) -> bytes:
    """As archives are read: so many bytes out of it at a time."""
    machine, data = module.make_unpacker(), bytearray()
    while not machine.eof:
        if not packed:
            raise EOFError
        data += machine.decompress(packed, at_once)
        packed = machine.unconsumed_tail
    return bytes(data)


def test_the_library_is_the_one_meant(library: ModuleType, request: pytest.FixtureRequest) -> None:
    is_own = request.node.callspec.params["library"] == "zlib"
    assert (library.library is zlib) == is_own


@pytest.mark.parametrize("data", DATA, ids=len)
def test_each_reads_what_the_other_packed(library: ModuleType, data: bytes) -> None:
    assert zlib.decompress(library.pack(data), library.WITH_HEADER) == data
    for level in (1, 6, 9):
        packed = zlib.compress(data, level, wbits=library.WITH_HEADER)
        assert unpack(library, packed, 1 << 20) == data
        assert unpack(library, packed, 1000) == data


def test_what_follows_a_member_is_left(library: ModuleType) -> None:
    machine = library.make_unpacker()
    assert machine.decompress(library.pack(PAGE) + b"next", 1 << 20) == PAGE
    assert machine.eof
    assert machine.unused_data == b"next"


@pytest.mark.parametrize("cut", [1, 10, 30, 500, -9, -1])
def test_a_member_that_is_cut_off_does_not_end(library: ModuleType, cut: int) -> None:
    with pytest.raises(EOFError):
        unpack(library, library.pack(PAGE)[:cut], 1 << 20)


@pytest.mark.parametrize("at", [0, 1, 2, -1, -5, -8])
def test_damage_is_an_error(library: ModuleType, at: int) -> None:
    packed = bytearray(library.pack(PAGE))
    packed[at] ^= 0xFF
    with pytest.raises(library.PACKING_ERRORS):
        unpack(library, bytes(packed), 1 << 20)


def test_a_page_is_packed_to_less_than_a_tenth(library: ModuleType) -> None:
    assert len(library.pack(PAGE)) < len(PAGE) / 10
