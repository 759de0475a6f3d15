"""Pages handed to forked processes by memory that all of them see: their bodies, some 30 KB each,
are copied twice, instead of being pickled, written to a pipe, read and unpickled."""

from dataclasses import dataclass
from mmap import mmap

from .pages import Page

SLOT = 2 * 1024 * 1024
"""Bytes of bodies that are lent at a time; what does not fit goes the other way."""

KEPT = -1
"""In place of a size: the page has its body itself."""


@dataclass(frozen=True, slots=True)
class Loan:
    """Pages of which some have their bodies in a slot."""

    slot: int
    pages: list[Page]
    sizes: list[int]
    """Bytes of each body there, or KEPT."""


class Lending:
    """``slots`` pieces of memory. Made before the processes are forked; they only ``take``."""

    def __init__(self, slots: int) -> None:
        try:
            self._memory: mmap | None = mmap(-1, slots * SLOT)
        except OSError:
            self._memory = None  # no room for so many: pages keep their bodies
        self._free = list(range(slots))

    def lend(self, pages: list[Page]) -> Loan:
        """Move the bodies of pages to where the others see them. IndexError if no slot is free."""
        slot = self._free.pop()
        at, end = slot * SLOT, (slot + 1) * SLOT
        sizes = []
        for page in pages:
            size = len(page.body)
            if self._memory is None or at + size > end:
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
            if size != KEPT and self._memory is not None:
                page.body = self._memory[at : at + size]
                at += size
        return loan.pages

    def give_back(self, loan: Loan) -> None:
        """Free a loan's slot, once its pages have been read."""
        self._free.append(loan.slot)
