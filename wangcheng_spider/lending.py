"""Pages handed to forked processes by memory that all of them see: their bodies, some 30 KB each,
are copied twice, instead of being pickled, written to a pipe, read and unpickled."""

from dataclasses import dataclass
from mmap import mmap

from .pages import Page

SLOT = 2 * 1024 * 1024
"""Bytes of bodies that are lent at a time; what does not fit goes the other way."""

KEPT = -1


@dataclass(frozen=True, slots=True)
class Loan:
    """Pages of which some have their bodies in a slot."""

    slot: int
    pages: list[Page]
    sizes: list[int]
    """Bytes of each body there; KEPT: the page has it itself."""


class Lending:
    """``slots`` pieces of memory. Made before the processes are forked; they only ``take``."""

    def __init__(self, slots: int) -> None:
        self._memory = mmap(-1, slots * SLOT)
        self._free = list(range(slots))

    def lend(self, pages: list[Page]) -> Loan:
        """Move the bodies of pages to where the others see them. IndexError if no slot is free."""
        slot = self._free.pop()
        at, end = slot * SLOT, (slot + 1) * SLOT
        sizes = []
        for page in pages:
            size = len(page.body)
            if at + size > end:
                size = KEPT
            else:
                self._memory[at : at + size] = page.body
                page.body = b""
                at += size
            sizes.append(size)
        return Loan(slot, pages, sizes)

    def take(self, loan: Loan) -> list[Page]:
        """The pages, with their bodies again."""
        at = loan.slot * SLOT
        for page, size in zip(loan.pages, loan.sizes, strict=True):
            if size != KEPT:
                page.body = self._memory[at : at + size]
                at += size
        return loan.pages

    def give_back(self, loan: Loan) -> None:
        """Free a loan's slot, once its pages have been read."""
        self._free.append(loan.slot)
